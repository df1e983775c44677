//! Common mistakes in a setup: `check` reports each one as one finding, with its cause and what to do.

use std::{
    fs,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
    process::Output,
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    faults_synapse::{port_of, short_timeout},
    harness::{TestOptions, TestService},
    service_process::binary,
    support::{
        matrix::{Person, admin_api, escape, eventually, fresh_name},
        proxy::{Fault, Proxy, answer},
        test_servers::servers,
    },
};

/// The result of `check --json` with a changed copy of the service's config.
fn check(service: &TestService, changes: &[(&str, &str)], env: &[(&str, &str)]) -> (Option<i32>, Vec<Value>) {
    let mut text = fs::read_to_string(service.config()).expect("a config");
    for (from, to) in changes {
        assert!(text.contains(from), "the config says {from:?}: {text}");
        text = text.replace(from, to);
    }
    let config = service.config().with_file_name(format!("{}.yaml", fresh_name("changed")));
    fs::write(&config, text).expect("written");
    run(&config, env)
}

fn run(config: &Path, env: &[(&str, &str)]) -> (Option<i32>, Vec<Value>) {
    let output = binary(config).args(["check", "--json"]).envs(env.iter().copied()).output().expect("it runs");
    (output.status.code(), findings(&output))
}

/// The errors and warnings.
fn findings(output: &Output) -> Vec<Value> {
    let said = String::from_utf8_lossy(&output.stdout);
    let report: Value = serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"));
    let all = report["findings"].as_array().expect("a list").clone();
    all.into_iter().filter(|finding| finding["severity"] != "note").collect()
}

/// Asserts that a change causes one finding, with this part and code, and with words about cause and remedy.
fn causes(
    service: &TestService,
    changes: &[(&str, &str)],
    env: &[(&str, &str)],
    (part, code): (&str, &str),
    [cause, remedy]: [&str; 2],
) {
    let (exit, found) = check(service, changes, env);
    assert_eq!(found.len(), 1, "one mistake, one finding: {changes:?} {found:#?}");
    let is = |key: &str, words: &str| found[0][key].as_str().is_some_and(|text| text.contains(words));
    assert_eq!((&found[0]["part"], &found[0]["code"]), (&json!(part), &json!(code)), "{found:#?}");
    assert!(is("cause", cause) && is("remedy", remedy), "{cause:?} {remedy:?}: {found:#?}");
    assert_eq!(found[0]["manual"], json!(format!("docs/troubleshooting.md#{code}")));
    assert_eq!(exit, Some(if found[0]["severity"] == "error" { 1 } else { 3 }));
}

/// A service with a moderator in its room, in which nothing is wrong.
async fn sound_service(config: &str) -> (TestService, String) {
    let service = TestService::with(TestOptions { config: config.into(), ..TestOptions::default() }).await;
    let room = service.room().await;
    let sound = async || check(&service, &[], &[]).1.is_empty().then_some(());
    eventually("nothing is wrong", sound).await;
    assert_eq!(check(&service, &[], &[]).0, Some(0));
    (service, room)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_about_synapse_have_one_finding_each() {
    let (service, _) = sound_service("").await;
    let synapse = &servers().synapse;
    let admin = Person::new(&fresh_name("admin")).await;
    admin_api(Method::PUT, &format!("v2/users/{}", escape(&admin.id)), Some(&json!({"admin": true}))).await;
    admin.request(Method::POST, "v3/logout", Some(&json!({}))).await;
    let revoked = [(synapse.admin_token.as_str(), admin.token.as_str())];
    causes(&service, &revoked, &[], ("token", "token-invalid"), ["M_UNKNOWN_TOKEN", "synapse.admin_token"]);

    let https = synapse.url.replace("http://", "https://");
    let remedy = format!("server: {}", synapse.url.trim_end_matches('/'));
    let mixed = [(synapse.url.as_str(), https.as_str())];
    causes(&service, &mixed, &[], ("synapse", "tls-mismatch"), ["begins with https://", &remedy]);
    let plain = synapse.https_url.replace("https://", "http://");
    let remedy = format!("server: {}", synapse.https_url);
    let mixed = [(synapse.url.as_str(), plain.as_str())];
    causes(&service, &mixed, &[], ("synapse", "tls-mismatch"), ["begins with http://", &remedy]);
    let private = [(synapse.url.as_str(), synapse.https_url.as_str())];
    // An authority that has not signed Synapse's certificate.
    let others = [("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")];
    causes(&service, &private, &others, ("synapse", "tls-untrusted"), ["127.0.0.1:", "verify_cert"]);

    let domain = format!("domain: {}", synapse.server_name);
    let wrong = [(domain.as_str(), "domain: matrix.example.test")];
    let remedy = format!("Write `{domain}`");
    causes(&service, &wrong, &[], ("domain", "wrong-domain"), ["user IDs of this Synapse end in", &remedy]);

    let (server, dead) = (port_of(&synapse.url), dead_port());
    let address = |port: u16| format!("127.0.0.1:{port}");
    let down = [(address(server), address(dead))];
    let down = [(down[0].0.as_str(), down[0].1.as_str())];
    causes(&service, &down, &[], ("synapse", "connection-refused"), [down[0].1, "`synapse.server`"]);
    let gone = [(synapse.url.as_str(), "http://no-such-host.invalid:8008")];
    causes(&service, &gone, &[], ("synapse", "dns"), ["no-such-host.invalid:8008", "`synapse.server`"]);
    let mut proxy = Proxy::to(server).await;
    let through = format!("http://127.0.0.1:{}", proxy.port);
    let through = [(synapse.url.as_str(), through.as_str())];
    proxy.set(answer("301 Moved Permanently", "Location: https://matrix.example.test/\r\n", "")).await;
    causes(
        &service,
        &through,
        &[],
        ("synapse", "redirect"),
        ["matrix.example.test", "server: https://matrix.example.test"],
    );
    proxy.set(answer("404 Not Found", "Content-Type: text/html\r\n", "<h1>nginx</h1>")).await;
    causes(&service, &through, &[], ("synapse", "not-synapse"), ["not Synapse", "/_synapse/admin"]);
    proxy.set(Fault::Hangs).await;
    let soon = [("REGISTRATION_PATIENCE_S", "2")];
    causes(&service, &through, &soon, ("synapse", "connection-timeout"), ["no answer in time", "`synapse.server`"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_domain_closes_the_form_and_touches_no_account() {
    let (mut service, room) = sound_service("").await;
    let alice = service.applicant("alice");
    alice.signs_up().await;
    service.card(&room, &alice).await;
    service.kill();
    service.operator_runs(&["requests", "approve", &alice.name]);
    let sound = fs::read_to_string(service.config()).expect("a config");
    let domain = format!("domain: {}\n", servers().synapse.server_name);
    fs::write(service.config(), sound.replace(&domain, "domain: matrix.example.test\n")).expect("written");
    service.kill_and_restart_unready().await;
    service.wait_until_unready("bot down: wrong-domain").await;
    service.wait_until_unready("synapse down: wrong-domain").await;
    let page = service.applicant("visitor").opens("/register").await;
    assert_eq!(page.status, 503, "the form is closed");
    let waiting = service.query("SELECT attempts FROM outbox WHERE effect = 'unlock_account'");
    assert_eq!(waiting, ["0"], "the approval waits until the domain is right");
    assert!(alice.login().await.is_err());
    fs::write(service.config(), sound).expect("written");
    service.restart().await;
    alice.receives_mail("is ready").await;
    alice.login().await.expect("open");
}

#[tokio::test]
async fn clock_that_is_hours_off_is_one_finding() {
    let (service, _) = sound_service("").await;
    let folder = tempfile::tempdir().expect("a folder");
    let clock = folder.path().join("clock");
    for (offset, words) in [("10800", "3 hours ahead of"), ("-10800", "3 hours behind")] {
        fs::write(&clock, offset).expect("written");
        let env = [("REGISTRATION_CLOCK", clock.to_str().expect("a name"))];
        causes(&service, &[], &env, ("clock", "clock-wrong"), [words, "NTP"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_about_the_mail_server_have_one_finding_each() {
    let (service, _) = sound_service("").await;
    let ports = &servers().mail.ports;
    let plain = format!("port: {}\n", ports.plain);
    let port = |port: u16| format!("port: {port}\n");
    let (starttls, tls, dead) = (port(ports.starttls), port(ports.tls), port(dead_port()));
    let soon = [("REGISTRATION_PATIENCE_S", "3")];
    let ssl_on_starttls = [(plain.as_str(), starttls.as_str()), ("ssl: false", "ssl: true")];
    causes(&service, &ssl_on_starttls, &soon, ("mail", "tls-mismatch"), ["does not speak TLS", "`email.tls: true`"]);
    let starttls_on_ssl = [(plain.as_str(), tls.as_str()), ("tls: false", "tls: true")];
    causes(
        &service,
        &starttls_on_ssl,
        &soon,
        ("mail", "tls-mismatch"),
        ["TLS from the first byte", "`email.ssl: true`"],
    );
    let nobody = [(plain.as_str(), dead.as_str())];
    causes(&service, &nobody, &soon, ("mail", "connection-refused"), ["localhost:", "`email.port`"]);
    let unknown = [("host: localhost", "host: no-such-host.invalid")];
    causes(&service, &unknown, &soon, ("mail", "dns"), ["no-such-host.invalid:", "`email.host`"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_about_the_room_have_one_finding_each() {
    let (service, room) = sound_service("").await;
    let server = &servers().synapse.server_name;
    let typo = format!("  admin_room: \"#{}:{server}\"\n  encrypted:", fresh_name("typo"));
    let typo = [("  encrypted:", typo.as_str())];
    causes(&service, &typo, &[], ("room", "alias-unknown"), ["no room has the alias #typo", "`bot.admin_room`"]);
    let unknown = format!("  admin_room: \"!nowhere:{server}\"\n  encrypted:");
    let unknown = [("  encrypted:", unknown.as_str())];
    causes(&service, &unknown, &[], ("room", "room-unknown"), ["!nowhere", "`bot.admin_room`"]);
    let person = Person::new(&fresh_name("person")).await;
    let localpart = person.id.trim_start_matches('@').split(':').next().expect("a name");
    let bot = service.bot_id();
    let bot = bot.trim_start_matches('@').split(':').next().expect("a name");
    let (ours, taken) = (format!("username: {bot}"), format!("username: {localpart}"));
    let taken = [(ours.as_str(), taken.as_str())];
    causes(&service, &taken, &[], ("bot", "bot-name-taken"), [&person.id, "`bot.username`"]);
    let invited = format!("\"{}\"", service.moderators[0].id);
    let nobody = format!("{invited},\"@{}:{server}\"", fresh_name("nobody"));
    let nobody = [(invited.as_str(), nobody.as_str())];
    causes(&service, &nobody, &[], ("room", "moderator-unknown"), ["does not exist", "`bot.moderators`"]);
    let two = [("moderation: {undo: 0}", "moderation: {undo: 0, approvals_required: 2}")];
    causes(&service, &two, &[], ("room", "quorum-too-high"), ["requires 2 votes", "approvals_required"]);

    service.bot_client().await.set_power(&room, &service.moderators[0].id, 10).await;
    causes(&service, &[], &[], ("room", "no-moderator"), ["none with the right to decide", "power level"]);
}

#[tokio::test]
async fn invitation_that_nobody_accepts_is_one_finding() {
    let service = TestService::start().await;
    let invited = async || service.moderators[0].invitations().await.pop();
    eventually("the bot invites the moderator", invited).await;
    let waits = format!("not accepted yet: {}", service.moderators[0].id);
    causes(&service, &[], &[], ("room", "no-moderator"), [&waits, "accept the bot's invitation"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_about_the_proxy_have_one_finding_each() {
    let (careless, _) = sound_service("").await;
    let trusting =
        TestService::with(TestOptions { config: "trust_proxy: true\n".into(), ..TestOptions::default() }).await;
    trusting.room().await;
    let mut proxy = Proxy::to(port_of(&careless.url)).await;
    let through = format!("public_url: http://127.0.0.1:{}", proxy.port);
    let direct = format!("public_url: {}", careless.url);
    let change = [(direct.as_str(), through.as_str())];
    let forwards = "X-Forwarded-For: 203.0.113.9";
    proxy.set(Fault::Adds(port_of(&careless.url), forwards)).await;
    causes(
        &careless,
        &change,
        &[],
        ("public_url", "trust-proxy-missing"),
        ["does not list 127.0.0.1", "trust_proxy: true"],
    );
    proxy.set(Fault::Adds(port_of(&careless.url), "Host: upstream.internal")).await;
    causes(&careless, &change, &[], ("public_url", "proxy-host"), ["upstream.internal", "proxy_set_header Host"]);
    proxy.set(Fault::Down).await;
    causes(&careless, &change, &[], ("public_url", "connection-refused"), ["127.0.0.1:", "`public_url`"]);
    proxy.set(answer("502 Bad Gateway", "Content-Type: text/html\r\n", "<h1>502</h1>")).await;
    causes(&careless, &change, &[], ("public_url", "proxy-bad-gateway"), ["cannot reach the service", "`listen`"]);
    proxy.set(answer("301 Moved", "Location: https://join.example.test/proxy-check\r\n", "")).await;
    causes(
        &careless,
        &change,
        &[],
        ("public_url", "redirect"),
        ["redirects to", "public_url: https://join.example.test"],
    );
    let other = format!("public_url: {}", servers().synapse.url);
    let other = [(direct.as_str(), other.as_str())];
    causes(&careless, &other, &[], ("public_url", "public-url-other"), ["another server", "`public_url`"]);
    let gone = [(direct.as_str(), "public_url: http://no-such-host.invalid")];
    causes(&careless, &gone, &[], ("public_url", "dns"), ["no-such-host.invalid:80", "`public_url`"]);

    let direct = format!("public_url: {}", trusting.url);
    let change = [(direct.as_str(), through.as_str())];
    proxy.set(Fault::Adds(port_of(&trusting.url), forwards)).await;
    let works = async || check(&trusting, &change, &[]).1.is_empty().then_some(());
    eventually("the proxy is as it should be", works).await;
    proxy.set(Fault::None(port_of(&trusting.url))).await;
    causes(
        &trusting,
        &change,
        &[],
        ("public_url", "proxy-forwarded-for"),
        ["does not add the client's address", "nginx"],
    );
    causes(&trusting, &[], &[], ("public_url", "proxy-bypassed"), ["forge", "trust_proxy: false"]);

    // The page exists for those only who know the key.
    let page = reqwest::get(format!("{}/proxy-check", trusting.url)).await.expect("an answer");
    assert_eq!(page.status(), 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mistakes_about_postgres_have_one_finding_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let server = &servers().postgres_url;
    let address = server.rsplit('@').next().expect("an address");
    let role = "DO $$ BEGIN CREATE ROLE with_password LOGIN PASSWORD 'right'; EXCEPTION WHEN others THEN NULL; END $$";
    registration_core::testing::psql(&format!("{server}/postgres"), role);
    let dead = format!("postgres://postgres@127.0.0.1:{}/postgres", dead_port());
    for (url, code, [cause, remedy]) in [
        (dead.clone(), "connection-refused", ["127.0.0.1:", "`database.url`"]),
        (format!("postgres://with_password:wrong@{address}/postgres"), "database-login", ["with_password", "pg_hba"]),
        (format!("{server}/no_such_database"), "database-missing", ["no_such_database", "createdb"]),
        (format!("{server}/postgres?sslmode=require"), "tls-unsupported", ["TLS", "`database.url`"]),
    ] {
        let config = folder.path().join("config.yaml");
        fs::write(&config, without_service(folder.path(), &format!("database: {{url: '{url}'}}\n"))).expect("written");
        let (_, found) = run(&config, &[]);
        let found: Vec<_> = found.iter().filter(|finding| finding["part"] == "database").collect();
        assert_eq!(found.len(), 1, "{url}: {found:#?}");
        assert_eq!(found[0]["code"], code, "{found:#?}");
        let is = |key: &str, words: &str| found[0][key].as_str().is_some_and(|text| text.contains(words));
        assert!(is("cause", cause) && is("remedy", remedy), "{found:#?}");
        assert!(!found[0].to_string().contains("wrong"), "the password is not shown");
    }
}

#[tokio::test]
async fn check_creates_no_files_and_reports_a_bad_config_as_json() {
    let folder = private_folder();
    let (config, data) = (folder.path().join("config.yaml"), folder.path().join("data"));
    fs::write(&config, without_service(&data, "")).expect("written");
    let (exit, found) = run(&config, &[]);
    assert_eq!((exit, found.len()), (Some(0), 0), "{found:#?}");
    assert!(!data.exists(), "nothing is created before the first start");
    fs::DirBuilder::new().mode(0o700).create(&data).expect("a folder");
    run(&config, &[]);
    assert_eq!(fs::read_dir(&data).expect("a folder").count(), 0);

    fs::write(&config, "hosts: 7\n").expect("written");
    let (exit, found) = run(&config, &[]);
    assert_eq!((exit, &found[0]["code"]), (Some(1), &json!("config-invalid")), "{found:#?}");
}

/// A config for the servers of this run, of a service that has never been started.
fn without_service(data: &Path, more: &str) -> String {
    let (synapse, mail) = (&servers().synapse, &servers().mail);
    format!(
        "synapse: {{server: '{}', domain: {}, admin_token: {}}}\nhosts: [register.example.test]\n\
         listen: 127.0.0.1:{}\ndata_dir: {}\nbot: {{username: {}}}\n\
         email: {{host: localhost, port: {}, from: a@example.test}}\nadmin: {{email: []}}\n{more}",
        synapse.url,
        synapse.server_name,
        synapse.admin_token,
        dead_port(),
        data.display(),
        fresh_name("bot"),
        mail.ports.plain,
    )
}

fn private_folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("set");
    folder
}

/// A port on which nobody listens.
fn dead_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its number").port()
}

#[tokio::test]
async fn mistyped_alias_is_not_ready_and_creates_no_room() {
    let alias = format!("#{}:{}", fresh_name("typo"), servers().synapse.server_name);
    let options =
        TestOptions { room: Some(alias.clone()), stays_unready: true, env: short_timeout(), ..TestOptions::default() };
    let service = TestService::with(options).await;
    service.wait_until_unready("bot down: alias-unknown").await;
    service.wait_for_log(&alias).await;
    assert_eq!(service.moderators[0].invitations().await, [""; 0]);
    causes(&service, &[], &[], ("room", "alias-unknown"), [&alias, "`bot.admin_room`"]);
    let path = format!("v3/directory/room/{}", escape(&alias));
    let (status, _) = Person::admin().request(Method::GET, &path, None).await;
    assert_eq!(status, 404, "the bot has not created the alias");
}

#[tokio::test]
async fn taken_bot_name_is_not_ready() {
    let mut service = TestService::start().await;
    let bot = service.bot_id();
    let bot = bot.trim_start_matches('@').split(':').next().expect("a name").to_owned();
    let person = Person::new(&fresh_name("person")).await;
    let localpart = person.id.trim_start_matches('@').split(':').next().expect("a name");
    service.replace_in_config(&format!("username: {bot}"), &format!("username: {localpart}"));
    service.kill_and_restart_unready().await;
    service.wait_until_unready("bot down: bot-name-taken").await;
    assert!(!service.readiness().await.expect("an answer").1.contains(&person.id), "names are for the log only");
}
