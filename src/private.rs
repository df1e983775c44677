//! What is ours is ours alone: nobody else on the machine reads the secrets, the database or the bot's keys.

use std::{
    fs, io,
    os::unix::fs::{DirBuilderExt as _, PermissionsExt as _},
    path::Path,
};

use rustix::{fs::Mode, process::umask};

/// From now on whatever is made, by whichever library, can be read and changed by us alone.
pub fn begin() {
    umask(Mode::RWXG | Mode::RWXO);
}

/// Makes the folder in which everything is kept, if there is none.
pub fn make(data_dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(data_dir)
}

/// What others can get at, and how that is mended: a sentence each.
pub fn exposed(config_file: &Path, data_dir: &Path) -> Vec<String> {
    let folder = mode(data_dir).filter(|mode| mode & 0o077 != 0).map(|mode| {
        let path = data_dir.display();
        format!("data_dir {path} is open to other users (mode {mode:o}): `chmod 700 {path}` keeps its secrets")
    });
    let above = config_file.parent().filter(|above| !above.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let reached = mode(above).is_none_or(|mode| mode & 0o001 != 0);
    let file = mode(config_file).filter(|mode| mode & 0o007 != 0 && reached).map(|mode| {
        let path = config_file.display();
        format!("everybody on this machine can read {path} (mode {mode:o}): `chmod o= {path}` keeps its secrets")
    });
    folder.into_iter().chain(file).collect()
}

/// Who may do what; `None` where nothing is, which others say better.
fn mode(path: &Path) -> Option<u32> {
    fs::metadata(path).ok().map(|found| found.permissions().mode() & 0o777)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_can_get_at_is_told_with_the_command_that_mends_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let (data, config) = (folder.path().join("a/data"), folder.path().join("config.yaml"));
        make(&data).expect("made");
        assert_eq!(mode(&data), Some(0o700));
        fs::write(&config, "").expect("written");
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
        set(&config, 0o644);
        set(folder.path(), 0o700);
        assert_eq!(exposed(&config, &data), [""; 0], "nobody gets into the folder above");

        set(folder.path(), 0o755);
        set(&data, 0o750);
        let found = exposed(&config, &data);
        assert!(
            found[0].contains("(mode 750): `chmod 700 ") && found[1].contains("(mode 644): `chmod o= "),
            "{found:?}"
        );
        set(&config, 0o640);
        set(&data, 0o700);
        assert_eq!(exposed(&config, &data), [""; 0]);
    }
}
