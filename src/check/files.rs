//! `check`: the data folder, its owner, free disk space and the secret key.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use registration_core::{
    Config,
    finding::{Code, Finding, Part},
    keys::Keys,
    store::{Place, Store},
};
use rustix::fs::{Access, access, statvfs};

use super::report::Report;
use crate::permissions;

/// In bytes. The database grows by some MB a year; logs of other programs are what fills a disk.
const LOW: u64 = 256 << 20;
/// In bytes: less than a transaction of the database may need.
const FULL: u64 = 8 << 20;

/// Reports on the data folder and the files in it.
pub async fn check(config: &Config, file: &Path, report: &mut Report) {
    for exposed in permissions::exposed(file, config) {
        report.find(Finding::new(Part::Files, Code::FileExposed, exposed));
    }
    let folder = &config.data_dir;
    let Some(existing) = existing(folder) else { return };
    if let Err(error) = access(&existing, Access::WRITE_OK | Access::EXEC_OK) {
        let cause = format!("{} cannot be written by this user: {}", existing.display(), io::Error::from(error));
        report.find(Finding::new(Part::Files, Code::FolderNotWritable, cause));
    } else if existing == *folder {
        foreign_files(config, report).await;
    } else {
        report.pass(Part::Files, &format!("{} will be created at the first start", folder.display()));
    }
    match statvfs(&existing) {
        Ok(disk) => disk_space(&existing, disk.f_bavail.saturating_mul(disk.f_frsize), report),
        Err(error) => {
            let cause = format!("free space of {} is unknown: {}", existing.display(), io::Error::from(error));
            report.find(Finding::new(Part::Disk, Code::DiskLow, cause));
        }
    }
}

fn disk_space(folder: &Path, free: u64, report: &mut Report) {
    let text = format!("{} MB are free in {}", free >> 20, folder.display());
    match free {
        0..FULL => report.find(Finding::new(Part::Disk, Code::DiskFull, text)),
        FULL..LOW => report.find(Finding::new(Part::Disk, Code::DiskLow, text)),
        _ => report.pass(Part::Disk, &text),
    }
}

/// Reports files of the service that belong to another user than the folder: a command was run as root.
async fn foreign_files(config: &Config, report: &mut Report) {
    let folder = &config.data_dir;
    let Ok(owner) = fs::metadata(folder).map(|folder| folder.uid()) else { return };
    let mut files = vec![folder.join("secret_key"), folder.join("bot"), folder.join("bot.lease")];
    if let Place::Sqlite(database) = Store::place(config).await {
        let beside = |suffix: &str| PathBuf::from(format!("{}{suffix}", database.display()));
        files.extend([beside("-wal"), beside("-shm"), database]);
    }
    for file in files {
        let Ok(found) = fs::metadata(&file) else { continue };
        if found.uid() != owner {
            let (file, found, folder) = (file.display(), found.uid(), folder.display());
            let cause = format!("{file} belongs to user {found}, and the folder {folder} to user {owner}");
            let remedy =
                format!("Often a command was run as root. Run: chown --recursive --reference={folder} {folder}");
            report.find(Finding::new(Part::Files, Code::FileOwner, cause).with_remedy(remedy));
            return;
        }
    }
}

/// The keys, unless `secret_key` will be created at the first start.
pub fn keys(config: &Config, report: &mut Report) -> Option<Keys> {
    match config.existing_secret_key() {
        Ok(Some(key)) => Some(Keys::new(&key)),
        Ok(None) => {
            report.pass(Part::Key, "`secret_key` will be created at the first start");
            None
        }
        Err(error) => {
            let cause = format!("{:#}", anyhow::Error::from(error));
            report.find(Finding::new(Part::Key, Code::KeyUnusable, cause));
            None
        }
    }
}

/// The folder, or the nearest one above it that exists.
fn existing(folder: &Path) -> Option<PathBuf> {
    let absolute = std::path::absolute(folder).ok()?;
    if folder.is_dir() {
        return Some(folder.to_owned());
    }
    absolute.ancestors().find(|above| above.is_dir()).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(report: &Report) -> Vec<Code> {
        report.findings().iter().map(|finding| finding.code).collect()
    }

    #[test]
    fn little_free_space_is_a_warning_and_none_an_error() {
        for (free, expected) in [(LOW, vec![]), (LOW - 1, vec![Code::DiskLow]), (FULL - 1, vec![Code::DiskFull])] {
            let mut report = Report::new(true);
            disk_space(Path::new("/data"), free, &mut report);
            assert_eq!(codes(&report), expected, "{free}");
        }
    }

    #[tokio::test]
    async fn file_of_another_user_is_found_with_the_command_that_fixes_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = format!(
            "synapse: {{server: 'http://localhost', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
             email: {{host: localhost, port: 25, from: a@example.org}}\nadmin: {{email: []}}\ndata_dir: {}\n",
            folder.path().display()
        );
        let config = Config::parse(&text).expect("valid");
        let wal = folder.path().join("db.sqlite3-wal");
        fs::write(&wal, "").expect("written");
        let mut report = Report::new(true);
        foreign_files(&config, &mut report).await;
        assert_eq!(codes(&report), []);
        if std::os::unix::fs::chown(&wal, Some(65_534), None).is_err() {
            return; // Only root can give files away.
        }
        foreign_files(&config, &mut report).await;
        assert_eq!(codes(&report), [Code::FileOwner]);
        assert!(report.findings()[0].remedy.contains("chown --recursive --reference="), "{:?}", report.findings());
    }
}
