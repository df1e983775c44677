//! Valid and invalid config files.

use super::*;
use crate::config::{DatabaseConfig, Retention};

const MINIMAL: &str = "\
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
    Config::parse(text).expect_err("invalid")
}

#[test]
fn minimal_config_is_valid() {
    let config = Config::parse(MINIMAL).expect("valid");
    assert_eq!(config.link("/x"), "https://register.example.org/x");
    assert_eq!(config.email.from.email.to_string(), "bot@example.org");
    assert_eq!(config.retention, Retention { started: 2, completed: 30, pending: None, answer: 7 });
    assert!(matches!(&config.database, DatabaseConfig::Sqlite(path) if path.as_os_str() == "db.sqlite3"));
    assert_eq!(config.warnings, []);
}

#[test]
fn errors_name_path_and_line() {
    let unknown = error(&MINIMAL.replace("  port: 587", "  prot: 587"));
    assert!(unknown.starts_with("email.prot: unknown field `prot`") && unknown.contains("line 8"), "{unknown}");
    let wrong = error(&MINIMAL.replace("port: 587", "port: many"));
    assert!(wrong.contains("email.port: expected a whole number") && wrong.contains("line 8"), "{wrong}");
    let missing = error(&MINIMAL.replace("  domain: example.org\n", ""));
    assert!(missing.contains("synapse: missing field `domain`") && missing.contains("line 1"), "{missing}");
    let url = error(&MINIMAL.replace("http://localhost:8008", "localhost"));
    assert!(
        url.contains("synapse.server: expected an address that begins with http") && url.contains("line 2"),
        "{url}"
    );
    let both = error(&MINIMAL.replace("  tls: true", "  tls: true\n  ssl: true"));
    assert!(both.starts_with("email: `tls` (STARTTLS) and `ssl`") && both.contains("line 6"), "{both}");
    let top = error(&format!("{MINIMAL}colour: blue\n"));
    assert!(top.starts_with("colour: unknown field `colour`") && top.contains("line 14"), "{top}");
}

#[test]
fn retention_accepts_the_apps_list_of_maps() {
    let config = Config::parse(&format!("{MINIMAL}retention:\n  - started: 3\n  - completed: 60\n")).expect("valid");
    assert_eq!(config.retention, Retention { started: 3, completed: 60, pending: None, answer: 7 });
    let wrong = error(&format!("{MINIMAL}retention:\n  begun: 3\n"));
    assert!(wrong.contains("retention.begun: unknown field `begun`") && wrong.contains("line 15"), "{wrong}");
}

#[test]
fn secret_can_be_in_a_separate_file() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("token");
    fs::write(&path, "from-a-file\n").expect("written");
    let line = format!("admin_token_file: {}", path.display());
    let config = Config::parse(&MINIMAL.replace("admin_token: t", &line)).expect("valid");
    assert_eq!(secrecy::ExposeSecret::expose_secret(&config.synapse.admin_token), "from-a-file");
    let gone = error(&MINIMAL.replace("admin_token: t", "admin_token_file: /nowhere"));
    assert!(gone.contains("synapse.admin_token_file: cannot read") && !gone.contains("/nowhere"), "{gone}");
    let both = error(&MINIMAL.replace("admin_token: t", &format!("admin_token: t\n  {line}")));
    assert!(both.contains("both given"), "{both}");
}

#[test]
fn missing_secret_key_is_created_once_with_mode_600() {
    let dir = tempfile::tempdir().expect("a directory");
    let text = format!("{MINIMAL}data_dir: {}\n", dir.path().display());
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
fn invalid_moderation_values_are_refused() {
    let zero = error(&format!("{MINIMAL}moderation:\n  approvals_required: 0\n"));
    assert!(zero.contains("moderation.approvals_required: at least 1"), "{zero}");
    let both = error(&format!("{MINIMAL}moderation:\n  reactions: {{approve: [\"✅\"], deny: [\"✅\"]}}\n"));
    assert!(both.contains("cannot both approve and deny"), "{both}");
    let name = error(&format!("{MINIMAL}moderation:\n  only: [alice]\n"));
    assert!(name.contains("moderation.only[0]: expected a user ID"), "{name}");
}

#[test]
fn debug_output_has_no_secrets() {
    let config = Config::parse(&MINIMAL.replace("password: p", "password: hunter2")).expect("valid");
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn only_configured_proxies_are_trusted() {
    let proxies = |line: &str| Config::parse(&format!("{MINIMAL}trust_proxy: {line}\n")).map(|c| c.trust_proxy);
    let ip = |text: &str| text.parse().expect("an address");
    assert!(!proxies("false").expect("valid").contains(ip("127.0.0.1")));
    assert!(proxies("true").expect("valid").contains(ip("::ffff:10.1.2.3")));
    assert!(!proxies("true").expect("valid").contains(ip("203.0.113.9")));
    assert!(proxies("[203.0.113.0/24]").expect("valid").contains(ip("203.0.113.9")));
    assert!(proxies("[nowhere]").expect_err("invalid").contains("trust_proxy"));
}

#[test]
fn config_dist_yaml_is_valid_and_shows_the_defaults() {
    let shipped = Config::parse(include_str!("../../../../config.dist.yaml")).expect("valid");
    let least = Config::parse(MINIMAL).expect("valid");
    let said = |config: &Config| {
        let Config { listen, retention, registration, moderation, trust_proxy, rate_limit, proof_of_work, .. } = config;
        format!("{listen:?}{retention:?}{registration:?}{moderation:?}{trust_proxy:?}{rate_limit:?}{proof_of_work:?}")
    };
    assert_eq!(said(&shipped), said(&least));
    assert_eq!(shipped.warnings, []);
}

#[test]
fn config_dist_yaml_names_every_key() {
    /// Keys of the Django app without effect, and an older name.
    const UNLISTED: [&str; 3] = ["mjml", "subject_prefix", "policy_version"];
    /// The keys that the error about an unknown one lists; none if this is no section.
    fn known(path: &[String]) -> Vec<String> {
        let inner = path.iter().rev().fold("{zzzzzz: 1}".to_owned(), |inner, key| format!("{{{key}: {inner}}}"));
        let found = Config::parse(&inner).err().unwrap_or_default();
        let (_, listed) = found.split_once("zzzzzz`, expected one of ").unwrap_or_default();
        listed.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }
    let shipped = include_str!("../../../../config.dist.yaml");
    let listed = |key: &str| {
        shipped.lines().any(|line| line.trim_start_matches(['#', ' ', '-']).starts_with(&format!("{key}:")))
    };
    let (mut sections, mut seen) = (vec![vec![]], 0);
    while let Some(section) = sections.pop() {
        for key in known(&section) {
            let is_listed = listed(key.trim_end_matches("_file")) || UNLISTED.contains(&&*key);
            assert!(is_listed, "config.dist.yaml lacks {}.{key}", section.join("."));
            seen += 1;
            sections.push([&section[..], &[key]].concat());
        }
    }
    assert!(seen > 80, "only {seen} keys were found");
}

#[test]
fn app_keys_without_effect_cause_warnings() {
    let warnings = |more: &str| Config::parse(&format!("{MINIMAL}{more}")).expect("valid").warnings;
    let mjml = "mjml: {url: 'https://mjml.example.org/render', username: u, password: p}\n";
    assert_eq!(warnings(mjml), [Warning::Ignored("mjml")]);
    let half = Warning::Half { given: "consent_version", missing: "form_secret" };
    assert_eq!(warnings("consent_version: 1.0\n"), [half]);
    assert_eq!(warnings("policy_version: 1.0\nform_secret: s\n"), []);
    let prefixed = MINIMAL.replace("  port: 587", "  port: 587\n  subject_prefix: '[x] '");
    assert_eq!(Config::parse(&prefixed).expect("valid").warnings, [Warning::Ignored("email.subject_prefix")]);
}

#[test]
fn operators_are_one_address_or_several() {
    let several = MINIMAL.replace("  email: admin@example.org", "  email: [a@example.org, 'B <b@example.org>']");
    assert_eq!(Config::parse(&several).expect("valid").admin.email.0.len(), 2);
    assert_eq!(Config::parse(MINIMAL).expect("valid").admin.email.0.len(), 1);
}

#[test]
fn unknown_placeholder_is_refused_with_its_path() {
    let notices = |template: &str| {
        format!(
            "{MINIMAL}matrix_notifications:\n  enabled: true\n  welcome: {{enabled: true, message_template: '{template}'}}\n"
        )
    };
    let config = Config::parse(&notices("Hi {username}!")).expect("valid");
    assert!(config.matrix_notifications.welcome().is_some());
    let wrong = error(&notices("Hi {name}!"));
    assert!(wrong.contains("matrix_notifications.welcome.message_template") && wrong.contains("{username}"), "{wrong}");
}

#[test]
fn limits_and_retention_cannot_be_zero() {
    assert!(error(&format!("{MINIMAL}rate_limit: {{email_submission: 0}}\n")).contains("at least 1"));
    assert!(error(&format!("{MINIMAL}retention: {{pending: 0}}\n")).contains("at least 1"));
}

#[test]
fn proof_of_work_values_are_limited_and_need_https() {
    let with = |more: &str| Config::parse(&format!("{MINIMAL}proof_of_work: {{enabled: true, {more}}}\n"));
    assert_eq!(with("without_javascript: refuse").expect("valid").warnings, []);
    for (wrong, said) in [
        ("difficulty: 1", "proof_of_work.difficulty: must be between"),
        ("difficulty: 1000000000", "proof_of_work.difficulty: must be between"),
        ("lifetime: 48h", "proof_of_work.lifetime: must be at most one day"),
        ("without_javascript: maybe", "proof_of_work.without_javascript: expected one of"),
        ("without_javascript_per_day: 0", "proof_of_work.without_javascript_per_day"),
        ("hardness: 1", "proof_of_work.hardness: unknown field"),
    ] {
        let error = with(wrong).expect_err("invalid");
        assert!(error.contains(said) && error.contains("line 14"), "{error}");
    }
    let clear = |url: &str| with(&format!("difficulty: 2}}\npublic_url: {url}\nbot: {{")).expect("valid").warnings;
    assert_eq!(clear("http://register.example.org"), [Warning::PuzzleInTheClear]);
    assert_eq!(clear("http://127.0.0.1:8000"), []);
}

#[test]
fn missing_file_is_named_and_causes_not_repeated() {
    let dir = tempfile::tempdir().expect("a directory");
    let said = |path: &Path| Config::load(path).map(drop).expect_err("no file").to_string();
    let missing = said(&dir.path().join("config.yaml"));
    assert!(missing.contains("--config PATH") && missing.contains("CONFIG_PATH"), "{missing}");
    let folder = Config::load(dir.path()).map(drop).expect_err("a folder");
    let cause = std::error::Error::source(&folder).expect("a cause").to_string();
    assert!(!folder.to_string().contains(&cause), "{folder}");
}

#[test]
fn weak_key_is_refused_with_a_command_for_a_new_one() {
    for key in ["''", "x", "changeme", "'aaaaaaaaaaaaaaaaaaaaaaaaaaa'"] {
        let weak = error(&format!("{MINIMAL}secret_key: {key}\n"));
        assert!(
            weak.starts_with("secret_key: ") && weak.contains("openssl rand") && weak.contains("line 14"),
            "{weak}"
        );
    }
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("key"), "changeme").expect("written");
    let weak = error(&format!("{MINIMAL}secret_key_file: {}\n", dir.path().join("key").display()));
    assert!(weak.starts_with("secret_key_file: ") && weak.contains("line 14"), "{weak}");
    fs::write(dir.path().join("secret_key"), "changeme").expect("written");
    let config = Config::parse(&format!("{MINIMAL}data_dir: {}\n", dir.path().display())).expect("valid");
    assert!(config.secret_key().is_err());
    assert!(Config::parse(&format!("{MINIMAL}secret_key: 0123456789abcdef\n")).is_ok());
    assert!(Config::parse(&format!("{MINIMAL}secret_key:\n")).expect("valid").secret_key.is_none());
}

/// Each key, with each kind of invalid value.
#[test]
fn no_error_quotes_a_value_of_any_key() {
    const SECRET: &str = "hunter2_S";
    let shipped = include_str!("../../../../config.dist.yaml");
    let shapes = [
        "hunter2_S",
        "'hunter2_S'",
        "[hunter2_S]",
        "[[hunter2_S]]",
        "{hunter2_S: 1}",
        "{hunter2_S}",
        "postgres://u:hunter2_S@h:x/d",
        "mysql://u:hunter2_S@h/d",
        "https://u:hunter2_S@h/",
        "'@hunter2_S'",
        "'{hunter2_S}'",
        "'hunter2_S hunter2_S'",
        "|\n      hunter2_S",
        "!hunter2_S x",
    ];
    let mut path: Vec<(usize, String)> = vec![];
    for line in shipped.lines() {
        let bare = line.trim_start_matches('#');
        let indent = bare.len() - bare.trim_start().len();
        let Some((key, _)) = bare
            .trim_start()
            .split_once(':')
            .filter(|(key, _)| !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
        else {
            continue;
        };
        path.retain(|(depth, _)| *depth < indent);
        path.push((indent, key.to_owned()));
        for suffix in ["", "_file"] {
            for shape in shapes {
                let mut text = String::new();
                for (depth, (_, key)) in path.iter().enumerate() {
                    let is_last = depth + 1 == path.len();
                    let value = if is_last { format!("{suffix}: {shape}") } else { ":".to_owned() };
                    text.extend([&*"  ".repeat(depth), key, &value, "\n"]);
                }
                for text in [format!("{MINIMAL}{text}"), text.clone()] {
                    if let Err(error) = Config::parse(&text) {
                        assert!(!error.contains(SECRET), "{text}: {error}");
                    }
                }
            }
        }
    }
}

#[test]
fn database_url_is_checked_and_never_quoted() {
    for (line, path) in [
        ("{url: 'mysql://u:hunter2@h/d'}", "database.url"),
        ("{url: 'postgres://u:hunter2@h:x/d'}", "database.url"),
        ("{url: hunter2}", "database.url"),
        ("{path: 'postgres://u:hunter2@h/d'}", "database.path"),
        ("postgres://u:hunter2@h/d", "database"),
        ("{url_file: hunter2}", "database.url_file"),
    ] {
        let error = error(&format!("{MINIMAL}database: {line}\n"));
        assert!(error.starts_with(&format!("{path}: ")) && error.contains("line 14"), "{error}");
        assert!(!error.contains("hunter2"), "{error}");
    }
}

#[test]
fn the_apps_config_is_read_as_by_pyyaml() {
    let config = Config::parse(
        "\u{feff}debug:\r\nsynapse: &s\r\n  server: http://localhost:8008\r\n  domain: example.org\r\n  admin_token: t\r\n  \
         verify_cert: no\r\nhosts: [register.example.org]\r\nemail:\r\n  host: mail.example.org\r\n  port: '587'\r\n  tls: on\r\n  \
         ssl: off\r\n  username: bot@example.org\r\n  password: 12345678\r\n  mjml: {url: 'https://mjml.example.org'}\r\n\
         admin: {email: a@example.org}\r\nadmin: {email: b@example.org}\r\n\
         rate_limit: &r {email_submission: '5'}\r\nrate_limit: {<<: *r, email_submission_hours: \"12\"}\r\n\
         consent_version: 1.10\r\nform_secret: s\r\ntrust_proxy: yes\r\nlegal:\r\nauto_join:\r\n",
    )
    .expect("valid");
    assert!(!config.debug && config.trust_proxy.contains("127.0.0.1".parse().expect("valid")));
    assert_eq!((config.email.port, config.email.tls), (587, crate::config::MailTls::StartTls));
    assert_eq!(config.email.login.as_ref().map(|(_, password)| password.expose_secret()), Some("12345678"));
    assert_eq!(config.admin.email.0[0].email.to_string(), "b@example.org");
    assert_eq!((config.rate_limit.email_submission, config.rate_limit.email_submission_hours), (5, 12));
    assert_eq!(config.consent_version.as_deref(), Some("1.1"));
    let twice = |path: &str| {
        config.warnings.iter().any(|warning| matches!(warning, Warning::Duplicate { path: of, .. } if of == path))
    };
    assert!(twice("admin") && twice("rate_limit"), "{:?}", config.warnings);
    assert!(
        config.warnings.contains(&Warning::Ignored("email.mjml"))
            && config.warnings.contains(&Warning::CertificateUnchecked)
    );
}

#[test]
fn other_encodings_are_refused_by_name() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("config.yaml");
    let utf16: Vec<u8> = [0xfeff].into_iter().chain(MINIMAL.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (bytes, said) in [(utf16, "UTF-16"), (b"debug: \xe9".to_vec(), "not UTF-8")] {
        fs::write(&path, bytes).expect("written");
        let error = Config::load(&path).map(drop).expect_err("refused").to_string();
        assert!(error.contains(said) && error.contains("save it as UTF-8"), "{error}");
    }
    fs::write(&path, [b"\xef\xbb\xbf", MINIMAL.replace('\n', "\r\n").as_bytes()].concat()).expect("written");
    assert!(Config::load(&path).is_ok());
}

#[test]
fn secret_files_are_listed_by_their_key() {
    let dir = tempfile::tempdir().expect("a directory");
    let path = dir.path().join("token");
    fs::write(&path, b"\xef\xbb\xbffrom a file?\r\n").expect("written");
    let with = |path: &Path| {
        Config::parse(&MINIMAL.replace("admin_token: t", &format!("admin_token_file: {}", path.display())))
    };
    let error = with(&path).expect_err("spaces");
    assert!(error.starts_with("synapse.admin_token: expected an access token"), "{error}");
    fs::write(&path, b"\xef\xbb\xbftoken\r\n").expect("written");
    let config = with(&path).expect("valid");
    assert_eq!(config.synapse.admin_token.expose_secret(), "token");
    assert_eq!(config.secret_files, [secrets::SecretFile { key: "synapse.admin_token_file".into(), path }]);
}

#[test]
fn pasted_matrix_ids_are_accepted_or_refused() {
    let config = Config::parse(&format!(
        "{MINIMAL}bot: {{username: '@Reg-Bot:example.org', admin_room: 'https://matrix.to/#/%23mods:example.org', \
         moderators: ['https://matrix.to/#/@you:example.org'], command_prefix: ' !reg '}}\nauto_join: ['matrix:r/lobby:example.org']\n"
    ))
    .expect("valid");
    assert_eq!(
        (config.bot.username.as_str(), config.bot.admin_room.as_deref()),
        ("reg-bot", Some("#mods:example.org"))
    );
    assert_eq!(
        (config.bot.moderators, config.bot.command_prefix.as_str()),
        (vec!["@you:example.org".to_owned()], "!reg")
    );
    assert_eq!(config.auto_join, ["#lobby:example.org"]);
    for (line, path) in [
        ("bot: {username: ''}", "bot.username"),
        ("bot: {username: 'reg bot'}", "bot.username"),
        ("bot: {username: '@bot:other.org'}", "bot.username"),
        ("bot: {moderators: [you]}", "bot.moderators[0]"),
        ("bot: {moderators: ['@you']}", "bot.moderators[0]"),
        ("bot: {command_prefix: '! reg'}", "bot.command_prefix"),
        ("bot: {command_prefix: ''}", "bot.command_prefix"),
        ("bot: {admin_room: lobby}", "bot.admin_room"),
        ("moderation: {log_room: '@you:example.org'}", "moderation.log_room"),
        ("auto_join: ['#lobby']", "auto_join[0]"),
        ("matrix_notifications: {welcome: {room_id: lobby}}", "matrix_notifications.welcome.room_id"),
    ] {
        let error = error(&format!("{MINIMAL}{line}\n"));
        assert!(error.starts_with(&format!("{path}: ")) && error.contains("line 14"), "{error}");
    }
    for domain in ["https://example.org", "@you:example.org", "example.org/", "exa mple.org"] {
        let error = error(&MINIMAL.replace("domain: example.org", &format!("domain: '{domain}'")));
        assert!(error.starts_with("synapse.domain: ") && error.contains("line 3"), "{error}");
    }
}

#[test]
fn links_need_a_public_host() {
    for hosts in [
        "'*'",
        ".example.org",
        "[localhost, 127.0.0.1]",
        "['https://register.example.org']",
        "['register.example.org:8000']",
    ] {
        let error = error(&MINIMAL.replace("hosts: [register.example.org]", &format!("hosts: {hosts}")));
        assert!(error.starts_with("hosts: ") && error.contains("public_url") && error.contains("line 5"), "{error}");
        let named = format!("{MINIMAL}public_url: https://register.example.org\n");
        assert!(Config::parse(&named.replace("hosts: [register.example.org]", &format!("hosts: {hosts}"))).is_ok());
    }
    let later = MINIMAL.replace("[register.example.org]", "[localhost, 'https://x.org', register.example.org]");
    let config = Config::parse(&later).expect("valid");
    assert_eq!(config.link("/x"), "https://register.example.org/x");
    assert_eq!(config.warnings, [Warning::UselessHost { number: 2 }]);
}

#[test]
fn ehlo_name_can_be_looked_up() {
    let ehlo = |text: &str| Config::parse(text).expect("valid").email.ehlo;
    assert_eq!(ehlo(MINIMAL), "register.example.org");
    assert_eq!(ehlo(&format!("{MINIMAL}public_url: http://127.0.0.1:8000\n")), "example.org");
    assert_eq!(ehlo(&format!("{MINIMAL}public_url: https://bücher.example/x\n")), "xn--bcher-kva.example");
    assert_eq!(ehlo(&MINIMAL.replace("port: 587", "port: 587\n  ehlo: '[192.0.2.1]'")), "192.0.2.1");
}

#[test]
fn texts_per_language_need_messages_in_that_language() {
    let legal = "legal:\n  - {title: {en: Terms, de: Regeln}, url: 'https://example.org/terms'}\n  - title: 2027\n    url: \
                 {ar: 'https://example.org/ar'}\n";
    let config =
        Config::parse(&format!("{MINIMAL}{legal}pages: {{intro: Hello, rules: {{de: Regeln}}}}\n")).expect("valid");
    let german = crate::messages::Language::named("de").expect("German");
    assert_eq!(
        (config.legal[0].title.get(german).as_str(), config.legal[1].title.first().as_str()),
        ("Regeln", "2027")
    );
    let question = "registration:\n  questions:\n    - {id: a, label: A, kind: choice, choices: [a, {tlh: b}]}\n";
    for (more, path) in [
        ("pages:\n  rules: {tlh: Qapla}\n", "pages.rules.tlh: "),
        ("legal: [{title: {tlh: x}, url: 'https://example.org/'}]\n", "legal[0].title.tlh: "),
        ("legal: [{title: x, url: {tlh: 'https://example.org/'}}]\n", "legal[0].url.tlh: "),
        (question, "registration.questions[0].choices[1].tlh: "),
    ] {
        let error = error(&format!("{MINIMAL}{more}"));
        assert!(error.starts_with(path) && error.contains("expected one of en, de, ar"), "{error}");
    }
    let wrong = error(&format!("{MINIMAL}legal: [{{title: x, url: {{en: 'ftp://example.org/'}}}}]\n"));
    assert!(wrong.starts_with("legal[0].url") && wrong.contains("http"), "{wrong}");
}

#[test]
fn named_files_are_relative_to_the_config_file() {
    let dir = tempfile::tempdir().expect("a folder");
    let config = dir.path().join("config.yaml");
    std::fs::write(dir.path().join("token"), "syt_beside\n").expect("written");
    let text = MINIMAL.replace("admin_token: t", "admin_token_file: token\n  verify_cert: ca.pem");
    std::fs::write(&config, text).expect("written");
    std::fs::write(dir.path().join("ca.pem"), "").expect("written");
    let loaded = Config::load(&config).expect("valid");
    assert_eq!(loaded.synapse.admin_token.expose_secret(), "syt_beside");
    assert_eq!(loaded.secret_files[0].path, dir.path().join("token"));
    assert_eq!(loaded.synapse.verify_cert, crate::config::VerifyCert::Bundle(dir.path().join("ca.pem")));
}

#[test]
fn named_file_in_the_working_directory_is_still_found() {
    // The working directory of a test is its crate's folder.
    let dir = tempfile::tempdir().expect("a folder");
    let config = dir.path().join("config.yaml");
    std::fs::write(&config, MINIMAL.replace("admin_token: t", "admin_token: t\n  verify_cert: Cargo.toml"))
        .expect("written");
    let loaded = Config::load(&config).expect("valid");
    assert_eq!(loaded.synapse.verify_cert, crate::config::VerifyCert::Bundle("Cargo.toml".into()));
    std::fs::write(dir.path().join("Cargo.toml"), "").expect("written");
    let loaded = Config::load(&config).expect("valid");
    assert_eq!(loaded.synapse.verify_cert, crate::config::VerifyCert::Bundle(dir.path().join("Cargo.toml")));
}
