//! Loads a [`Config`] from a file, or returns an error of one line with key and line number.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use super::{Config, Warning, folder::Folder, issue::Issue, raw::RawConfig, secrets, yaml};

/// Why the config cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file does not exist.
    #[error("there is no config file {}: name yours with --config PATH, or in the variable CONFIG_PATH", path.display())]
    Missing {
        /// The path of the file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The path of the file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The file is invalid. The message names the key and the line, and quotes no value.
    #[error("{}: {message}", path.display())]
    Invalid {
        /// The path of the file.
        path: PathBuf,
        /// The problem and its place.
        message: String,
    },
    /// There is no `secret_key`, and none can be stored in `data_dir`.
    #[error("cannot read or create the secret key {}", path.display())]
    SecretKey {
        /// The path of the key.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
}

impl Config {
    /// Reads the file at `path`, and the files that it names for secrets.
    ///
    /// # Errors
    /// The file is missing, unreadable or invalid.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let bytes = fs::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ConfigError::Missing { path: path.to_owned() },
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        let bytes = Zeroizing::new(bytes);
        let invalid = |message: String| ConfigError::Invalid { path: path.to_owned(), message };
        let text = secrets::decode(&bytes).map_err(|error| invalid(format!("the file {error}")))?;
        let text = Zeroizing::new(text);
        Self::parse_in(&text, Folder::of(path)).map_err(invalid)
    }

    /// Parses a config from YAML text. An error names the key's path and its line.
    ///
    /// ```
    /// use registration_core::Config;
    ///
    /// let error = Config::parse("hosts: [register.example.org]\nemail: {port: many}\n").unwrap_err();
    /// assert_eq!(error, "email.port: expected a whole number from 0 to 65535, found a text, line 2");
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        Self::parse_in(text, Folder::default())
    }

    /// Parses the text of a file in this folder.
    fn parse_in(text: &str, folder: Folder) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = yaml::read::<RawConfig>(text).map_err(|error| error.to_string())?;
        let mut config = document.content.resolve(folder).map_err(|Issue { path, message }| {
            let line = document.lines.line(&path).map_or_else(String::new, |line| format!(", line {line}"));
            format!("{path}: {message}{line}")
        })?;
        let duplicates = document.duplicates.into_iter();
        config.warnings.extend(duplicates.map(|yaml::Duplicate { path, line }| Warning::Duplicate { path, line }));
        Ok(config)
    }

    /// The secret key of the config. If it has none, the one in `data_dir`, which is created if it is missing.
    ///
    /// # Errors
    /// The key's file can be neither read nor created, or the key is too weak.
    pub fn secret_key(&self) -> Result<SecretString, ConfigError> {
        if let Some(key) = &self.secret_key {
            return Ok(key.clone());
        }
        let path = self.data_dir.join("secret_key");
        let read = read(&path).and_then(|key| key.map_or_else(|| create(&path), Ok));
        read.map_err(|source| ConfigError::SecretKey { path, source })
    }

    /// The key, unless it will be created at the first start. Creates nothing.
    ///
    /// # Errors
    /// The key's file cannot be read, or the key is too weak.
    pub fn existing_secret_key(&self) -> Result<Option<SecretString>, ConfigError> {
        if self.secret_key.is_some() {
            return Ok(self.secret_key.clone());
        }
        let path = self.data_dir.join("secret_key");
        read(&path).map_err(|source| ConfigError::SecretKey { path, source })
    }

    /// Copies the secret key into a new file that only its owner can read; `false` means that there is none.
    ///
    /// # Errors
    /// The key cannot be read, or the file exists or cannot be created.
    pub fn copy_secret_key(&self, to: &Path) -> Result<bool, ConfigError> {
        let Some(key) = self.existing_secret_key()? else { return Ok(false) };
        write_new(to, &key).map_err(|source| ConfigError::SecretKey { path: to.to_owned(), source })?;
        Ok(true)
    }
}

/// The key in this file; `None` if there is no file.
fn read(path: &Path) -> io::Result<Option<SecretString>> {
    let bytes = match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let text = Zeroizing::new(secrets::decode(&bytes).map_err(|error| io::Error::other(format!("the file {error}")))?);
    let key = SecretString::from(text.trim());
    secrets::check_key(&key).map(|()| Some(key)).map_err(io::Error::other)
}

fn create(path: &Path) -> io::Result<SecretString> {
    let key = SecretString::from(URL_SAFE_NO_PAD.encode(*Zeroizing::new(rand::random::<[u8; 32]>())));
    write_new(path, &key)?;
    Ok(key)
}

fn write_new(path: &Path, key: &SecretString) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests;
