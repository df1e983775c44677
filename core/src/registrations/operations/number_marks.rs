//! Numbers of requests and rules are never given out twice, not even after the database was restored from an older
//! backup: people still have the old cards and mails before them. The highest numbers are kept outside the database,
//! in `data_dir` and in the account data of the bot; a database that knows less skips what was given out.

use std::{
    fs::File,
    io::{self, Read, Seek, Write},
    path::PathBuf,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::{
    config::Config,
    domain::{RegistrationId, RuleId},
    registrations::Registrations,
    store::{Numbered, StoreError},
};

/// The type of the bot's account data that holds the highest numbers.
pub const ACCOUNT_DATA: &str = "org.synapse-registration.numbers";
/// Numbers go on at the next multiple of this: the last ones may have been given out without being noted.
const ROUND: i64 = 100;
/// How long a start waits for Synapse.
const PATIENCE: Duration = Duration::from_secs(5);

/// The highest numbers that were given out.
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

    /// Reads the content of an event; what is no number counts for nothing.
    #[must_use]
    pub fn of(content: &serde_json::Value) -> Self {
        let number = |key: &str| content[key].as_i64().filter(|number| (0..i64::MAX / 2).contains(number)).unwrap_or(0);
        Self { requests: number("requests"), rules: number("rules") }
    }
}

/// The file in `data_dir`, and what it holds as far as this process knows.
#[derive(Debug)]
pub(crate) struct Numbers {
    path: PathBuf,
    marks: Mutex<Marks>,
}

impl Numbers {
    pub(crate) fn new(config: &Config) -> Self {
        Self { path: config.data_dir.join("numbers.json"), marks: Mutex::default() }
    }

    fn known(&self) -> Marks {
        *self.marks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the file holds; nothing if it is not there or cannot be understood.
    fn read(&self) -> Marks {
        let text = std::fs::read_to_string(&self.path).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Notes these numbers, and gives back all that are noted.
    fn note(&self, marks: Marks) -> Marks {
        let mut known = self.marks.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = known.max(marks);
        if wanted == *known {
            return wanted;
        }
        match self.write(wanted) {
            Ok(noted) => *known = noted,
            Err(error) => {
                tracing::warn!(path = %self.path.display(), error = &error as &dyn std::error::Error, "cannot note which numbers were given out");
                *known = wanted;
            }
        }
        *known
    }

    /// Other processes with this `data_dir` write the file too.
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

impl Registrations {
    /// At a start: skips the numbers that were given out and that the database does not know.
    pub async fn settle_numbers(&self) -> Result<(), StoreError> {
        let at_synapse =
            tokio::time::timeout(PATIENCE, self.synapse().account_data(&self.bot_id(), ACCOUNT_DATA)).await;
        let at_synapse = at_synapse.ok().and_then(Result::ok).flatten().map(|content| Marks::of(&content));
        self.skip_to(self.0.numbers.read().max(at_synapse.unwrap_or_default())).await?;
        Ok(())
    }

    /// Skips the numbers that are noted in the file, and notes those that the database has given out.
    pub(crate) async fn skip_noted(&self) -> Result<(), StoreError> {
        self.skip_to(self.0.numbers.read()).await.map(drop)
    }

    /// Skips numbers up to these, if the database does not know them; gives back the highest that are known now.
    pub async fn skip_to(&self, marks: Marks) -> Result<Marks, StoreError> {
        let store = self.store();
        let mut known = Marks::default();
        for (what, mark, last) in [
            (Numbered::Requests, marks.requests, &mut known.requests),
            (Numbered::Rules, marks.rules, &mut known.rules),
        ] {
            *last = store.last_number(what).await?;
            if *last < mark {
                let to = (mark / ROUND + 1) * ROUND;
                store.skip_numbers(what, to).await?;
                tracing::warn!(
                    what = what.table(),
                    known = *last,
                    given_out = mark,
                    next = to + 1,
                    "numbers were given out that this database does not know, so it is older than they are (was it \
                     restored from a backup?); they are not given out again"
                );
                *last = to;
            }
        }
        Ok(self.0.numbers.note(known))
    }

    /// The highest numbers that this process knows of.
    #[must_use]
    pub fn numbers(&self) -> Marks {
        self.0.numbers.known()
    }

    /// A request has got this number.
    pub(crate) fn note_request(&self, id: RegistrationId) {
        self.0.numbers.note(Marks { requests: id.0, rules: 0 });
    }

    /// A rule has got this number.
    pub(crate) fn note_rule(&self, id: RuleId) {
        self.0.numbers.note(Marks { requests: 0, rules: id.0 });
    }

    fn bot_id(&self) -> String {
        let config = self.config();
        format!("@{}:{}", config.bot.username, config.synapse.domain)
    }
}
