//! What the form does when something is not as it should be.

use crate::{
    support::{
        inbox,
        matrix::{Person, account, eventually, fresh_name, refusal_of_name},
        world::world,
    },
    town::{PASSWORD, Town, Wishes},
};

#[tokio::test]
async fn a_username_is_judged_in_plain_words_and_what_was_typed_is_kept() {
    let town = Town::shared("form").await;
    let taken = Person::new(&fresh_name("taken")).await;
    let taken = taken.id.trim_start_matches('@').split(':').next().expect("a name").to_owned();
    let visitor = town.newcomer("visitor");
    let too_long = "a".repeat(250);
    for typed in [&*taken, "admin", "al ice", "12345", "_alice", "", &too_long, "@alice:elsewhere.org"] {
        let page = visitor.sends("/register", &[("username", typed)]).await;
        assert_eq!(page.path, "/register", "{typed}");
        assert!(page.html.contains("role=\"alert\""), "{typed}: {}", page.html);
        assert!(page.html.contains(&format!("value=\"{typed}\"")), "{typed}: {}", page.html);
    }
    let whole =
        visitor.sends("/register", &[("username", &visitor.mxid().to_uppercase().replace("EXAMPLE", "example"))]).await;
    assert_eq!(whole.path, "/register/email", "{}", whole.html);
}

/// What Synapse would refuse is said at the field, and never as "please try again".
#[tokio::test]
async fn what_synapse_calls_an_invalid_username_is_an_error_at_the_field() {
    let town = Town::shared("form").await;
    let visitor = town.newcomer("visitor");
    let max = 255 - "@:".len() - world().synapse.server_name.len();
    for name in ["_alice", "12345", "0", "al ice", "alice:x", "a@b", "a!b", "alicé", "", &"a".repeat(max + 1)] {
        let errcode = refusal_of_name(name).await.expect("Synapse refuses it")["errcode"].to_string();
        assert!(errcode.contains("M_INVALID_USERNAME") || errcode.contains("M_UNKNOWN"), "{name}: {errcode}");
        let page = visitor.sends("/register", &[("username", name)]).await;
        assert!(page.status == 422 && page.html.contains("id=\"username-error\""), "{name}: {}", page.html);
        assert!(!page.html.contains("try again in a minute"), "{name}: {}", page.html);
    }
    let unique = fresh_name("x");
    for name in [format!("1{unique}"), format!("-{unique}"), format!("a+b/c=d.{unique}"), format!("{unique:x<max$}")] {
        assert_eq!(refusal_of_name(&name).await, None, "{name}");
        let page = visitor.sends("/register", &[("username", &name)]).await;
        assert_eq!(page.path, "/register/email", "{name}: {}", page.html);
    }
}

#[tokio::test]
async fn links_of_the_django_app_lead_on_and_are_not_logged() {
    let town = Town::with(Wishes { only: "web,worker", config: "debug: true\n".into(), ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    let former = alice.link().await.replace("/verify/", "/verify-email/");
    let page = alice.opens(&format!("{former}/")).await;
    assert!(page.status.is_success() && page.path.starts_with("/verify/"), "{}", page.html);
    let page = alice.opens(&former.replace("verify-email", "set-password")).await;
    assert!(page.status == 404 && page.path.starts_with("/password/"), "{}", page.html);
    assert!(town.log().contains("route=\"/verify-email/{token}/\""), "the log names the route: {}", town.log());
}

#[tokio::test]
async fn how_long_requests_are_kept_is_said_where_the_address_is_asked_for() {
    let config = "retention: [{started: 5}, {completed: 40}, {pending: 90}]\n".into();
    let town = Town::with(Wishes { only: "web,worker", config, ..Wishes::default() }).await;
    let alice = town.newcomer("alice");
    let page = alice.sends("/register", &[("username", &alice.name)]).await;
    for said in [
        "ends 5 days after your last step, and is removed 5 days after that",
        "nobody decides is removed 95 days after",
        "40 days after",
        "in their room and by mail is not removed",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
}

#[tokio::test]
async fn a_refused_address_shows_on_the_form_and_a_dead_mail_server_does_not() {
    let town = Town::shared("form").await;
    let name = fresh_name("nobody");
    let nobody = town.newcomer_called(&name, &format!("refused-{name}@example.test"));
    let page = nobody.asks().await;
    assert_eq!(page.path, "/register/email");
    assert!(page.html.contains("role=\"alert\"") && page.html.contains(&nobody.email), "{}", page.html);

    let patient = town.newcomer("patient");
    inbox::begin_outage(&patient.email);
    assert_eq!(patient.asks().await.path, "/register/sent");
    inbox::end_outage(&patient.email);
    assert_eq!(patient.proves().await.path, "/register/details");
}

#[tokio::test]
async fn the_page_does_not_tell_who_has_an_account_but_the_mail_does() {
    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.signs_up().await;
    let snoop = town.newcomer_called(&fresh_name("snoop"), &alice.email.replace('@', "+again@"));
    let known = snoop.asks().await;
    let stranger = town.newcomer("stranger");
    let unknown = stranger.asks().await;
    assert_eq!(known.path, unknown.path);
    assert_eq!(known.html.replace(&snoop.email, "X"), unknown.html.replace(&stranger.email, "X"));
    let letter = snoop.is_told("About your account").await;
    assert!(letter.link(&town.url).is_none(), "no link for a snoop");
}

#[tokio::test]
async fn who_has_lost_their_browser_begins_again_and_goes_on_from_where_they_were() {
    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    assert_eq!(alice.proves().await.path, "/register/details");
    let again = town.newcomer_called(&fresh_name("again"), &alice.email);
    let stranger = town.newcomer("stranger");
    let (known, unknown) = (again.asks().await, stranger.asks().await);
    assert_eq!(known.html.replace(&again.email, "X"), unknown.html.replace(&stranger.email, "X"));
    again.is_told("Go on with your request").await;
    let page = again.proves().await;
    assert_eq!(page.path, "/register/details", "{}", page.html);
    assert!(page.html.contains(&alice.mxid()), "{}", page.html);
}

#[tokio::test]
async fn a_link_is_opened_by_scanners_pressed_once_and_grows_old() {
    let town = Town::with(Wishes {
        only: "web,worker",
        config: "registration: {link_lifetime: 3s}\n".into(),
        ..Wishes::default()
    })
    .await;
    let late = town.newcomer("late");
    late.asks().await;
    let link = late.link().await;
    eventually("the link expires", async || late.opens(&link).await.html.contains("/resend").then_some(())).await;
    assert_eq!(late.sends(&link, &[]).await.path, link, "it opens nothing any more");

    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    let link = alice.link().await;
    for _ in 0..3 {
        let page = alice.opens(&link).await;
        assert!(page.status.is_success() && page.html.contains("<button"), "{}", page.html);
    }
    assert_ne!(alice.opens("/register/details").await.path, "/register/details", "looking proves nothing");
    let phone = alice.at_another_device();
    assert_eq!(phone.sends(&link, &[]).await.path, "/register/details", "another device will do");
    assert_eq!(phone.submits().await.path, "/register/done");
    let again = alice.sends(&link, &[]).await;
    assert_ne!(again.path, "/register/details", "once is enough");
    for mangled in [&link[..link.len() - 3], "/verify/x", "/verify/%00"] {
        let page = alice.opens(mangled).await;
        assert!(page.status.is_client_error() && page.html.contains("<h1"), "{mangled}: {}", page.html);
    }
}

#[tokio::test]
async fn of_two_who_want_one_name_the_loser_keeps_everything_and_chooses_another() {
    let town = Town::shared("form").await;
    let name = fresh_name("popular");
    let first = town.newcomer_called(&name, &format!("first-{name}@example.test"));
    let second = town.newcomer_called(&name, &format!("second-{name}@example.test"));
    first.asks().await;
    second.asks().await;
    assert_eq!(first.proves().await.path, "/register/details");
    let lost = second.proves().await;
    assert!(lost.html.contains("name=\"username\""), "{}", lost.html);
    let other = format!("{name}-2");
    let link = second.link().await;
    assert_eq!(second.sends(&link, &[("username", &other)]).await.path, "/register/details");
    assert_eq!(second.submits().await.path, "/register/done");
    assert_eq!(first.submits().await.path, "/register/done");
    assert!(account(&other).await.is_some() && account(&name).await.is_some());
}

#[tokio::test]
async fn a_strangers_account_is_never_touched() {
    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    assert_eq!(alice.proves().await.path, "/register/details");
    let stranger = Person::new(&alice.name).await;
    let before = alice.account().await.expect("the stranger's account");

    let reason = "I keep every word that I have typed here, whatever happens.";
    let form = [("password", PASSWORD), ("again", PASSWORD), ("reason", reason)];
    let page = alice.sends("/register/details", &form).await;
    assert!(page.html.contains("name=\"username\"") && page.html.contains(reason), "{}", page.html);
    assert!(!page.html.contains(PASSWORD), "a password is never shown");
    let after = alice.account().await.expect("still there");
    for field in ["displayname", "threepids", "locked", "deactivated", "admin", "creation_ts"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    Person::log_in(&alice.name, &stranger.password).await.expect("the stranger's password still works");

    let other = format!("{}-b", alice.name);
    let again = alice.sends("/register/details", &[&form[..], &[("username", &other)]].concat()).await;
    assert_eq!(again.path, "/register/done", "{}", again.html);
    assert_eq!(account(&other).await.expect("made")["locked"], true);
}

#[tokio::test]
async fn a_weak_password_and_a_short_reason_are_refused_and_the_reason_is_kept() {
    let town = Town::shared("form").await;
    let alice = town.newcomer("alice");
    alice.asks().await;
    alice.proves().await;
    let long = "x".repeat(73);
    for (password, again) in
        [("short", "short"), ("password1234", "password1234"), (PASSWORD, "other"), (&*long, &*long)]
    {
        let reason = "A reason that is certainly long enough for everybody.";
        let page =
            alice.sends("/register/details", &[("password", password), ("again", again), ("reason", reason)]).await;
        assert_eq!(page.path, "/register/details");
        assert!(page.html.contains("role=\"alert\"") && page.html.contains(reason), "{}", page.html);
        assert!(!page.html.contains(&format!("value=\"{password}\"")));
    }
    let page =
        alice.sends("/register/details", &[("password", PASSWORD), ("again", PASSWORD), ("reason", "short <b>")]).await;
    assert!(page.html.contains("short &lt;b&gt;"), "{}", page.html);
    assert!(account(&alice.name).await.is_none(), "nothing was made");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_at_once_is_sent_once() {
    let town = Town::shared("form").await;
    for _ in 0..3 {
        let alice = town.newcomer("alice");
        alice.asks().await;
        assert_eq!(alice.proves().await.path, "/register/details");
        let pages = tokio::join!(alice.submits(), alice.submits());
        for page in [pages.0, pages.1] {
            assert_eq!(page.path, "/register/done", "{}", page.html);
        }
        assert_eq!(alice.account().await.expect("made")["locked"], true);
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused_and_pages_are_locked_down() {
    let town = Town::shared("form").await;
    let http = reqwest::Client::new();
    let post = |header: &'static str, value: &'static str| {
        http.post(format!("{}/register", town.url)).header(header, value).form(&[("username", "alice")]).send()
    };
    for (header, value) in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("X-None", "")] {
        assert_eq!(post(header, value).await.expect("an answer").status(), 403, "{header}");
    }
    let answer = http.get(format!("{}/", town.url)).send().await.expect("an answer");
    let csp = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
    let other = http.get(format!("{}/", town.url)).header("Host", "evil.example").send().await.expect("an answer");
    assert_eq!(other.status(), 421);
    let big = http
        .post(format!("{}/register", town.url))
        .header("Origin", &town.url)
        .body("x".repeat(1_000_000))
        .header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(big.send().await.expect("an answer").status(), 413);
}

#[tokio::test]
async fn check_says_what_to_mend() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let config = std::env::temp_dir().join(format!("{}.yaml", fresh_name("check")));
    let text = format!(
        "synapse: {{server: 'http://{dead}', domain: {}, admin_token: x}}\nhosts: [localhost]\npublic_url: http://localhost\n\
         data_dir: {}\nemail: {{host: 127.0.0.1, port: {}, from: a@example.test}}\nadmin: {{email: []}}\n",
        world().synapse.server_name,
        std::env::temp_dir().join("check").display(),
        dead.port(),
    );
    std::fs::write(&config, text).expect("written");
    let report = std::process::Command::new(env!("CARGO_BIN_EXE_synapse-registration"))
        .args(["--config", &config.display().to_string(), "check"])
        .output()
        .expect("it runs");
    std::fs::remove_file(&config).expect("removed");
    let words = String::from_utf8_lossy(&report.stdout).into_owned();
    assert!(!report.status.success(), "{words}");
    assert!(words.contains("FAIL  synapse") && words.contains("FAIL  mail"), "{words}");
    assert!(words.contains("synapse.server") && words.contains("`email`"), "it says what to mend: {words}");
}
