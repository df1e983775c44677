//! Whatever holds a secret can be printed without it, and so can what is said of it.

use super::*;

const SECRETS: [&str; 7] = [
    "the-secret-key-of-ours",
    "the-admin-token",
    "the-mail-password",
    "the-form-secret",
    "the-database",
    "the-password",
    "BwcHBw",
];

fn tells_none(what: &str, said: &str) {
    for secret in SECRETS {
        assert!(!said.contains(secret), "{what} tells {secret:?}: {said}");
    }
}

#[tokio::test]
async fn debug_output_has_no_secrets() {
    let dir = tempfile::tempdir().expect("a directory");
    let text = "secret_key: the-secret-key-of-ours\n\
        synapse: {server: 'http://127.0.0.1:9', domain: example.org, admin_token: the-admin-token}\n\
        hosts: [register.example.org]\n\
        email: {host: 127.0.0.1, port: 9, from: bot@example.org, username: bot, password: the-mail-password}\n\
        admin: {email: admin@example.org}\n\
        consent_version: '1'\n\
        form_secret: the-form-secret\n\
        database: {url: 'postgres://us:the-database@127.0.0.1/x'}\n";
    let config = Config::parse(text).expect("valid");
    tells_none("the config", &format!("{config:?} {config:#?}"));
    let store = Store::open(&dir.path().join("db")).await.expect("a database");
    let (synapse, mailer) = (Synapse::new(&config.synapse).expect("a client"), Mailer::new(&config.email));
    let keys = Keys::new(&config.secret_key().expect("a key"));
    let parts = Registrations::new(config, keys, store, synapse, mailer.expect("a mailer"), Clock::system());
    tells_none("a part", &format!("{parts:?} {parts:#?}"));

    let policy = parts.applicants().password_policy().await;
    let password = crate::domain::Password::parse("the-password of mice", "the-password of mice", &policy, &[]);
    tells_none("a password", &format!("{password:?}"));
    password.expect("a good one");
    tells_none("a token", &format!("{:?}", Token::from_bytes([7; 32])));
    assert!(Token::from_bytes([7; 32]).to_string().starts_with("BwcHBw"), "it is what we look for");
}

#[tokio::test]
async fn invalid_homeserver_url_is_not_repeated() {
    let core = TestCore::open().await;
    for url in
        ["postgress://us:the-database@127.0.0.1/x", "mysql://us:the-database@h/x", "postgres://us:the-database@h:x9/x"]
    {
        let text = core.text.lines().filter(|line| !line.starts_with("database:")).collect::<Vec<_>>().join("\n");
        let error = Config::parse(&format!("{text}\ndatabase: {{url: '{url}'}}\n")).expect_err("no server");
        tells_none("the error", &error);
        assert!(error.contains("database.url"), "{error}");
    }
}
