//! The form with invalid input, lost cookies, races, and attacks from other sites.

use crate::{
    harness::{PASSWORD, TestOptions, TestService},
    support::{
        inbox,
        matrix::{Person, account, eventually, fresh_name, refusal_of_name},
        test_servers::servers,
    },
};

#[tokio::test]
async fn invalid_username_shows_an_error_and_keeps_input() {
    let service = TestService::shared("form").await;
    let taken = Person::new(&fresh_name("taken")).await;
    let taken = taken.id.trim_start_matches('@').split(':').next().expect("a name").to_owned();
    let visitor = service.applicant("visitor");
    let too_long = "a".repeat(250);
    for typed in [&*taken, "admin", "al ice", "12345", "_alice", "", &too_long, "@alice:elsewhere.org"] {
        let page = visitor.posts("/register", &[("username", typed)]).await;
        assert_eq!(page.path, "/register", "{typed}");
        assert!(page.html.contains("role=\"alert\""), "{typed}: {}", page.html);
        assert!(page.html.contains(&format!("value=\"{typed}\"")), "{typed}: {}", page.html);
    }
    let whole =
        visitor.posts("/register", &[("username", &visitor.mxid().to_uppercase().replace("EXAMPLE", "example"))]).await;
    assert_eq!(whole.path, "/register/email", "{}", whole.html);
}

/// Usernames that Synapse refuses show an error at the field, not "please try again".
#[tokio::test]
async fn username_invalid_for_synapse_shows_a_field_error() {
    let service = TestService::shared("form").await;
    let visitor = service.applicant("visitor");
    let max = 255 - "@:".len() - servers().synapse.server_name.len();
    for name in ["_alice", "12345", "0", "al ice", "alice:x", "a@b", "a!b", "alicé", "", &"a".repeat(max + 1)] {
        let errcode = refusal_of_name(name).await.expect("Synapse refuses it")["errcode"].to_string();
        assert!(errcode.contains("M_INVALID_USERNAME") || errcode.contains("M_UNKNOWN"), "{name}: {errcode}");
        let page = visitor.posts("/register", &[("username", name)]).await;
        assert!(page.status == 422 && page.html.contains("id=\"username-error\""), "{name}: {}", page.html);
        assert!(!page.html.contains("try again in a minute"), "{name}: {}", page.html);
    }
    let unique = fresh_name("x");
    for name in [format!("1{unique}"), format!("-{unique}"), format!("a+b/c=d.{unique}"), format!("{unique:x<max$}")] {
        assert_eq!(refusal_of_name(&name).await, None, "{name}");
        let page = visitor.posts("/register", &[("username", &name)]).await;
        assert_eq!(page.path, "/register/email", "{name}: {}", page.html);
    }
}

#[tokio::test]
async fn django_links_redirect_and_are_not_logged() {
    let service =
        TestService::with(TestOptions { only: "web,worker", config: "debug: true\n".into(), ..TestOptions::default() })
            .await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    let former = alice.link().await.replace("/verify/", "/verify-email/");
    let page = alice.opens(&format!("{former}/")).await;
    assert!(page.status.is_success() && page.path.starts_with("/verify/"), "{}", page.html);
    let page = alice.opens(&former.replace("verify-email", "set-password")).await;
    assert!(page.status == 404 && page.path.starts_with("/password/"), "{}", page.html);
    assert!(service.log().contains("route=\"/verify-email/{token}/\""), "the log names the route: {}", service.log());
}

#[tokio::test]
async fn email_page_states_the_retention() {
    let config = "retention: [{started: 5}, {completed: 40}, {pending: 90}]\n".into();
    let service = TestService::with(TestOptions { only: "web,worker", config, ..TestOptions::default() }).await;
    let alice = service.applicant("alice");
    let page = alice.posts("/register", &[("username", &alice.name)]).await;
    for said in [
        "expires 5 days after your last step and is deleted 5 days later",
        "request is deleted 95 days after",
        "40 days after",
        "are not deleted with it",
    ] {
        assert!(page.html.contains(said), "{said}: {}", page.html);
    }
}

#[tokio::test]
async fn rejected_address_shows_on_the_form_but_outage_does_not() {
    let service = TestService::shared("form").await;
    let name = fresh_name("nobody");
    let nobody = service.applicant_named(&name, &format!("refused-{name}@example.test"));
    let page = nobody.requests_link().await;
    assert_eq!(page.path, "/register/email");
    assert!(page.html.contains("role=\"alert\"") && page.html.contains(&nobody.email), "{}", page.html);

    let patient = service.applicant("patient");
    inbox::begin_outage(&patient.email);
    assert_eq!(patient.requests_link().await.path, "/register/sent");
    inbox::end_outage(&patient.email);
    assert_eq!(patient.confirms_email().await.path, "/register/details");
}

#[tokio::test]
async fn page_does_not_reveal_existing_accounts_but_mail_does() {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    let snoop = service.applicant_named(&fresh_name("snoop"), &alice.email.replace('@', "+again@"));
    let known = snoop.requests_link().await;
    let stranger = service.applicant("stranger");
    let unknown = stranger.requests_link().await;
    assert_eq!(known.path, unknown.path);
    assert_eq!(known.html.replace(&snoop.email, "X"), unknown.html.replace(&stranger.email, "X"));
    let letter = snoop.receives_mail("About your account").await;
    assert!(letter.link(&service.url).is_none(), "no link for another person");
}

#[tokio::test]
async fn applicant_without_cookie_resumes_by_mail() {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    assert_eq!(alice.confirms_email().await.path, "/register/details");
    let again = service.applicant_named(&fresh_name("again"), &alice.email);
    let stranger = service.applicant("stranger");
    let (known, unknown) = (again.requests_link().await, stranger.requests_link().await);
    assert_eq!(known.html.replace(&again.email, "X"), unknown.html.replace(&stranger.email, "X"));
    again.receives_mail("Continue your request").await;
    let page = again.confirms_email().await;
    assert_eq!(page.path, "/register/details", "{}", page.html);
    assert!(page.html.contains(&alice.mxid()), "{}", page.html);
}

#[tokio::test]
async fn link_survives_scanners_works_once_and_expires() {
    let service = TestService::with(TestOptions {
        only: "web,worker",
        config: "registration: {link_lifetime: 3s}\n".into(),
        ..TestOptions::default()
    })
    .await;
    let late = service.applicant("late");
    late.requests_link().await;
    let link = late.link().await;
    eventually("the link expires", async || late.opens(&link).await.html.contains("/resend").then_some(())).await;
    assert_eq!(late.posts(&link, &[]).await.path, link, "the link has expired");

    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    let link = alice.link().await;
    for _ in 0..3 {
        let page = alice.opens(&link).await;
        assert!(page.status.is_success() && page.html.contains("<button"), "{}", page.html);
    }
    assert_ne!(alice.opens("/register/details").await.path, "/register/details", "looking confirms_email nothing");
    let phone = alice.on_another_device();
    assert_eq!(phone.posts(&link, &[]).await.path, "/register/details", "another device works");
    assert_eq!(phone.submits_details().await.path, "/register/done");
    let again = alice.posts(&link, &[]).await;
    assert_ne!(again.path, "/register/details", "the link works once");
    for mangled in [&link[..link.len() - 3], "/verify/x", "/verify/%00"] {
        let page = alice.opens(mangled).await;
        assert!(page.status.is_client_error() && page.html.contains("<h1"), "{mangled}: {}", page.html);
    }
}

#[tokio::test]
async fn loser_of_a_username_race_keeps_input() {
    let service = TestService::shared("form").await;
    let name = fresh_name("popular");
    let first = service.applicant_named(&name, &format!("first-{name}@example.test"));
    let second = service.applicant_named(&name, &format!("second-{name}@example.test"));
    first.requests_link().await;
    second.requests_link().await;
    assert_eq!(first.confirms_email().await.path, "/register/details");
    let lost = second.confirms_email().await;
    assert!(lost.html.contains("name=\"username\""), "{}", lost.html);
    let other = format!("{name}-2");
    let link = second.link().await;
    assert_eq!(second.posts(&link, &[("username", &other)]).await.path, "/register/details");
    assert_eq!(second.submits_details().await.path, "/register/done");
    assert_eq!(first.submits_details().await.path, "/register/done");
    assert!(account(&other).await.is_some() && account(&name).await.is_some());
}

#[tokio::test]
async fn existing_account_is_never_changed() {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    assert_eq!(alice.confirms_email().await.path, "/register/details");
    let stranger = Person::new(&alice.name).await;
    let before = alice.account().await.expect("the stranger's account");

    let reason = "I keep every word that I have typed here, whatever happens.";
    let form = [("password", PASSWORD), ("again", PASSWORD), ("reason", reason)];
    let page = alice.posts("/register/details", &form).await;
    assert!(page.html.contains("name=\"username\"") && page.html.contains(reason), "{}", page.html);
    assert!(!page.html.contains(PASSWORD), "a password is never shown");
    let after = alice.account().await.expect("still there");
    for field in ["displayname", "threepids", "locked", "deactivated", "admin", "creation_ts"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    Person::log_in(&alice.name, &stranger.password).await.expect("the stranger's password still works");

    let other = format!("{}-b", alice.name);
    let again = alice.posts("/register/details", &[&form[..], &[("username", &other)]].concat()).await;
    assert_eq!(again.path, "/register/done", "{}", again.html);
    assert_eq!(account(&other).await.expect("an account")["locked"], true);
}

#[tokio::test]
async fn weak_password_and_short_reason_are_refused() {
    let service = TestService::shared("form").await;
    let alice = service.applicant("alice");
    alice.requests_link().await;
    alice.confirms_email().await;
    let long = "x".repeat(73);
    for (password, again) in
        [("short", "short"), ("password1234", "password1234"), (PASSWORD, "other"), (&*long, &*long)]
    {
        let reason = "A reason that is certainly long enough for everybody.";
        let page =
            alice.posts("/register/details", &[("password", password), ("again", again), ("reason", reason)]).await;
        assert_eq!(page.path, "/register/details");
        assert!(page.html.contains("role=\"alert\"") && page.html.contains(reason), "{}", page.html);
        assert!(!page.html.contains(&format!("value=\"{password}\"")));
    }
    let page =
        alice.posts("/register/details", &[("password", PASSWORD), ("again", PASSWORD), ("reason", "short <b>")]).await;
    assert!(page.html.contains("short &lt;b&gt;"), "{}", page.html);
    assert!(account(&alice.name).await.is_none(), "no account was created");
}

#[tokio::test]
async fn form_sent_twice_at_once_is_submitted_once() {
    let service = TestService::shared("form").await;
    for _ in 0..3 {
        let alice = service.applicant("alice");
        alice.requests_link().await;
        assert_eq!(alice.confirms_email().await.path, "/register/details");
        let pages = tokio::join!(alice.submits_details(), alice.submits_details());
        for page in [pages.0, pages.1] {
            assert_eq!(page.path, "/register/done", "{}", page.html);
        }
        assert_eq!(alice.account().await.expect("an account")["locked"], true);
    }
}

#[tokio::test]
async fn cross_site_post_is_refused_and_csp_is_strict() {
    let service = TestService::shared("form").await;
    let http = reqwest::Client::new();
    let post = |header: &'static str, value: &'static str| {
        http.post(format!("{}/register", service.url)).header(header, value).form(&[("username", "alice")]).send()
    };
    for (header, value) in [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("X-None", "")] {
        assert_eq!(post(header, value).await.expect("an answer").status(), 403, "{header}");
    }
    let answer = http.get(format!("{}/", service.url)).send().await.expect("an answer");
    let csp = answer.headers()["content-security-policy"].to_str().expect("text").to_owned();
    assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe"), "{csp}");
    let other = http.get(format!("{}/", service.url)).header("Host", "evil.example").send().await.expect("an answer");
    assert_eq!(other.status(), 421);
    let big = http
        .post(format!("{}/register", service.url))
        .header("Origin", &service.url)
        .body("x".repeat(1_000_000))
        .header("Content-Type", "application/x-www-form-urlencoded");
    assert_eq!(big.send().await.expect("an answer").status(), 413);
}

#[tokio::test]
async fn check_reports_problems_and_fixes() {
    let dead = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number");
    let config = std::env::temp_dir().join(format!("{}.yaml", fresh_name("check")));
    let text = format!(
        "synapse: {{server: 'http://{dead}', domain: {}, admin_token: x}}\nhosts: [localhost]\npublic_url: http://localhost\n\
         data_dir: {}\nemail: {{host: 127.0.0.1, port: {}, from: a@example.test}}\nadmin: {{email: []}}\n",
        servers().synapse.server_name,
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
    assert!(words.contains("synapse.server") && words.contains("`email.host`"), "it says what to fix: {words}");
}
