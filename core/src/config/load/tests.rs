//! What the config file takes, and how it says no.

use super::*;

const LEAST: &str = "\
synapse:
  server: http://localhost:8008
  domain: example.org
  admin_token: t
hosts: [register.example.org]
email:
  host: mail.example.org
  port: 587
  tls: true
  username: bot@example.org
  password: p
admin:
  email: admin@example.org
";

fn error(text: &str) -> String {
    Config::parse(text).expect_err("nonsense")
}

#[test]
fn the_least_that_an_operator_must_say_is_enough() {
    let config = Config::parse(LEAST).expect("valid");
    assert_eq!(config.link("/x"), "https://register.example.org/x");
    assert_eq!(config.email.from.email.to_string(), "bot@example.org");
    assert_eq!(config.retention, Retention { started: 2, completed: 30, pending: None });
    assert!(matches!(&config.database, DatabaseConfig::Sqlite(path) if path.as_os_str() == "db.sqlite3"));
    assert_eq!(config.warnings, []);
}

#[test]
fn an_error_names_the_path_and_the_line() {
    let unknown = error(&LEAST.replace("  port: 587", "  prot: 587"));
    assert!(unknown.starts_with("email.prot: unknown field `prot`") && unknown.contains("line 8"), "{unknown}");
    let wrong = error(&LEAST.replace("port: 587", "port: many"));
    assert!(wrong.contains("email.port: invalid type") && wrong.contains("line 8"), "{wrong}");
    let missing = error(&LEAST.replace("  domain: example.org\n", ""));
    assert!(missing.contains("synapse: missing field `domain`") && missing.contains("line 1"), "{missing}");
    let url = error(&LEAST.replace("http://localhost:8008", "localhost"));
    assert!(url.contains("synapse.server: \"localhost\" is no address") && url.contains("line 2"), "{url}");
    let both = error(&LEAST.replace("  tls: true", "  tls: true\n  ssl: true"));
    assert!(both.starts_with("email: `tls` (STARTTLS) and `ssl`") && both.contains("line 6"), "{both}");
    let top = error(&format!("{LEAST}colour: blue\n"));
    assert!(top.starts_with("colour: unknown field `colour`") && top.contains("line 14"), "{top}");
}

#[test]
fn the_django_apps_list_of_one_key_maps_is_taken() {
    let config = Config::parse(&format!("{LEAST}retention:\n  - started: 3\n  - completed: 60\n")).expect("valid");
    assert_eq!(config.retention, Retention { started: 3, completed: 60, pending: None });
    let wrong = error(&format!("{LEAST}retention:\n  begun: 3\n"));
    assert!(wrong.contains("retention: unknown field `begun`") && wrong.contains("line"), "{wrong}");
}

#[test]
fn a_secret_can_live_in_a_file_of_its_own() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("token");
    fs::write(&path, "from a file\n").expect("written");
    let line = format!("admin_token_file: {}", path.display());
    let config = Config::parse(&LEAST.replace("admin_token: t", &line)).expect("valid");
    assert_eq!(secrecy::ExposeSecret::expose_secret(&config.synapse.admin_token), "from a file");
    let gone = error(&LEAST.replace("admin_token: t", "admin_token_file: /nowhere"));
    assert!(gone.contains("synapse: `admin_token_file`: cannot read /nowhere"), "{gone}");
    let both = error(&LEAST.replace("admin_token: t", &format!("admin_token: t\n  {line}")));
    assert!(both.contains("both given"), "{both}");
}

#[test]
fn a_missing_secret_key_is_made_once_and_readable_by_us_alone() {
    let dir = tempfile::tempdir().expect("a directory");
    let text = format!("{LEAST}data_dir: {}\n", dir.path().display());
    let key = || {
        let config = Config::parse(&text).expect("valid");
        secrecy::ExposeSecret::expose_secret(&config.secret_key().expect("a key")).to_owned()
    };
    assert_eq!(key(), key());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(dir.path().join("secret_key")).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn nonsense_in_moderation_is_refused() {
    let zero = error(&format!("{LEAST}moderation:\n  approvals_required: 0\n"));
    assert!(zero.contains("moderation.approvals_required: at least one"), "{zero}");
    let both = error(&format!("{LEAST}moderation:\n  reactions: {{approve: [\"✅\"], deny: [\"✅\"]}}\n"));
    assert!(both.contains("cannot mean both yes and no"), "{both}");
    let name = error(&format!("{LEAST}moderation:\n  only: [alice]\n"));
    assert!(name.contains("moderation.only: \"alice\" is no user ID"), "{name}");
}

#[test]
fn nothing_secret_is_printed() {
    let config = Config::parse(&LEAST.replace("password: p", "password: hunter2")).expect("valid");
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn headers_are_believed_only_from_where_the_operator_says() {
    let proxies = |line: &str| Config::parse(&format!("{LEAST}trust_proxy: {line}\n")).map(|c| c.trust_proxy);
    let ip = |text: &str| text.parse().expect("an address");
    assert!(!proxies("false").expect("valid").contains(ip("127.0.0.1")));
    assert!(proxies("true").expect("valid").contains(ip("::ffff:10.1.2.3")));
    assert!(!proxies("true").expect("valid").contains(ip("203.0.113.9")));
    assert!(proxies("[203.0.113.0/24]").expect("valid").contains(ip("203.0.113.9")));
    assert!(proxies("[nowhere]").expect_err("nonsense").contains("trust_proxy"));
}

#[test]
fn the_example_that_we_ship_is_understood_and_says_what_the_defaults_are() {
    let shipped = Config::parse(include_str!("../../../../config.dist.yaml")).expect("valid");
    let least = Config::parse(LEAST).expect("valid");
    let said = |config: &Config| {
        let Config { listen, retention, registration, moderation, trust_proxy, rate_limit, proof_of_work, .. } = config;
        format!("{listen:?}{retention:?}{registration:?}{moderation:?}{trust_proxy:?}{rate_limit:?}{proof_of_work:?}")
    };
    assert_eq!(said(&shipped), said(&least));
    assert_eq!(shipped.warnings, []);
}

#[test]
fn what_the_django_app_had_and_does_nothing_here_is_named() {
    let warnings = |more: &str| Config::parse(&format!("{LEAST}{more}")).expect("valid").warnings;
    let mjml = "mjml: {url: 'https://mjml.example.org/render', username: u, password: p}\n";
    assert_eq!(warnings(mjml), [Warning::Ignored("mjml")]);
    let half = Warning::Half { given: "consent_version", missing: "form_secret" };
    assert_eq!(warnings("consent_version: 1.0\n"), [half]);
    assert_eq!(warnings("policy_version: 1.0\nform_secret: s\n"), []);
    let prefixed = LEAST.replace("  port: 587", "  port: 587\n  subject_prefix: '[x] '");
    assert_eq!(Config::parse(&prefixed).expect("valid").warnings, [Warning::Ignored("email.subject_prefix")]);
}

#[test]
fn operators_are_one_address_or_several() {
    let several = LEAST.replace("  email: admin@example.org", "  email: [a@example.org, 'B <b@example.org>']");
    assert_eq!(Config::parse(&several).expect("valid").admin.email.0.len(), 2);
    assert_eq!(Config::parse(LEAST).expect("valid").admin.email.0.len(), 1);
}

#[test]
fn a_template_with_a_place_that_nobody_fills_is_refused_with_its_path() {
    let notices = |template: &str| {
        format!(
            "{LEAST}matrix_notifications:\n  enabled: true\n  welcome: {{enabled: true, message_template: '{template}'}}\n"
        )
    };
    let config = Config::parse(&notices("Hi {username}!")).expect("valid");
    assert!(config.matrix_notifications.welcome().is_some());
    let wrong = error(&notices("Hi {name}!"));
    assert!(wrong.contains("matrix_notifications.welcome.message_template") && wrong.contains("{name}"), "{wrong}");
}

#[test]
fn limits_and_retention_must_leave_something() {
    assert!(error(&format!("{LEAST}rate_limit: {{email_submission: 0}}\n")).contains("at least 1"));
    assert!(error(&format!("{LEAST}retention: {{pending: 0}}\n")).contains("at least one day"));
}

#[test]
fn a_puzzle_is_neither_nothing_nor_endless_and_needs_https() {
    let with = |more: &str| Config::parse(&format!("{LEAST}proof_of_work: {{enabled: true, {more}}}\n"));
    assert_eq!(with("without_javascript: refuse").expect("valid").warnings, []);
    for (wrong, said) in [
        ("difficulty: 1", "proof_of_work.difficulty: must be between"),
        ("difficulty: 1000000000", "proof_of_work.difficulty: must be between"),
        ("lifetime: 48h", "proof_of_work.lifetime: must be a day at the most"),
        ("without_javascript: maybe", "proof_of_work.without_javascript: unknown variant"),
        ("without_javascript_per_day: 0", "proof_of_work.without_javascript_per_day"),
        ("hardness: 1", "proof_of_work.hardness: unknown field"),
    ] {
        let error = with(wrong).expect_err("nonsense");
        assert!(error.contains(said) && error.contains("line 14"), "{error}");
    }
    let clear = |url: &str| with(&format!("difficulty: 2}}\npublic_url: {url}\nbot: {{")).expect("valid").warnings;
    assert_eq!(clear("http://register.example.org"), [Warning::PuzzleInTheClear]);
    assert_eq!(clear("http://127.0.0.1:8000"), []);
}

#[test]
fn a_file_that_is_not_there_is_named_with_the_way_to_name_another_and_causes_are_told_once() {
    let dir = tempfile::tempdir().expect("a directory");
    let said = |path: &Path| Config::load(path).map(drop).expect_err("no file").to_string();
    let missing = said(&dir.path().join("config.yaml"));
    assert!(missing.contains("--config PATH") && missing.contains("CONFIG_PATH"), "{missing}");
    let folder = Config::load(dir.path()).map(drop).expect_err("a folder");
    let cause = std::error::Error::source(&folder).expect("a cause").to_string();
    assert!(!folder.to_string().contains(&cause), "{folder}");
}
