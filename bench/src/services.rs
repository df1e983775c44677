//! The two services that are compared, each started as its operators would start it.

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use anyhow::Context;
use serde_json::{Value, json};

use crate::{
    child::Child,
    stub::Stub,
    world::{Homeserver, World, free_port},
};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The release binary.
    Ours,
    /// The Django app under gunicorn, a worker for each core.
    Django,
}

/// A service that runs.
pub struct Service {
    /// Which one.
    pub kind: Kind,
    /// Where it answers.
    pub base: String,
    /// What it is made of.
    pub child: Child,
    /// From the start to the first page, in seconds.
    pub start: f64,
    /// Where its data and its config are.
    pub folder: PathBuf,
}

/// What to start.
pub struct Plan<'a> {
    /// A folder of its own; what is there already is kept.
    pub folder: PathBuf,
    /// Where it asks.
    pub synapse: &'a Homeserver,
    /// Keys of the config that differ from the usual ones.
    pub config: Value,
    /// For our service: its parts, all of them if there is none.
    pub only: Option<&'a str>,
}

impl Stub {
    /// The stub, as a homeserver.
    pub fn homeserver(&self) -> Homeserver {
        Homeserver { url: self.synapse.clone(), admin_token: "a-token".to_owned(), moderator: None }
    }
}

impl Service {
    /// Where it writes to its operators.
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

/// Our service on a fresh folder, with the stub, and without the room.
pub fn ours(world: &World, stub: &Stub, name: &str, config: Value) -> anyhow::Result<Service> {
    let synapse = stub.homeserver();
    let plan = Plan { folder: world.fresh_folder(name)?, synapse: &synapse, config, only: Some("web,worker") };
    start_ours(world, stub, &plan)
}

/// Our service by `plan`.
pub fn start_ours(world: &World, stub: &Stub, plan: &Plan) -> anyhow::Result<Service> {
    let port = free_port()?;
    let file = write_config(Kind::Ours, port, stub, plan)?;
    let mut command = Command::new(&world.service);
    command.arg("--config").arg(&file).arg("serve").env("NO_COLOR", "1");
    if let Some(parts) = plan.only {
        command.args(["--only", parts]);
    }
    start(Kind::Ours, world, &command, &plan.folder, port)
}

/// The Django app on a fresh folder, with the stub.
pub fn django(world: &World, stub: &Stub, name: &str) -> anyhow::Result<Service> {
    world.fresh_folder(name)?;
    django_again(world, stub, name)
}

/// The Django app on the folder of an earlier start.
pub fn django_again(world: &World, stub: &Stub, name: &str) -> anyhow::Result<Service> {
    let (folder, synapse) = (world.folder.join(name), stub.homeserver());
    let plan = Plan { folder, synapse: &synapse, config: json!({}), only: None };
    let python = world.django.as_ref().context("the Django app is missing")?;
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
    start(Kind::Django, world, &command, &plan.folder, port)
}

fn start(kind: Kind, world: &World, command: &Command, folder: &Path, port: u16) -> anyhow::Result<Service> {
    let log = folder.join("service.log");
    let mut child = Child::start(world, command, &log)?;
    let began = Instant::now();
    child.answers(port).with_context(|| format!("{kind:?} does not start: see {}", log.display()))?;
    let start = began.elapsed().as_secs_f64();
    Ok(Service { kind, base: format!("http://127.0.0.1:{port}"), child, start, folder: folder.to_owned() })
}

/// JSON, which is YAML too. Limits are off: everybody comes from one machine.
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
