//! Reads secrets from the config file or from separate files, and checks their strength.

use std::{
    fs,
    path::{Path, PathBuf},
};

use secrecy::{
    ExposeSecret, SecretString,
    zeroize::{Zeroize, Zeroizing},
};

use super::{folder::Folder, issue::Issue};

/// A key with fewer characters can be guessed.
const LEAST_CHARACTERS: usize = 16;
const LEAST_DISTINCT: usize = 8;

/// A file named by a `<key>_file`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretFile {
    /// The key, such as `email.password_file`.
    pub key: String,
    /// Its path.
    pub path: PathBuf,
}

/// Reads secrets, and collects the files that contain them.
#[derive(Debug, Default)]
pub(super) struct Secrets {
    pub folder: Folder,
    pub files: Vec<SecretFile>,
}

impl Secrets {
    /// For a config file in this folder.
    pub(super) const fn new(folder: Folder) -> Self {
        Self { folder, files: vec![] }
    }

    /// The secret of `key`: from the config file, or from the file that `<key>_file` names.
    pub(super) fn take(
        &mut self,
        key: &str,
        here: Option<SecretString>,
        file: Option<PathBuf>,
    ) -> Result<Option<SecretString>, Issue> {
        let short = key.rsplit('.').next().unwrap_or(key);
        match (here, file) {
            (Some(_), Some(_)) => Err(Issue::at(
                format!("{key}_file"),
                format!("`{short}` and `{short}_file` are both given; keep one of them"),
            )),
            (here, None) => Ok(here),
            (None, Some(path)) => {
                let (key, path) = (format!("{key}_file"), self.folder.locate(path));
                let secret = read(&path).map_err(|error| Issue::at(&key, error))?;
                self.files.push(SecretFile { key, path });
                Ok(Some(secret))
            }
        }
    }
}

/// Errors do not quote the path: somebody may have written the secret in its place.
fn read(path: &Path) -> Result<SecretString, String> {
    let bytes = Zeroizing::new(fs::read(path).map_err(|error| format!("cannot read the file that it names: {error}"))?);
    let text = Zeroizing::new(decode(&bytes).map_err(|error| format!("the file that it names {error}"))?);
    match text.trim() {
        "" => Err("the file that it names is empty".to_owned()),
        secret => Ok(SecretString::from(secret)),
    }
}

/// Decodes a file: UTF-8, with or without a byte order mark.
///
/// # Errors
/// Names the file's encoding.
pub(super) fn decode(bytes: &[u8]) -> Result<String, &'static str> {
    let utf8 = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if utf8.starts_with(b"\xff\xfe") || utf8.starts_with(b"\xfe\xff") || utf8.contains(&0) {
        return Err("is UTF-16 or UTF-32; save it as UTF-8");
    }
    std::str::from_utf8(utf8).map(str::to_owned).map_err(|_| "is not UTF-8; save it as UTF-8")
}

/// Checks that the key cannot be guessed.
///
/// # Errors
/// Says what a key needs, and how to create one.
pub(super) fn check_key(key: &SecretString) -> Result<(), String> {
    let mut characters: Vec<char> = key.expose_secret().trim().chars().collect();
    let count = characters.len();
    characters.sort_unstable();
    characters.dedup();
    let is_strong = count >= LEAST_CHARACTERS && characters.len() >= LEAST_DISTINCT;
    characters.zeroize();
    if is_strong {
        return Ok(());
    }
    Err(format!(
        "the key can be guessed: it needs {LEAST_CHARACTERS} characters or more, {LEAST_DISTINCT} of them different. \
         `openssl rand -base64 32` creates one; without `secret_key`, the service creates one and keeps it in `data_dir`"
    ))
}

/// Whether the secret can be a token: it has no spaces and no line breaks.
pub(super) fn is_token(secret: &SecretString) -> bool {
    secret.expose_secret().bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_keys_are_refused() {
        for (key, is_strong) in [
            ("", false),
            ("x", false),
            ("changeme", false),
            ("abcdefghijklmno", false),
            ("aaaaaaaaaaaaaaaaaaaaaaaa", false),
            ("abcabcabcabcabcabcabcabc", false),
            ("                abcdefgh", false),
            ("abcdefghabcdefgh", true),
            ("a key for a town", true),
        ] {
            assert_eq!(check_key(&SecretString::from(key)).is_ok(), is_strong, "{key:?}");
        }
    }

    #[test]
    fn byte_order_mark_is_skipped_and_utf_16_refused() {
        assert_eq!(decode(b"\xef\xbb\xbfsecret\r\n").as_deref(), Ok("secret\r\n"));
        for bytes in [&b"\xff\xfes\0"[..], b"\xfe\xff\0s", b"s\0e\0", b"\0s\0e"] {
            assert!(decode(bytes).is_err_and(|error| error.contains("UTF-16")), "{bytes:?}");
        }
        assert!(decode(b"caf\xe9").is_err_and(|error| error.contains("UTF-8")));
    }
}
