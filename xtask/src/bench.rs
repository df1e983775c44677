//! `cargo xtask bench`: builds and starts the services that are compared, and runs `bench/`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::fixtures::{django, postgres, python, synapse};
use crate::paths;
use crate::progress::step;
use crate::run::{self, ChildGuard, Output};

const SERVER_NAME: &str = "example.org";
const SHARED_SECRET: &str = "a shared secret for measurements";
const ADMIN: synapse::NewUser =
    synapse::NewUser { localpart: "admin", password: "an admin to measure with", admin: true };
const MODERATOR: synapse::NewUser =
    synapse::NewUser { localpart: "moderator", password: "a moderator to measure with", admin: false };

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub struct Options {
    /// Fewer and shorter rounds: two minutes in total
    #[arg(long)]
    quick: bool,
    /// Measure the dev build, for work on the benchmarks themselves; its figures mean little
    #[arg(long)]
    dev: bool,
    /// Only these benchmarks; without any, all of them
    #[arg(value_enum)]
    rows: Vec<Row>,
}

/// A benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Row {
    /// Landing page and first form: requests per second
    Pages,
    /// Complete sign-ups per second, including their mails
    SignUps,
    /// A thousand sign-ups, 64 at once: lost requests, durations, memory
    Load,
    /// Complete sign-ups with a real Synapse and its default password hashing: our share of the time
    Synapse,
    /// Time from start to the first page; size of the binary
    Start,
    /// The same work with 1,000, 100,000 and 1,000,000 registrations, on both databases, with commands in the room
    Growth,
    /// Memory with the bot and its room, and processor time at rest
    Memory,
    /// How long a real Synapse takes for the requests of a sign-up
    Latencies,
    /// ✅ sent → the account can log in, on a real Synapse
    Verdicts,
    /// 500 requests at once → 500 cards in the room, on a real Synapse
    Cards,
}

impl Row {
    /// The Synapse that it needs: its name in `bench/src/servers.rs`, and the cost of its passwords.
    const fn synapse(self) -> Option<(&'static str, u8)> {
        match self {
            Self::Synapse => Some(("synapse_default_cost", synapse::DEFAULT_COST)),
            Self::Growth | Self::Memory | Self::Latencies | Self::Verdicts | Self::Cards => {
                Some(("synapse", synapse::FAST))
            }
            Self::Pages | Self::SignUps | Self::Load | Self::Start => None,
        }
    }

    const fn needs_postgres(self) -> bool {
        matches!(self, Self::Growth)
    }

    /// Whether it takes longer than `--quick` promises.
    const fn is_long(self) -> bool {
        matches!(self, Self::Growth)
    }
}

/// The servers for the measurement. They end when this is dropped.
struct Servers {
    file: PathBuf,
    _synapses: Vec<synapse::Synapse>,
    _postgres: Option<postgres::Postgres>,
}

/// Builds, starts the servers, and measures.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut rows = options.rows.clone();
    if rows.is_empty() {
        rows = Row::value_variants().to_vec();
        rows.retain(|row| !(options.quick && row.is_long()));
    }
    let built = build(options.dev)?;
    let servers = start(&built, &rows, options.quick)?;
    let mut measure = std::process::Command::new(built.join("registration-bench"));
    measure.arg(&servers.file);
    let status = ChildGuard::start("the measurement", &measure, Output::Shown)?.wait(Duration::from_hours(3))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Builds the service and the program that measures it, and returns their folder.
///
/// The release build has the features of a release; the dev build shares those of the tests and the demo.
fn build(dev: bool) -> anyhow::Result<PathBuf> {
    let (profile, folder) = if dev { ("dev", "debug") } else { ("release", "release") };
    println!("Building the service and its benchmarks (this takes many minutes the first time)");
    let mut command = run::cargo();
    command.args(["build", "--profile", profile, "--locked"]);
    if dev {
        command.args(["--workspace", "--bin", "synapse-registration", "--bin", "registration-bench", "--examples"]);
    } else {
        command.args(["--package", "synapse-registration", "--package", "registration-bench"]);
    }
    ChildGuard::start("cargo build", &command, Output::Shown)?.succeed(Duration::from_hours(2))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(paths::target(""), Into::into);
    Ok(paths::root().join(target).join(folder))
}

fn start(built: &Path, rows: &[Row], quick: bool) -> anyhow::Result<Servers> {
    let folder = paths::target("bench");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let wrk = wrk()?;
    let django = django::under_gunicorn()?;
    let mut postgres = None;
    if rows.iter().any(|row| row.needs_postgres()) {
        postgres = Some(step("Starting PostgreSQL", || postgres::start(&folder))?);
    }
    let names: Vec<_> = rows.iter().filter_map(|row| Some(row.to_possible_value()?.get_name().to_owned())).collect();
    let mut coordinates = json!({
        "folder": folder,
        "quick": quick,
        "rows": names,
        "service": built.join("synapse-registration"),
        "guard": [run::python()?, paths::script("child_guard.py")],
        "django": django,
        "wrk": wrk,
        "postgres": postgres.as_ref().map(|postgres| json!({"url": postgres.url, "psql": postgres.psql})),
    });
    let mut synapses = vec![];
    for (name, bcrypt_rounds) in rows.iter().filter_map(|row| row.synapse()).collect::<BTreeSet<_>>() {
        let (started, homeserver) = step("Starting Synapse", || start_synapse(&folder.join(name), bcrypt_rounds))?;
        synapses.push(started);
        coordinates[name] = homeserver;
    }
    let file = folder.join("servers.json");
    std::fs::write(&file, serde_json::to_string_pretty(&coordinates)?)?;
    Ok(Servers { file, _synapses: synapses, _postgres: postgres })
}

fn start_synapse(folder: &Path, bcrypt_rounds: u8) -> anyhow::Result<(synapse::Synapse, Value)> {
    let plan = synapse::Plan {
        folder,
        server_name: SERVER_NAME,
        port: run::free_port()?,
        tls: None,
        shared_secret: SHARED_SECRET,
        form_secret: SHARED_SECRET,
        bcrypt_rounds,
    };
    let synapse = synapse::start(&python::environment()?, &plan)?;
    let registered = |user| {
        let login = synapse::register(&synapse.url, SHARED_SECRET, user)?;
        login.ok_or_else(|| anyhow::anyhow!("a fresh Synapse already has this user"))
    };
    let (admin, moderator) = (registered(&ADMIN)?, registered(&MODERATOR)?);
    let coordinates = json!({
        "url": synapse.url,
        "admin_token": admin.access_token,
        "moderator": [moderator.user_id, MODERATOR.password],
    });
    Ok((synapse, coordinates))
}

/// wrk, which sends many requests for one page.
fn wrk() -> anyhow::Result<PathBuf> {
    if run::find_program("wrk").is_none() {
        run::apt_install(&["wrk"])?;
    }
    run::find_program("wrk").ok_or_else(|| anyhow::anyhow!("wrk is installed, but not on the path"))
}
