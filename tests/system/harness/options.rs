//! Options of a test service, and the config file made from them.

use serde_json::json;

use crate::support::{matrix::Person, test_servers::servers};

/// Options of a test service.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the options are independent of each other")]
pub struct TestOptions {
    /// Whether the moderators' room is encrypted.
    pub encrypted: bool,
    /// The mail server: `plain`, `starttls`, `tls` or `postfix`.
    pub mail: &'static str,
    /// Whether to use Synapse over TLS, with a private CA.
    pub https: bool,
    /// `verify_cert`, if not the CA's file.
    pub verify: Option<&'static str>,
    /// Whether the service is expected not to become ready.
    pub stays_unready: bool,
    /// Whether the config contains Synapse's `registration_shared_secret`.
    pub shared_secret: bool,
    /// Additional lines for the config file.
    pub config: String,
    /// Additional lines for the config file's `bot`.
    pub bot: &'static str,
    /// Number of moderators to invite.
    pub moderators: usize,
    /// An existing moderators' room, as an ID or alias.
    pub room: Option<String>,
    /// The parts to run; empty for all.
    pub only: &'static str,
    /// Additional environment variables.
    pub env: Vec<(&'static str, String)>,
    /// A wrapper program for the service, with its arguments.
    pub under: &'static [&'static str],
    /// Synapse's URL, if not the real one (a proxy).
    pub synapse: Option<String>,
    /// The mail server's port, if not the real one (a proxy).
    pub mail_port: Option<u16>,
    /// The admin token, if not the server admin's.
    pub admin_token: Option<String>,
    /// The `database` line of the config file, if not the default.
    pub database: Option<String>,
    /// Whether the test leaves effects in the outbox on purpose.
    pub leaves_effects: bool,
}

impl Default for TestOptions {
    fn default() -> Self {
        Self {
            encrypted: false,
            mail: "plain",
            https: false,
            verify: None,
            stays_unready: false,
            shared_secret: false,
            config: String::new(),
            bot: "",
            moderators: 1,
            room: None,
            only: "",
            env: vec![],
            under: &[],
            synapse: None,
            mail_port: None,
            admin_token: None,
            database: None,
            leaves_effects: false,
        }
    }
}

/// The config file.
pub fn yaml(
    options: &TestOptions,
    folder: &tempfile::TempDir,
    listen: &str,
    bot: &str,
    operator: &str,
    moderators: &[Person],
    database: &str,
) -> String {
    let (synapse, mail) = (&servers().synapse, &servers().mail);
    let more_config = without_undo(&options.config);
    let (server, verify) = if options.https {
        (&synapse.https_url, options.verify.map_or_else(|| json!(synapse.authority).to_string(), str::to_owned))
    } else {
        (options.synapse.as_ref().unwrap_or(&synapse.url), "true".to_owned())
    };
    let postfix = servers().postfix.as_ref().filter(|_| options.mail == "postfix");
    let port = options.mail_port.unwrap_or(match options.mail {
        "postfix" => postfix.expect("Postfix runs").port,
        "plain" => mail.ports.plain,
        "starttls" => mail.ports.starttls,
        _ => mail.ports.tls,
    });
    let mut login = if options.mail == "plain" {
        String::new()
    } else {
        format!("  username: {}\n  password: {}\n", mail.username, mail.password)
    };
    if let Some(postfix) = postfix {
        login.extend(["  verify_cert: ", &postfix.certificate.display().to_string(), "\n"]);
    }
    let invited: Vec<&str> = moderators.iter().map(|moderator| moderator.id.as_str()).collect();
    format!(
        "secret_key: a secret key for tests\n\
         listen: {listen}\n\
         public_url: http://{listen}\n\
         hosts: [{listen}]\n\
         data_dir: {folder}\n\
         synapse:\n  server: {server}\n  domain: {domain}\n  admin_token: {token}\n  verify_cert: {verify}\n{secret}\
         email:\n  host: localhost\n  port: {port}\n  from: Registration <registration@example.test>\n  tls: {tls}\n  ssl: {ssl}\n{login}\
         admin:\n  email: {operator}\n\
         bot:\n  username: {bot}\n  moderators: {invited}\n  encrypted: {encrypted}\n{room}{more_bot}\
         {limits}{database}{more}",
        folder = folder.path().display(),
        secret = if options.shared_secret {
            format!("  registration_shared_secret: {}\n", json!(synapse.shared_secret))
        } else {
            String::new()
        },
        domain = synapse.server_name,
        token = options.admin_token.as_ref().unwrap_or(&synapse.admin_token),
        tls = matches!(options.mail, "starttls" | "postfix"),
        ssl = options.mail == "tls",
        invited = json!(invited),
        encrypted = options.encrypted,
        room = options.room.as_ref().map_or_else(String::new, |room| format!("  admin_room: \"{room}\"\n")),
        limits = if options.config.contains("rate_limit") {
            ""
        } else {
            "rate_limit: {email_submission: 1000, forms: 10000}\n"
        },
        more_bot = options.bot,
        database = database,
        more = more_config,
    )
}

/// Most tests are about what a decision causes, so decisions take effect at once unless the test says otherwise.
fn without_undo(config: &str) -> String {
    if config.contains("undo:") {
        config.to_owned()
    } else if config.contains("moderation: {") {
        config.replacen("moderation: {", "moderation: {undo: 0, ", 1)
    } else if config.contains("moderation:\n  ") {
        config.replacen("moderation:\n  ", "moderation:\n  undo: 0\n  ", 1)
    } else {
        format!("moderation: {{undo: 0}}\n{config}")
    }
}
