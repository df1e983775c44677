//! `import-django`: databases of the real Django app, and links in its mails.

mod config;
mod old_app;

use serde_json::Value;

use crate::{
    harness::{Applicant, PASSWORD, TestOptions, TestService},
    support::inbox,
};
use old_app::OldApp;

/// The outcomes of the requests with this username.
fn outcomes_of(report: &Value, name: &str) -> Vec<String> {
    let requests = report["requests"].as_array().expect("a list");
    let word = |request: &Value, key: &str| request[key].as_str().unwrap_or_default().to_owned();
    let of_name = requests.iter().filter(|request| request["username"] == name);
    of_name.map(|one| format!("{} {}", word(one, "outcome"), word(one, "becomes")).trim().to_owned()).collect()
}

fn assert_all_are_imported(app: &OldApp, report: &Value) {
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
        assert_eq!(outcomes_of(report, &app.name(who)), [expected], "{who}: {report:#}");
    }
    assert_eq!(outcomes_of(report, &app.name("twin")), ["import awaiting_review", "left_out"]);
    assert_eq!(outcomes_of(report, "=.-"), ["left_out"]);
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
    let (app, service) =
        (OldApp::used(version), TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await);
    let before = app.files();

    let shown = service.operator_runs(&["import-django", app.database()]);
    assert!(shown.contains("Nothing was imported") && shown.contains(&app.name("requested")), "{shown}");
    assert_all_are_imported(&app, &service.json_output(&["import-django", app.database(), "--json"]));
    assert!(!service.operator_runs(&["requests", "list", "--all"]).contains(&app.stem), "a dry run writes nothing");

    let report = service.json_output(&["import-django", app.database(), "--apply", "--json"]);
    assert_all_are_imported(&app, &report);
    let listed = service.operator_runs(&["requests", "list", "--all"]);
    let of_the_app = format!("-{}:", app.stem);
    assert_eq!(listed.matches(&of_the_app).count(), count(&report, "import"), "{listed}");

    let again = service.json_output(&["import-django", app.database(), "--apply", "--json"]);
    assert_eq!((count(&again, "import"), count(&again, "already_imported")), (0, count(&report, "import")));
    assert_eq!(service.operator_runs(&["requests", "list", "--all"]), listed, "nothing comes twice");
    assert_eq!(app.files(), before, "the app's files are as they were");
}

fn count(report: &Value, outcome: &str) -> usize {
    let requests = report["requests"].as_array().expect("a list");
    requests.iter().filter(|request| request["outcome"] == outcome).count()
}

#[tokio::test]
async fn database_of_0_1_3_is_imported_once_and_completely() {
    a_file_is_imported_once_and_whole("0.1.3").await;
}

#[tokio::test]
async fn database_of_0_1_5_is_imported_once_and_completely() {
    a_file_is_imported_once_and_whole("0.1.5").await;
}

#[tokio::test]
async fn import_reports_conflicting_requests() {
    let (old, new, service) = (OldApp::used("0.1.3"), OldApp::used("0.1.5"), TestService::shared("form").await);
    let report = service.json_output(&["import-django", old.database(), "--json"]);
    assert_eq!(outcomes_of(&report, &old.name("shared")), ["import awaiting_review"]);
    assert_eq!(outcomes_of(&report, &old.name("tagged")), ["left_out"]);
    // The same file, migrated by the app's newest version.
    old.migrate_to("0.1.5");
    let updated = service.json_output(&["import-django", old.database(), "--json"]);
    assert_ne!(updated["schema"], report["schema"]);
    assert_eq!((&updated["requests"], &updated["rules"]), (&report["requests"], &report["rules"]));

    let report = service.json_output(&["import-django", new.database(), "--json"]);
    assert_eq!(outcomes_of(&report, &new.name("again")), ["left_out"]);
}

#[tokio::test]
async fn imported_links_work() {
    let (app, service) = (OldApp::used("0.1.5"), TestService::start().await);
    let room = service.room().await;
    let mails = || OldApp::PEOPLE.map(|who| inbox::mails_to(&app.email(who)).len());
    let before = mails();
    service.operator_runs(&["import-django", app.database(), "--apply"]);
    let person = |who: &str| service.applicant_named(&app.name(who), &app.email(who));
    service.card(&room, &person("requested")).await;
    assert_eq!(mails(), before, "an import sends no mail");

    for who in ["started", "verified"] {
        let applicant = person(who);
        let page = applicant.opens(&app.mailed(who, "/verify-email/")).await;
        assert!(page.path.starts_with("/verify/"), "{} {}", page.path, page.html);
        assert_eq!(applicant.posts(&page.path, &[]).await.path, "/register/details");
        assert_eq!(applicant.submits_details().await.path, "/register/done");
        service.card(&room, &applicant).await;
    }
    let approved = person("approved");
    sets_a_password(&approved, &app.mailed("approved", "/set-password/")).await;
    approved.login().await.expect("the account is open");
}

/// A pending request of the app is decided here, and leads to an account.
#[tokio::test]
async fn imported_pending_request_is_decided_in_the_room() {
    let (app, service) = (OldApp::used("0.1.3"), TestService::start().await);
    let room = service.room().await;
    service.operator_runs(&["import-django", app.database(), "--apply"]);
    let applicant = service.applicant_named(&app.name("requested"), &app.email("requested"));
    let card = service.card(&room, &applicant).await;
    assert!(applicant.account().await.is_none(), "nothing exists in Synapse yet");
    service.moderators[0].react(&room, &card, "✅").await;
    gets_account_by_resend(&service, &applicant).await;

    // An applicant that the app approved without a mail can get a link.
    let quiet = service.applicant_named(&app.name("quiet"), &app.email("quiet"));
    service.operator_runs(&["requests", "resend", &quiet.name]);
    gets_account_by_resend(&service, &quiet).await;
}

async fn gets_account_by_resend(service: &TestService, applicant: &Applicant) {
    let prefix = format!("{}/password/", service.url);
    let mail = inbox::wait_for(&applicant.email, |mail| mail.link(&prefix).is_some()).await;
    let link = mail.link(&prefix).expect("a link");
    sets_a_password(applicant, link.trim_start_matches(&service.url)).await;
    applicant.login().await.expect("the account is open");
}

#[tokio::test]
async fn imported_rules_block_applicants() {
    let (app, service) =
        (OldApp::used("0.1.5"), TestService::with(TestOptions { only: "web,worker", ..TestOptions::default() }).await);
    let free = service.applicant("administrator");
    assert_eq!(free.posts("/register", &[("username", &free.name)]).await.path, "/register/email");
    service.operator_runs(&["import-django", app.database(), "--apply"]);
    let name = service.applicant("administrator");
    let refused = async || {
        let page = name.posts("/register", &[("username", &name.name)]).await;
        (page.path != "/register/email").then_some(())
    };
    crate::support::matrix::eventually("the rule holds", refused).await;
    // The rule matches from the beginning, as in the app.
    let other = service.applicant("the-administrator");
    assert_eq!(other.posts("/register", &[("username", &other.name)]).await.path, "/register/email");
}

#[tokio::test]
async fn import_of_another_file_fails_with_one_line() {
    let service = TestService::shared("form").await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "no database").expect("written");
    let refused = service.command(&["import-django", path.to_str().expect("text")]);
    let words = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && words.contains("no database of the Django app"), "{words}");
    let missing = service.command(&["import-django", "/nowhere/db.sqlite3"]);
    assert!(String::from_utf8_lossy(&missing.stderr).contains("there is no such file"), "{missing:?}");
}

async fn sets_a_password(applicant: &Applicant, link: &str) {
    let page = applicant.opens(link).await;
    assert!(page.path.starts_with("/password/"), "{} {}", page.path, page.html);
    let done = applicant.posts(&page.path, &[("password", PASSWORD), ("again", PASSWORD)]).await;
    assert!(done.status.is_success(), "{} {}", done.status, done.html);
}
