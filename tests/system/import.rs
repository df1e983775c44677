//! The move from the Django app: its own databases, and the links in its own mails, at our service.

mod config;
mod old_app;

use serde_json::Value;

use crate::{
    support::inbox,
    town::{Newcomer, PASSWORD, Town, Wishes},
};
use old_app::OldApp;

/// By username: what becomes of the request.
fn fate(report: &Value, name: &str) -> Vec<String> {
    let requests = report["requests"].as_array().expect("a list");
    let word = |request: &Value, key: &str| request[key].as_str().unwrap_or_default().to_owned();
    let of_name = requests.iter().filter(|request| request["username"] == name);
    of_name.map(|one| format!("{} {}", word(one, "outcome"), word(one, "becomes")).trim().to_owned()).collect()
}

fn assert_everybody_is_taken_over(app: &OldApp, report: &Value) {
    for (who, expected) in [
        ("started", "import awaiting_email"),
        ("verified", "import awaiting_email"),
        ("requested", "import awaiting_review"),
        ("approved", "import awaiting_password"),
        ("quiet", "import awaiting_password"),
        ("denied", "import denied"),
        ("hushed", "import denied"),
        ("completed", "import active"),
        ("quoted", "left_out"),
        ("chained", "import awaiting_review"),
    ] {
        assert_eq!(fate(report, &app.name(who)), [expected], "{who}: {report:#}");
    }
    assert_eq!(fate(report, &app.name("twin")), ["import awaiting_review", "left_out"]);
    assert_eq!(fate(report, "=.-"), ["left_out"]);
    let rules = report["rules"].as_array().expect("a list");
    let taken: Vec<_> = rules.iter().filter(|rule| rule["outcome"] == "import").map(|rule| &rule["becomes"]).collect();
    let expected = [
        r"^(?-i:.*@(spam|junk)\.example$)",
        "^(?-i:(admin|root))",
        r"^(?-i:moderator\z)",
        "192.0.2.0/24",
        "203.0.113.0/24",
        "2001:db8:bad::/48",
        "192.0.2.200/32",
    ];
    assert_eq!(taken, expected);
    let left: Vec<_> = rules.iter().filter(|rule| rule["outcome"] == "left_out").map(|rule| &rule["pattern"]).collect();
    assert_eq!(left, ["old@.*", "(?!team-).*staff", "100.64.0.0/10"]);
}

async fn a_file_is_imported_once_and_whole(version: &str) {
    let (app, town) = (OldApp::used(version), Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await);
    let before = app.files();

    let shown = town.operator_runs(&["import-django", app.database()]);
    assert!(shown.contains("Nothing was written") && shown.contains(&app.name("requested")), "{shown}");
    assert_everybody_is_taken_over(&app, &town.report(&["import-django", app.database(), "--json"]));
    assert!(!town.operator_runs(&["requests", "list", "--all"]).contains(&app.stem), "a dry run writes nothing");

    let report = town.report(&["import-django", app.database(), "--apply", "--json"]);
    assert_everybody_is_taken_over(&app, &report);
    let listed = town.operator_runs(&["requests", "list", "--all"]);
    let of_the_app = format!("-{}:", app.stem);
    assert_eq!(listed.matches(&of_the_app).count(), count(&report, "import"), "{listed}");

    let again = town.report(&["import-django", app.database(), "--apply", "--json"]);
    assert_eq!((count(&again, "import"), count(&again, "already_imported")), (0, count(&report, "import")));
    assert_eq!(town.operator_runs(&["requests", "list", "--all"]), listed, "nothing comes twice");
    assert_eq!(app.files(), before, "the app's files are as they were");
}

fn count(report: &Value, outcome: &str) -> usize {
    let requests = report["requests"].as_array().expect("a list");
    requests.iter().filter(|request| request["outcome"] == outcome).count()
}

#[tokio::test]
async fn a_file_of_0_1_3_is_imported_once_and_whole() {
    a_file_is_imported_once_and_whole("0.1.3").await;
}

#[tokio::test]
async fn a_file_of_0_1_5_is_imported_once_and_whole() {
    a_file_is_imported_once_and_whole("0.1.5").await;
}

#[tokio::test]
async fn who_shares_an_address_or_has_an_account_is_told_apart_in_each_version() {
    let (old, new, town) = (OldApp::used("0.1.3"), OldApp::used("0.1.5"), Town::shared("form").await);
    let report = town.report(&["import-django", old.database(), "--json"]);
    assert_eq!(fate(&report, &old.name("shared")), ["import awaiting_review"]);
    assert_eq!(fate(&report, &old.name("tagged")), ["left_out"]);
    // The same file, as the app's newest version has brought it up to date.
    old.migrate_to("0.1.5");
    let updated = town.report(&["import-django", old.database(), "--json"]);
    assert_ne!(updated["schema"], report["schema"]);
    assert_eq!((&updated["requests"], &updated["rules"]), (&report["requests"], &report["rules"]));

    let report = town.report(&["import-django", new.database(), "--json"]);
    assert_eq!(fate(&report, &new.name("again")), ["left_out"]);
}

#[tokio::test]
async fn links_that_the_app_has_mailed_go_on_working() {
    let (app, town) = (OldApp::used("0.1.5"), Town::start().await);
    let room = town.room().await;
    let mails = || OldApp::PEOPLE.map(|who| inbox::mails_to(&app.email(who)).len());
    let before = mails();
    town.operator_runs(&["import-django", app.database(), "--apply"]);
    let person = |who: &str| town.newcomer_called(&app.name(who), &app.email(who));
    town.card(&room, &person("requested")).await;
    assert_eq!(mails(), before, "an import mails nobody");

    for who in ["started", "verified"] {
        let applicant = person(who);
        let page = applicant.opens(&app.mailed(who, "/verify-email/")).await;
        assert!(page.path.starts_with("/verify/"), "{} {}", page.path, page.html);
        assert_eq!(applicant.sends(&page.path, &[]).await.path, "/register/details");
        assert_eq!(applicant.submits().await.path, "/register/done");
        town.card(&room, &applicant).await;
    }
    let approved = person("approved");
    sets_a_password(&approved, &app.mailed("approved", "/set-password/")).await;
    approved.login().await.expect("the account is open");
}

/// Whoever waited for a decision in the app gets it from us, and an account after it.
#[tokio::test]
async fn a_request_that_waited_in_the_app_is_decided_in_the_room() {
    let (app, town) = (OldApp::used("0.1.3"), Town::start().await);
    let room = town.room().await;
    town.operator_runs(&["import-django", app.database(), "--apply"]);
    let applicant = town.newcomer_called(&app.name("requested"), &app.email("requested"));
    let card = town.card(&room, &applicant).await;
    assert!(applicant.account().await.is_none(), "nothing exists in Synapse yet");
    town.moderators[0].react(&room, &card, "✅").await;
    gets_in_by_our_mail(&town, &applicant).await;

    // Whom the app approved without a mail is not stranded.
    let quiet = town.newcomer_called(&app.name("quiet"), &app.email("quiet"));
    town.operator_runs(&["requests", "resend", &quiet.name]);
    gets_in_by_our_mail(&town, &quiet).await;
}

async fn gets_in_by_our_mail(town: &Town, applicant: &Newcomer) {
    let prefix = format!("{}/password/", town.url);
    let mail = inbox::wait_for(&applicant.email, |mail| mail.link(&prefix).is_some()).await;
    let link = mail.link(&prefix).expect("a link");
    sets_a_password(applicant, link.trim_start_matches(&town.url)).await;
    applicant.login().await.expect("the account is open");
}

#[tokio::test]
async fn rules_of_the_app_keep_people_out_here() {
    let (app, town) = (OldApp::used("0.1.5"), Town::with(Wishes { only: "web,worker", ..Wishes::default() }).await);
    let free = town.newcomer("administrator");
    assert_eq!(free.sends("/register", &[("username", &free.name)]).await.path, "/register/email");
    town.operator_runs(&["import-django", app.database(), "--apply"]);
    let name = town.newcomer("administrator");
    let refused = async || {
        let page = name.sends("/register", &[("username", &name.name)]).await;
        (page.path != "/register/email").then_some(())
    };
    crate::support::matrix::eventually("the rule holds", refused).await;
    // The rule looks at the beginning, as in the app.
    let other = town.newcomer("the-administrator");
    assert_eq!(other.sends("/register", &[("username", &other.name)]).await.path, "/register/email");
}

#[tokio::test]
async fn another_file_is_refused_in_one_clear_line() {
    let town = Town::shared("form").await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "no database").expect("written");
    let refused = town.command(&["import-django", path.to_str().expect("text")]);
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && words.contains("no database of the Django app"), "{words}");
    let missing = town.command(&["import-django", "/nowhere/db.sqlite3"]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("there is no such file"), "{missing:?}");
}

async fn sets_a_password(applicant: &Newcomer, link: &str) {
    let page = applicant.opens(link).await;
    assert!(page.path.starts_with("/password/"), "{} {}", page.path, page.html);
    let done = applicant.sends(&page.path, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert!(done.status.is_success(), "{} {}", done.status, done.html);
}
