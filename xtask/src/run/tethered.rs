//! A child process that ends when we do, however we end: see `fixtures/tether.py`.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::{PAUSE, interrupted, tail};
use crate::{fixtures::python, paths};

/// Longer than the tether's own grace.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where a child's words go.
#[derive(Clone, Copy)]
pub enum Output<'a> {
    /// To our own output.
    Shown,
    /// Into a file.
    Log(&'a Path),
}

/// A running child, ended with everything that it started when this is dropped.
pub struct Tethered {
    name: String,
    log: Option<PathBuf>,
    child: Child,
}

impl Tethered {
    /// Starts `command`. Its standard input is empty.
    pub fn start(name: &str, command: &Command, output: Output) -> anyhow::Result<Self> {
        let mut tether = Command::new(python::interpreter()?);
        tether.arg(paths::script("tether.py")).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => tether.env(key, value),
                None => tether.env_remove(key),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            tether.current_dir(folder);
        }
        let mut log = None;
        if let Output::Log(path) = output {
            let file = create(path)?;
            tether.stdout(file.try_clone()?).stderr(file);
            log = Some(path.to_owned());
        }
        // A group of its own: Ctrl-C reaches us alone, and we end the rest in order.
        let child = tether.stdin(Stdio::piped()).process_group(0).spawn();
        let child = child.with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), log, child })
    }

    /// Fails when the child is no longer running, with the end of its log.
    pub fn check(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} stopped ({status}){}", self.name, self.last_words()),
        }
    }

    /// Waits for the child to end by itself, for `limit` at most.
    ///
    /// # Errors
    /// On an interruption and on `limit`; the child is then ended.
    pub fn wait(mut self, limit: Duration) -> anyhow::Result<ExitStatus> {
        let deadline = Instant::now() + limit;
        loop {
            if let Some(status) = self.child.try_wait()? {
                return Ok(status);
            }
            if interrupted() {
                bail!("interrupted");
            }
            if Instant::now() > deadline {
                bail!("{} took longer than {} minutes", self.name, limit.as_secs() / 60);
            }
            std::thread::sleep(PAUSE);
        }
    }

    /// Waits as above; an unhappy end is an error with the end of the log.
    pub fn succeed(self, limit: Duration) -> anyhow::Result<()> {
        let (name, words) = (self.name.clone(), self.log.clone());
        let status = self.wait(limit)?;
        if !status.success() {
            bail!("{name} failed ({status}){}", last_words(words.as_deref()));
        }
        Ok(())
    }

    fn last_words(&self) -> String {
        last_words(self.log.as_deref())
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

fn last_words(log: Option<&Path>) -> String {
    log.map_or(String::new(), |log| format!("; {} ends: {}", log.display(), tail(log)))
}

impl Drop for Tethered {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(PAUSE);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
