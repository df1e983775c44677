//! Starts the two services that are compared, as their operators would.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::Context;
use serde_json::{Value, json};

use crate::{
    child::Child,
    servers::{Homeserver, Servers, free_port},
    stub::Stub,
};

/// One of the two services.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The service, as a release binary.
    Ours,
    /// The Django app under gunicorn, a worker for each core.
    Django,
}

/// A running service.
pub struct Service {
    /// Which of the two.
    pub kind: Kind,
    /// Its URL.
    pub base: String,
    /// Its processes.
    pub child: Child,
    /// Seconds from the start to the first page.
    pub start: f64,
    /// The folder with its data and its config.
    pub folder: PathBuf,
}

/// What to start.
pub struct Plan<'a> {
    /// The folder for its data; existing files are kept.
    pub folder: PathBuf,
    /// Its homeserver.
    pub synapse: &'a Homeserver,
    /// Config keys that differ from the defaults of `write_config`.
    pub config: Value,
    /// For the service: the value of `--only`.
    pub only: Option<&'a str>,
}

impl Stub {
    /// The stub as a homeserver.
    pub fn homeserver(&self) -> Homeserver {
        Homeserver { url: self.synapse.clone(), admin_token: "a-token".to_owned(), moderator: None }
    }
}

impl Service {
    /// The address of its operators.
    pub fn operator_address(&self) -> String {
        operator(self.kind).to_owned()
    }
}

fn operator(kind: Kind) -> &'static str {
    match kind {
        Kind::Ours => "operator-of-ours@example.org",
        Kind::Django => "operator-of-django@example.org",
    }
}

/// Starts the service in a new folder, with the stub and without the bot.
pub fn ours(servers: &Servers, stub: &Stub, name: &str, config: Value) -> anyhow::Result<Service> {
    let synapse = stub.homeserver();
    let plan = Plan { folder: servers.fresh_folder(name)?, synapse: &synapse, config, only: Some("web,worker") };
    start_ours(servers, stub, &plan)
}

/// Starts the service.
pub fn start_ours(servers: &Servers, stub: &Stub, plan: &Plan) -> anyhow::Result<Service> {
    let port = free_port()?;
    let file = write_config(Kind::Ours, port, stub, plan)?;
    let mut command = Command::new(&servers.service);
    command.arg("--config").arg(&file).arg("serve").env("NO_COLOR", "1").envs(environment_of_unit());
    if let Some(parts) = plan.only {
        command.args(["--only", parts]);
    }
    start(Kind::Ours, servers, &command, &plan.folder, port)
}

/// The environment variables with which systemd starts the service.
fn environment_of_unit() -> impl Iterator<Item = (&'static str, &'static str)> {
    let unit = include_str!("../../docs/synapse-registration.service");
    let lines = unit.lines().filter_map(|line| line.strip_prefix("Environment="));
    lines.flat_map(str::split_whitespace).filter_map(|variable| variable.split_once('='))
}

/// Starts the Django app in a new folder, with the stub.
pub fn django(servers: &Servers, stub: &Stub, name: &str) -> anyhow::Result<Service> {
    servers.fresh_folder(name)?;
    django_again(servers, stub, name)
}

/// Starts the Django app in the folder of an earlier start.
pub fn django_again(servers: &Servers, stub: &Stub, name: &str) -> anyhow::Result<Service> {
    let (folder, synapse) = (servers.folder.join(name), stub.homeserver());
    let plan = Plan { folder, synapse: &synapse, config: json!({}), only: None };
    let python = servers.django.as_ref().context("the Django app is missing")?;
    let port = free_port()?;
    let config = write_config(Kind::Django, port, stub, &plan)?;
    let settings = "synapse_registration.synapse_registration.settings";
    let python = || {
        let mut command = Command::new(python);
        command.current_dir(&plan.folder).env("CONFIG_PATH", &config).env("DJANGO_SETTINGS_MODULE", settings);
        command
    };
    let mut migrate = python();
    migrate.args(["-m", "django", "migrate", "--verbosity", "0"]);
    anyhow::ensure!(migrate.status()?.success(), "the Django app cannot make its database");
    let workers = std::thread::available_parallelism()?.to_string();
    let mut command = python();
    command.args(["-m", "gunicorn", "--workers", &workers, "--bind", &format!("127.0.0.1:{port}")]);
    command.arg("synapse_registration.synapse_registration.wsgi");
    start(Kind::Django, servers, &command, &plan.folder, port)
}

fn start(kind: Kind, servers: &Servers, command: &Command, folder: &Path, port: u16) -> anyhow::Result<Service> {
    let log = folder.join("service.log");
    let mut child = Child::start(servers, command, &log)?;
    let began = Instant::now();
    child.answers(port).with_context(|| format!("{kind:?} does not start: see {}", log.display()))?;
    let start = began.elapsed().as_secs_f64();
    Ok(Service { kind, base: format!("http://127.0.0.1:{port}"), child, start, folder: folder.to_owned() })
}

/// Writes the config as JSON, which is YAML too. Rate limits are off, since all requests come from one machine.
fn write_config(kind: Kind, port: u16, stub: &Stub, plan: &Plan) -> anyhow::Result<PathBuf> {
    let mut config = json!({
        "secret_key": "not a secret, but long enough for a measurement",
        "hosts": ["127.0.0.1"],
        "trust_proxy": true,
        "synapse": {
            "server": plan.synapse.url,
            "domain": "example.org",
            "admin_token": plan.synapse.admin_token,
        },
        "email": {
            "host": "127.0.0.1",
            "port": stub.smtp,
            "username": "",
            "password": "",
            "from": "registration@example.org",
            "tls": false,
            "ssl": false,
        },
        "admin": {"email": operator(kind)},
        "rate_limit": {"email_submission": 1_000_000},
    });
    match kind {
        Kind::Ours => {
            config["listen"] = json!(format!("127.0.0.1:{port}"));
            config["public_url"] = json!(format!("http://127.0.0.1:{port}"));
            config["data_dir"] = json!(plan.folder);
            config["rate_limit"]["forms"] = json!(1_000_000);
            // The time from a decision to its mail is measured.
            config["moderation"] = json!({"undo": 0});
        }
        Kind::Django => config["mjml"] = json!({"url": format!("{}/v1/render", stub.synapse)}),
    }
    for (key, value) in plan.config.as_object().into_iter().flatten() {
        config[key] = value.clone();
    }
    let file = plan.folder.join("config.yaml");
    std::fs::write(&file, serde_json::to_string_pretty(&config)?)?;
    Ok(file)
}
