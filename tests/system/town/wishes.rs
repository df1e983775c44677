//! What differs from one town to the next, and the config file that comes of it.

use serde_json::json;

use crate::support::{matrix::Person, world::world};

/// What differs from one town to the next.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the wishes are independent of each other")]
pub struct Wishes {
    /// Whether the moderators' room is encrypted.
    pub encrypted: bool,
    /// Which of the mail servers is used: `plain`, `starttls`, `tls` or `postfix`.
    pub mail: &'static str,
    /// Whether Synapse is spoken to over TLS, with an authority of its own.
    pub https: bool,
    /// `verify_cert`, where it is not the authority's file.
    pub verify: Option<&'static str>,
    /// Whether the bot cannot start, so that the service does not become ready.
    pub stays_unready: bool,
    /// Whether the config has Synapse's `registration_shared_secret`.
    pub shared_secret: bool,
    /// More lines for the config file.
    pub config: String,
    /// How many moderators are invited.
    pub moderators: usize,
    /// A room that is there already, by its ID or alias.
    pub room: Option<String>,
    /// The parts that run; empty for all of them.
    pub only: &'static str,
    /// More for the environment of the service.
    pub env: Vec<(&'static str, String)>,
    /// A program that runs the service, with its arguments.
    pub under: &'static [&'static str],
    /// Where Synapse is, if not where it is.
    pub synapse: Option<String>,
    /// Where mail goes, if not to the mail server.
    pub mail_port: Option<u16>,
    /// Whose token is used, if not the server's admin's.
    pub admin_token: Option<String>,
    /// The database's line in the config file, if not the usual one.
    pub database: Option<String>,
    /// Whether the test ends with effects in the outbox, parked or not yet performed, on purpose.
    pub leaves_effects: bool,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            encrypted: false,
            mail: "plain",
            https: false,
            verify: None,
            stays_unready: false,
            shared_secret: false,
            config: String::new(),
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

pub fn yaml(
    wishes: &Wishes,
    folder: &tempfile::TempDir,
    listen: &str,
    bot: &str,
    operator: &str,
    moderators: &[Person],
    database: &str,
) -> String {
    let (synapse, mail) = (&world().synapse, &world().mail);
    let (server, verify) = if wishes.https {
        (&synapse.https_url, wishes.verify.map_or_else(|| json!(synapse.authority).to_string(), str::to_owned))
    } else {
        (wishes.synapse.as_ref().unwrap_or(&synapse.url), "true".to_owned())
    };
    let postfix = world().postfix.as_ref().filter(|_| wishes.mail == "postfix");
    let port = wishes.mail_port.unwrap_or(match wishes.mail {
        "postfix" => postfix.expect("Postfix runs").port,
        "plain" => mail.ports.plain,
        "starttls" => mail.ports.starttls,
        _ => mail.ports.tls,
    });
    let mut login = if wishes.mail == "plain" {
        String::new()
    } else {
        format!("  username: {}\n  password: {}\n", mail.username, mail.password)
    };
    if let Some(postfix) = postfix {
        login.extend(["  verify_cert: ", &postfix.certificate.display().to_string(), "\n"]);
    }
    let invited: Vec<&str> = moderators.iter().map(|moderator| moderator.id.as_str()).collect();
    format!(
        "secret_key: a key for a town\n\
         listen: {listen}\n\
         public_url: http://{listen}\n\
         hosts: [{listen}]\n\
         data_dir: {folder}\n\
         synapse:\n  server: {server}\n  domain: {domain}\n  admin_token: {token}\n  verify_cert: {verify}\n{secret}\
         email:\n  host: localhost\n  port: {port}\n  from: Town <town@example.test>\n  tls: {tls}\n  ssl: {ssl}\n{login}\
         admin:\n  email: {operator}\n\
         bot:\n  username: {bot}\n  moderators: {invited}\n  encrypted: {encrypted}\n{room}\
         {limits}{database}{more}",
        folder = folder.path().display(),
        secret = if wishes.shared_secret {
            format!("  registration_shared_secret: {}\n", json!(synapse.shared_secret))
        } else {
            String::new()
        },
        domain = synapse.server_name,
        token = wishes.admin_token.as_ref().unwrap_or(&synapse.admin_token),
        tls = matches!(wishes.mail, "starttls" | "postfix"),
        ssl = wishes.mail == "tls",
        invited = json!(invited),
        encrypted = wishes.encrypted,
        room = wishes.room.as_ref().map_or_else(String::new, |room| format!("  admin_room: \"{room}\"\n")),
        limits = if wishes.config.contains("rate_limit") {
            ""
        } else {
            "rate_limit: {email_submission: 1000, forms: 10000}\n"
        },
        database = database,
        more = wishes.config,
    )
}
