//! `cargo xtask demo`: runs the service with a Synapse and an inbox on this machine, to try it out.

mod accounts;
mod configuration;
mod ports;
mod state;

use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use anyhow::{Context, ensure};
use clap::Args;

use crate::fixtures::{mail, python, synapse};
use crate::paths;
use crate::progress::step;
use crate::run::{self, ChildGuard, Output};
use accounts::{MODERATOR, SERVER_NAME};
use ports::Ports;
use state::State;

/// Options of `cargo xtask demo`.
#[derive(Args)]
pub struct Options {
    /// The port of the sign-up page; inbox, homeserver and mail server use the next three
    #[arg(long, default_value_t = 8840, value_parser = clap::value_parser!(u16).range(1024..65500))]
    port_base: u16,
    /// Delete all accounts, mails and requests of earlier runs
    #[arg(long)]
    reset: bool,
    /// The language of pages, mails and the room for those who choose none, such as de
    #[arg(long, default_value = "en")]
    language: String,
}

/// The running servers. They end when this is dropped, the service first.
struct Demo {
    service: ChildGuard,
    mail: mail::Mail,
    synapse: synapse::Synapse,
    _lock: std::fs::File,
}

/// Starts all servers, prints their addresses, and waits for Ctrl-C.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let ports = Ports::from(options.port_base);
    let folder = paths::root().join(".demo");
    let lock = prepare(&folder, options.reset)?;
    ports.check_free()?;
    let state = State::load_or_create(&folder)?;
    // Built before any server starts: the first build takes minutes.
    let binary = build()?;
    let mut demo = start(&folder, options, &ports, &state, &binary, lock)?;
    print!("{}", summary(&ports, &state, &binary));
    while !run::interrupted() {
        demo.check()?;
        std::thread::sleep(run::PAUSE);
    }
    println!("\nStopping …");
    Ok(ExitCode::SUCCESS)
}

/// Creates the demo's folder, and locks it against a second demo.
fn prepare(folder: &Path, reset: bool) -> anyhow::Result<std::fs::File> {
    std::fs::create_dir_all(paths::target(""))?;
    let lock = std::fs::File::create(paths::target("demo.lock"))?;
    ensure!(lock.try_lock().is_ok(), "a demo is already running here; stop it first");
    if reset && folder.exists() {
        std::fs::remove_dir_all(folder).context("cannot remove .demo")?;
    }
    std::fs::create_dir_all(folder).context("cannot create .demo")?;
    Ok(lock)
}

fn start(
    folder: &Path,
    options: &Options,
    ports: &Ports,
    state: &State,
    binary: &Path,
    lock: std::fs::File,
) -> anyhow::Result<Demo> {
    let python = python::environment()?;
    let synapse_folder = folder.join("synapse");
    let plan = synapse::Plan {
        folder: &synapse_folder,
        server_name: SERVER_NAME,
        port: ports.synapse,
        tls: None,
        shared_secret: &state.shared_secret,
        form_secret: &state.form_secret,
        bcrypt_rounds: synapse::FAST,
    };
    let synapse = step("Starting Synapse", || synapse::start(&python, &plan))?;
    let admin_token = accounts::create(&synapse.url, state)?;
    let mail_plan =
        mail::Plan { folder, listeners: &[("plain", ports.smtp)], inbox: Some(ports.inbox), certificates: None };
    let mail = step("Starting the mail server", || mail::start(&python, &mail_plan))?;
    let config = folder.join("config.yaml");
    configuration::write(&config, ports, state, &admin_token, &options.language)?;
    let service = step("Starting the service", || serve(binary, &config, ports))?;
    Ok(Demo { service, mail, synapse, _lock: lock })
}

impl Demo {
    fn check(&mut self) -> anyhow::Result<()> {
        self.service.check()?;
        self.mail.check()?;
        self.synapse.check()
    }
}

/// Builds the service in the dev profile, with the features that the tests use, so that both share one build.
///
/// `--workspace` unifies the features of all members, `--examples` (there are none) those of dev-dependencies.
fn build() -> anyhow::Result<std::path::PathBuf> {
    println!("Building the service (this takes minutes the first time)");
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or(paths::target(""), Into::into);
    let mut command = run::cargo();
    command.args(["build", "--locked", "--workspace", "--bin", "synapse-registration", "--examples"]);
    ChildGuard::start("cargo build", &command, Output::Shown)?.succeed(Duration::from_hours(1))?;
    Ok(paths::root().join(folder).join("debug/synapse-registration"))
}

fn serve(binary: &Path, config: &Path, ports: &Ports) -> anyhow::Result<ChildGuard> {
    let mut command = Command::new(binary);
    command.arg("--config").arg(config).arg("serve").current_dir(paths::root()).env("NO_COLOR", "1");
    let log = paths::root().join(".demo/service.log");
    let mut service = ChildGuard::start("the service", &command, Output::Log(&log))?;
    let ready = format!("http://127.0.0.1:{}/readyz", ports.web);
    run::wait_for("starting the service (see .demo/service.log)", Duration::from_mins(1), || {
        service.check()?;
        Ok(ureq::get(&ready).call().ok().map(drop))
    })?;
    Ok(service)
}

fn summary(ports: &Ports, state: &State, binary: &Path) -> String {
    let binary = binary.strip_prefix(paths::root()).unwrap_or(binary).display();
    let (web, inbox, synapse, password) = (ports.web, ports.inbox, ports.synapse, &state.moderator_password);
    format!(
        "
Ready.
  Request an account    http://127.0.0.1:{web}/
  Read the mails        http://127.0.0.1:{inbox}/
  Approve it            in any Matrix client: homeserver http://127.0.0.1:{synapse}
                        user {MODERATOR}, password {password}
                        (accept the bot's invitation, then react to the card with ✅)
  … or in a terminal    {binary} --config .demo/config.yaml requests list
                        {binary} --config .demo/config.yaml requests approve 1
  Log of the service    .demo/service.log

Press Ctrl-C to stop. The next start keeps your data; `--reset` deletes it.
"
    )
}
