//! The highest numbers of requests and rules, kept outside the database: in `data_dir` and in the bot's account data.
//! After a restore from an older backup, numbers that people know from cards and mails are not used again.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::PathBuf,
};

use serde::{Deserialize, Serialize};

use crate::{config::Config, lock::Lock};

/// The type of the bot's account data with the highest numbers.
pub const ACCOUNT_DATA: &str = "org.synapse-registration.numbers";
/// The highest numbers that were used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// Of requests.
    pub requests: i64,
    /// Of rules.
    pub rules: i64,
}

impl Marks {
    /// The higher one of each.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self { requests: self.requests.max(other.requests), rules: self.rules.max(other.rules) }
    }

    /// Reads the content of an event and ignores what is not a number.
    #[must_use]
    pub fn of(content: &serde_json::Value) -> Self {
        let number = |key: &str| content[key].as_i64().filter(|number| (0..i64::MAX / 2).contains(number)).unwrap_or(0);
        Self { requests: number("requests"), rules: number("rules") }
    }
}

/// The file in `data_dir` and its last known content.
#[derive(Debug)]
pub(crate) struct Numbers {
    path: PathBuf,
    marks: Lock<Marks>,
}

impl Numbers {
    pub(crate) fn new(config: &Config) -> Self {
        Self { path: config.data_dir.join("numbers.json"), marks: Lock::default() }
    }

    pub(crate) fn known(&self) -> Marks {
        *self.marks.lock()
    }

    /// The content of the file; zeros if it is missing or cannot be read.
    pub(crate) fn read(&self) -> Marks {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Saves these numbers if they are higher, and returns the highest.
    pub(crate) fn note(&self, marks: Marks) -> Marks {
        let mut known = self.marks.lock();
        let wanted = known.max(marks);
        if wanted == *known {
            return wanted;
        }
        match self.write(wanted) {
            Ok(noted) => *known = noted,
            Err(error) => {
                tracing::warn!(path = %self.path.display(), error = &error as &dyn std::error::Error, "cannot save the highest numbers");
                *known = wanted;
            }
        }
        *known
    }

    /// Locks the file, because other processes with this `data_dir` write it too.
    fn write(&self, marks: Marks) -> io::Result<Marks> {
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&self.path)?;
        file.lock()?;
        let mut text = String::new();
        file.read_to_string(&mut text)?;
        let marks = serde_json::from_str::<Marks>(&text).unwrap_or_default().max(marks);
        let text = serde_json::to_vec(&marks)?;
        file.rewind()?;
        file.write_all(&text)?;
        file.set_len(text.len() as u64)?;
        Ok(marks)
    }
}
