//! A child process that ends when we end, even if we are killed: see `fixtures/child_guard.py`.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::{
    python::python,
    wait::{PAUSE, interrupted},
};
use crate::paths;

/// Longer than the script gives the child to stop.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// Where a child's output goes.
#[derive(Clone, Copy)]
pub enum Output<'a> {
    /// To our own output.
    Shown,
    /// To a file.
    Log(&'a Path),
}

/// A running child. It is ended, with everything that it started, when this is dropped.
pub struct ChildGuard {
    name: String,
    log: Option<PathBuf>,
    child: Child,
}

impl ChildGuard {
    /// Starts `command`, with an empty standard input.
    pub fn start(name: &str, command: &Command, output: Output) -> anyhow::Result<Self> {
        let mut guard = Command::new(python()?);
        guard.arg(paths::script("child_guard.py")).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            match value {
                Some(value) => guard.env(key, value),
                None => guard.env_remove(key),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            guard.current_dir(folder);
        }
        let mut log = None;
        if let Output::Log(path) = output {
            let file = create(path)?;
            guard.stdout(file.try_clone()?).stderr(file);
            log = Some(path.to_owned());
        }
        // A process group of its own: Ctrl-C reaches only us, and we end the children in order.
        let child = guard.stdin(Stdio::piped()).process_group(0).spawn();
        let child = child.with_context(|| format!("cannot start {name}"))?;
        Ok(Self { name: name.to_owned(), log, child })
    }

    /// Fails when the child is no longer running, with the end of its log.
    pub fn check(&mut self) -> anyhow::Result<()> {
        match self.child.try_wait()? {
            None => Ok(()),
            Some(status) => bail!("{} stopped ({status}){}", self.name, log_end(self.log.as_deref())),
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

    /// Waits as `wait` does; a failure is an error with the end of the log.
    pub fn succeed(self, limit: Duration) -> anyhow::Result<()> {
        let (name, log) = (self.name.clone(), self.log.clone());
        let status = self.wait(limit)?;
        if !status.success() {
            bail!("{name} failed ({status}){}", log_end(log.as_deref()));
        }
        Ok(())
    }
}

fn create(path: &Path) -> anyhow::Result<File> {
    File::create(path).with_context(|| format!("cannot write {}", path.display()))
}

fn log_end(log: Option<&Path>) -> String {
    log.map_or(String::new(), |log| format!("; {} ends: {}", log.display(), tail(log)))
}

/// The last line of a log, in which most programs say why they stopped.
fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_default();
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    last.unwrap_or_default().trim().to_owned()
}

impl Drop for ChildGuard {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let deadline = Instant::now() + STOP_TIMEOUT;
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
