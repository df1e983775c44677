//! A program that is measured: it is started, observed through `/proc`, and ends when we end.

use std::{
    ffi::OsStr,
    fs::File,
    io::{Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child as Process, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};

use crate::servers::Servers;

/// `USER_HZ`: the unit of processor time on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// A program and all its descendants.
pub struct Child {
    guard: Process,
}

impl Child {
    /// Starts `command` under the child guard, with its output in `log`. Returns when the program has begun.
    pub fn start(servers: &Servers, command: &Command, log: &Path) -> anyhow::Result<Self> {
        let [python, script] = &servers.guard;
        let mut guard = Command::new(python);
        guard.arg(script).arg(command.get_program()).args(command.get_args());
        for (key, value) in command.get_envs() {
            if let Some(value) = value {
                guard.env(key, value);
            }
        }
        if let Some(folder) = command.get_current_dir() {
            guard.current_dir(folder);
        }
        let log = File::create(log)?;
        guard.stdin(Stdio::piped()).stdout(log.try_clone()?).stderr(log);
        let guard = guard.spawn().with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let mut child = Self { guard };
        while !child.has_begun(command.get_program()) {
            child.check()?;
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(child)
    }

    /// Whether the guard has started the program.
    fn has_begun(&self, program: &OsStr) -> bool {
        let is_it = |pid: &u32| {
            let line = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).next() == Some(program.as_encoded_bytes())
        };
        self.family().iter().any(is_it)
    }

    /// Fails if it has stopped.
    pub fn check(&mut self) -> anyhow::Result<()> {
        ensure!(self.guard.try_wait()?.is_none(), "the program has stopped");
        Ok(())
    }

    /// Waits until `GET /` answers 200, and returns the seconds that it took.
    pub fn answers(&mut self, port: u16) -> anyhow::Result<f64> {
        let began = Instant::now();
        while !is_served(port) {
            self.check()?;
            ensure!(began.elapsed() < Duration::from_mins(1), "nothing answers on port {port}");
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(began.elapsed().as_secs_f64())
    }

    /// Processor time so far, in seconds.
    pub fn cpu(&self) -> f64 {
        let ticks = |pid: &u32| {
            let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            let fields: Vec<f64> = after_name(&stat).filter_map(|field| field.parse().ok()).collect();
            // utime and stime are the fields 14 and 15; the first here is ppid, the fourth.
            fields.get(10).zip(fields.get(11)).map_or(0.0, |(user, system)| user + system)
        };
        self.family().iter().map(ticks).sum::<f64>() / TICKS_PER_SECOND
    }

    /// Memory in use, in megabytes; shared memory is counted once (`Pss`).
    pub fn memory(&self) -> f64 {
        self.family().iter().map(|pid| kilobytes(&format!("/proc/{pid}/smaps_rollup"), "Pss:")).sum::<f64>() / 1024.0
    }

    /// Resident memory, in megabytes (`VmRSS`).
    pub fn resident(&self) -> f64 {
        self.family().iter().map(|pid| kilobytes(&format!("/proc/{pid}/status"), "VmRSS:")).sum::<f64>() / 1024.0
    }

    /// All descendants of the guard, without the guard itself.
    fn family(&self) -> Vec<u32> {
        let pids = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let parents: Vec<(u32, u32)> = pids
            .filter_map(|entry| {
                let pid = entry.file_name().to_str()?.parse().ok()?;
                let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
                Some((pid, after_name(&stat).next()?.parse().ok()?))
            })
            .collect();
        let mut family = vec![self.guard.id()];
        let mut next = 0;
        while let Some(&parent) = family.get(next) {
            family.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| *pid));
            next += 1;
        }
        family.split_off(1)
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

/// The fields of `/proc/PID/stat` after the program's name, which may contain anything, and its state.
fn after_name(stat: &str) -> impl Iterator<Item = &str> {
    stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().skip(1)
}

fn kilobytes(file: &str, name: &str) -> f64 {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0.0)
}

fn is_served(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    let request = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    let mut begins = [0; 12];
    stream.write_all(request.as_bytes()).is_ok() && stream.read_exact(&mut begins).is_ok() && begins.ends_with(b"200")
}
