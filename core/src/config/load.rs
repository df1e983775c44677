//! From a file to a [`Config`], or to one line that says what is wrong and where.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};

use super::{Config, Warning, issue::Issue, raw::RawConfig, secrets, yaml};

/// Why there is no config.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// There is no such file.
    #[error("there is no config file {}: name yours with --config PATH, or in the variable CONFIG_PATH", path.display())]
    Missing {
        /// Which file.
        path: PathBuf,
    },
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file says something that it cannot say; the message names the key and the line, and quotes no value.
    #[error("{}: {message}", path.display())]
    Nonsense {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        message: String,
    },
    /// No `secret_key`, and none can be kept in `data_dir`.
    #[error("cannot keep a secret key in {}", path.display())]
    SecretKey {
        /// Where it would be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl Config {
    /// Reads the file at `path`. Nothing else is read but the files that it names for secrets.
    ///
    /// # Errors
    /// The file is missing, or says something that it cannot say.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let bytes = fs::read(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ConfigError::Missing { path: path.to_owned() },
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        let bytes = Zeroizing::new(bytes);
        let nonsense = |message: String| ConfigError::Nonsense { path: path.to_owned(), message };
        let text = secrets::decode(&bytes).map_err(|error| nonsense(format!("the file {error}")))?;
        let text = Zeroizing::new(text);
        Self::parse(&text).map_err(nonsense)
    }

    /// Reads a config from YAML text; the error names the key's path and its line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = yaml::read::<RawConfig>(text).map_err(|error| error.to_string())?;
        let mut config = document.content.resolve().map_err(|Issue { path, message }| {
            let line = document.lines.line(&path).map_or_else(String::new, |line| format!(", line {line}"));
            format!("{path}: {message}{line}")
        })?;
        let duplicates = document.duplicates.into_iter();
        config.warnings.extend(duplicates.map(|yaml::Duplicate { path, line }| Warning::Duplicate { path, line }));
        Ok(config)
    }

    /// The operator's secret key, else the one that is kept in `data_dir`, made if there is none.
    ///
    /// # Errors
    /// The file can neither be read nor written, or its key can be guessed.
    pub fn secret_key(&self) -> Result<SecretString, ConfigError> {
        if let Some(key) = &self.secret_key {
            return Ok(key.clone());
        }
        let path = self.data_dir.join("secret_key");
        read_or_create(&path).map_err(|source| ConfigError::SecretKey { path, source })
    }
}

fn read_or_create(path: &Path) -> io::Result<SecretString> {
    match fs::read(path).map(Zeroizing::new) {
        Ok(bytes) => {
            let text =
                Zeroizing::new(secrets::decode(&bytes).map_err(|error| io::Error::other(format!("the file {error}")))?);
            let key = SecretString::from(text.trim());
            return secrets::check_key(&key).map(|()| key).map_err(io::Error::other);
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let key = SecretString::from(URL_SAFE_NO_PAD.encode(*Zeroizing::new(rand::random::<[u8; 32]>())));
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(key.expose_secret().as_bytes())?;
    file.sync_all()?;
    Ok(key)
}

#[cfg(test)]
mod tests;
