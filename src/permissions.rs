//! File permissions: other users of the machine cannot read the secrets, the database or the bot's keys.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use registration_core::Config;
use rustix::{fs::Mode, process::umask};

/// Lets only our own user access the files that this process creates, libraries included.
pub fn restrict() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Creates the data folder, if it does not exist.
pub fn create_private_dir(data_dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data_dir)
}

/// One sentence for each path that other users can access, with the command that fixes it.
pub fn exposed(config_file: &Path, config: &Config) -> Vec<String> {
    let data_dir = &config.data_dir;
    let folder = mode(data_dir).filter(|mode| mode & 0o077 != 0).map(|mode| {
        let path = data_dir.display();
        format!("data_dir {path} is open to other users (mode {mode:o}): `chmod 700 {path}` keeps its secrets")
    });
    let above = config_file.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let reached = mode(above).is_none_or(|mode| mode & 0o001 != 0);
    let file = mode(config_file).filter(|mode| mode & 0o007 != 0 && reached).map(|mode| readable(config_file, mode));
    let managed = managed();
    let secrets = config.secret_files.iter().filter_map(|secret| {
        let mode = mode(&secret.path).filter(|mode| mode & 0o007 != 0)?;
        let is_managed =
            fs::canonicalize(&secret.path).is_ok_and(|path| managed.iter().any(|managed| path.starts_with(managed)));
        (!is_managed).then(|| format!("`{}`: {}", secret.key, readable(&secret.path, mode)))
    });
    folder.into_iter().chain(file).chain(secrets).collect()
}

fn readable(path: &Path, mode: u32) -> String {
    let path = path.display();
    format!("every user of this machine can read {path} (mode {mode:o}): `chmod o= {path}` keeps its secrets")
}

/// Folders in which Docker and systemd keep secrets with their own modes.
fn managed() -> Vec<PathBuf> {
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from);
    let folders = [Some(PathBuf::from("/run/secrets")), credentials];
    folders.into_iter().flatten().filter_map(|folder| fs::canonicalize(folder).ok()).collect()
}

/// The mode of a path; `None` if it does not exist, which is reported elsewhere.
fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|found| found.permissions().mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config_in(data: &Path, more: &str) -> Config {
        let text = format!(
            "synapse: {{server: 'http://localhost', domain: example.org, admin_token: t}}\nhosts: [example.org]\n\
             email: {{host: localhost, port: 25, from: a@example.org}}\nadmin: {{email: []}}\ndata_dir: {}\n{more}",
            data.display()
        );
        Config::parse(&text).expect("valid")
    }

    fn set(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    }

    #[test]
    fn exposed_paths_are_reported_with_the_fix() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, file) = (folder.path().join("a/data"), folder.path().join("config.yaml"));
        create_private_dir(&data).expect("created");
        assert_eq!(mode(&data), Some(0o700));
        fs::write(&file, "").expect("written");
        let config = config_in(&data, "");
        set(&file, 0o644);
        set(folder.path(), 0o700);
        assert_eq!(exposed(&file, &config), [""; 0], "nobody gets into the folder above");

        set(folder.path(), 0o755);
        set(&data, 0o750);
        let found = exposed(&file, &config);
        assert!(
            found[0].contains("(mode 750): `chmod 700 ") && found[1].contains("(mode 644): `chmod o= "),
            "{found:?}"
        );
        set(&file, 0o640);
        set(&data, 0o700);
        assert_eq!(exposed(&file, &config), [""; 0]);
    }

    #[test]
    fn a_world_readable_secret_file_is_reported() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, key) = (folder.path().join("data"), folder.path().join("key"));
        create_private_dir(&data).expect("created");
        fs::write(&key, "0123456789abcdef").expect("written");
        let config = config_in(&data, &format!("secret_key_file: {}\n", key.display()));
        let file = folder.path().join("config.yaml");
        set(&key, 0o604);
        let found = exposed(&file, &config);
        assert!(
            found.len() == 1 && found[0].starts_with("`secret_key_file`: ") && found[0].contains("chmod o="),
            "{found:?}"
        );
        set(&key, 0o640);
        assert_eq!(exposed(&file, &config), [""; 0]);
    }
}
