//! `cargo xtask bench`: builds and brings up what is compared, and has `bench/` measure it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use crate::fixtures::{django, postgres, python, synapse};
use crate::paths;
use crate::progress::step;
use crate::run::{self, Output, Tethered};

const SERVER_NAME: &str = "example.org";
const SHARED_SECRET: &str = "a shared secret for measurements";
const ADMIN: synapse::NewUser =
    synapse::NewUser { localpart: "admin", password: "an admin to measure with", admin: true };
const MODERATOR: synapse::NewUser =
    synapse::NewUser { localpart: "moderator", password: "a moderator to measure with", admin: false };

/// What to measure.
#[derive(Args)]
pub struct Options {
    /// Fewer and shorter rounds: two minutes in all
    #[arg(long)]
    quick: bool,
    /// Measures development builds: soon built, for work on the bench itself; the figures mean little
    #[arg(long)]
    dev: bool,
    /// Only these; all of them if none is named
    #[arg(value_enum)]
    rows: Vec<Row>,
}

/// Figures that are measured together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Row {
    /// Landing page and first form: requests a second
    Pages,
    /// Whole sign-ups a second, all mails received
    SignUps,
    /// A thousand sign-ups, 64 at once: what was lost, how long they took, memory
    Load,
    /// Whole sign-ups with a real Synapse that hashes passwords as it is shipped: whose time is it?
    Synapse,
    /// From the start to the first page; the binary's size
    Start,
    /// The same work with 1,000, 100,000 and 1,000,000 registrations, on both databases; commands in the
    /// room too
    Growth,
    /// Memory with the bot and its room, and the cost of doing nothing
    Memory,
    /// What a real Synapse takes for the requests of a sign-up
    Latencies,
    /// ✅ sent → the account can log in, on a real Synapse
    Verdicts,
    /// 500 requests at once → 500 cards in the room, on a real Synapse
    Cards,
}

impl Row {
    /// The Synapse that it needs: its name in `bench/src/world.rs`, and how dear its passwords are.
    const fn synapse(self) -> Option<(&'static str, u8)> {
        match self {
            Self::Synapse => Some(("synapse_as_shipped", synapse::AS_SHIPPED)),
            Self::Growth | Self::Memory | Self::Latencies | Self::Verdicts | Self::Cards => {
                Some(("synapse", synapse::QUICK))
            }
            Self::Pages | Self::SignUps | Self::Load | Self::Start => None,
        }
    }

    const fn needs_postgres(self) -> bool {
        matches!(self, Self::Growth)
    }

    /// Rows that take longer than `--quick` promises.
    const fn is_long(self) -> bool {
        matches!(self, Self::Growth)
    }
}

/// What runs while it is measured; it ends when this is dropped.
struct World {
    file: PathBuf,
    _synapses: Vec<synapse::Synapse>,
    _postgres: Option<postgres::Postgres>,
}

/// Builds, brings up, measures.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let mut rows = options.rows.clone();
    if rows.is_empty() {
        rows = Row::value_variants().to_vec();
        rows.retain(|row| !(options.quick && row.is_long()));
    }
    let built = build(options.dev)?;
    let world = start(&built, &rows, options.quick)?;
    let mut measure = std::process::Command::new(built.join("registration-bench"));
    measure.arg(&world.file);
    let status = Tethered::start("the measurement", &measure, Output::Shown)?.wait(Duration::from_hours(3))?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The service as it is shipped, and the program that measures it. Gives their folder.
fn build(dev: bool) -> anyhow::Result<PathBuf> {
    let (profile, folder) = if dev { ("dev", "debug") } else { ("release", "release") };
    println!("Building the service and its measurement (many minutes the first time)");
    let mut command = run::cargo();
    command.args(["build", "--profile", profile, "--locked"]);
    command.args(["--package", "synapse-registration", "--package", "registration-bench"]);
    Tethered::start("cargo build", &command, Output::Shown)?.succeed(Duration::from_hours(2))?;
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or(paths::target(""), Into::into);
    Ok(paths::root().join(target).join(folder))
}

fn start(built: &Path, rows: &[Row], quick: bool) -> anyhow::Result<World> {
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
        "tether": [python::interpreter()?, paths::script("tether.py")],
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
    let file = folder.join("world.json");
    std::fs::write(&file, serde_json::to_string_pretty(&coordinates)?)?;
    Ok(World { file, _synapses: synapses, _postgres: postgres })
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

/// The usual tool for many requests of one page.
fn wrk() -> anyhow::Result<PathBuf> {
    if run::find_program("wrk").is_none() {
        run::apt_install(&["wrk"])?;
    }
    run::find_program("wrk").ok_or_else(|| anyhow::anyhow!("wrk is installed, but not on the path"))
}
