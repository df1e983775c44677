//! `backup`: copies the database, verifies the copy, and deletes old ones.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use jiff::Timestamp;
use registration_core::{
    Config,
    keys::Keys,
    store::{BackupSummary, Store},
};

use crate::{
    cli::BackupArguments,
    output::{complain, outln},
    table,
};

/// The name of a backup in a folder, before and after its time.
const NAME: (&str, &str) = ("registration-", ".sqlite3");
/// The time in a name; sorted by name, backups are sorted by time.
const TIME: &str = "%Y%m%dT%H%M%SZ";

/// Runs the command, and prints the result.
pub async fn run(config: &Config, arguments: BackupArguments) -> anyhow::Result<()> {
    if let Some(file) = arguments.verify {
        let summary = verify(config, &file).await?;
        outln!("{} is a sound backup: {}.", file.display(), describe(&summary));
        return Ok(());
    }
    let Some(path) = arguments.path else { bail!("name a file or a folder") };
    let folder = path.is_dir().then(|| path.clone());
    if arguments.keep.is_some() && folder.is_none() {
        bail!("--keep deletes backups in a folder: name a folder that exists, not a file");
    }
    let file = match &folder {
        Some(folder) => folder.join(format!("{}{}{}", NAME.0, Timestamp::now().strftime(TIME), NAME.1)),
        None => path,
    };
    Store::back_up(config, &file).await?;
    let summary = match verify(config, &file).await {
        Ok(summary) => summary,
        Err(error) => {
            let _ = fs::remove_file(&file);
            return Err(error.context("the copy is not usable, and was deleted"));
        }
    };
    outln!("The database is copied to {}, and verified: {}.", file.display(), describe(&summary));
    if arguments.with_key {
        copy_key(config, &file)?;
    } else {
        outln!("Keep a copy of the secret key elsewhere.");
    }
    if let (Some(folder), Some(keep)) = (folder, arguments.keep) {
        for old in prune(&folder, usize::from(keep))? {
            outln!("Deleted: {}", old.display());
        }
    }
    Ok(())
}

/// Verifies a backup with the key beside it, or else with the one that the service uses.
async fn verify(config: &Config, file: &Path) -> anyhow::Result<BackupSummary> {
    let beside = key_file(file);
    let keys = if beside.exists() {
        let text = fs::read_to_string(&beside).with_context(|| format!("cannot read {}", beside.display()))?;
        Some(Keys::new(&text.trim().to_owned().into()))
    } else {
        config.existing_secret_key()?.as_ref().map(Keys::new)
    };
    let summary = Store::verify_backup(file, keys.as_ref()).await?;
    if summary.knows_key == Some(false) {
        bail!(
            "the file is sound, but it was made with another secret key than the one {}",
            if beside.exists() { "beside it" } else { "of the config: keep that key with it" }
        );
    }
    Ok(summary)
}

fn key_file(file: &Path) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(".secret_key");
    name.into()
}

fn copy_key(config: &Config, file: &Path) -> anyhow::Result<()> {
    let path = key_file(file);
    if !config.copy_secret_key(&path)? {
        bail!("there is no secret key to copy");
    }
    outln!("The secret key is copied to {}.", path.display());
    complain(format_args!(
        "warning: anyone who has the backup and the key can read mailed links that are still valid and the bot's messages. \
         Keep them in different places, or encrypt them."
    ));
    Ok(())
}

/// Deletes all but the newest backups, with their keys. Other files are left alone.
fn prune(folder: &Path, keep: usize) -> anyhow::Result<Vec<PathBuf>> {
    let failed = || format!("cannot delete old backups in {}", folder.display());
    let mut backups = vec![];
    for entry in fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        if entry.file_name().to_str().is_some_and(is_backup) && entry.path().is_file() {
            backups.push(entry.path());
        }
    }
    backups.sort_unstable();
    let old = backups.len().saturating_sub(keep);
    backups.truncate(old);
    for backup in &backups {
        fs::remove_file(backup).with_context(failed)?;
        let key = key_file(backup);
        if key.exists() {
            fs::remove_file(key).with_context(failed)?;
        }
    }
    Ok(backups)
}

/// Whether a file has the name of a backup that `backup FOLDER` made.
fn is_backup(name: &str) -> bool {
    let time = name.strip_prefix(NAME.0).and_then(|name| name.strip_suffix(NAME.1));
    time.is_some_and(|time| {
        let shape = |(index, byte): (usize, u8)| match index {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        };
        time.len() == 16 && time.bytes().enumerate().all(shape)
    })
}

fn describe(of: &BackupSummary) -> String {
    let BackupSummary { requests, last_number, pending, queued, last_event, knows_key } = of;
    let last = last_event.map_or_else(String::new, |at| format!(", the last change on {}", table::when(at)));
    let key = if *knows_key == Some(true) { ", made with this secret key" } else { "" };
    format!("{requests} requests up to #{last_number}, {pending} pending, {queued} effects in the outbox{last}{key}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_backups_and_their_keys_are_deleted() {
        let folder = tempfile::tempdir().expect("a folder");
        let days = ["20261126", "20261127", "20261128"].map(|day| format!("registration-{day}T040000Z.sqlite3"));
        let others = ["db.sqlite3", "registration-2026.sqlite3", "registration-20261101T040000Z.sqlite3.old", "notes"];
        let keys = [format!("{}.secret_key", days[0]), format!("{}.secret_key", days[2])];
        for name in days.iter().chain(&keys).map(String::as_str).chain(others) {
            fs::write(folder.path().join(name), "").expect("written");
        }
        let deleted = prune(folder.path(), 2).expect("deleted");
        assert_eq!(deleted, [folder.path().join(&days[0])]);
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("text"))
            .collect();
        left.sort_unstable();
        let mut expected: Vec<&str> =
            [&days[1], &days[2], &keys[1]].into_iter().map(String::as_str).chain(others).collect();
        expected.sort_unstable();
        assert_eq!(left, expected);
        assert_eq!(prune(folder.path(), 5).expect("nothing to do"), Vec::<PathBuf>::new());
    }
}
