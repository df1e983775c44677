//! Numbers of requests and rules are never used twice, even after the database was restored from a backup.

use std::time::Duration;

use super::number_marks::{ACCOUNT_DATA, Marks};
use crate::{
    domain::{RegistrationId, RuleId},
    registrations::context::{Operations, Registrations},
    store::{Numbered, StoreError},
};

/// Numbering continues at the next multiple of this: the last numbers may have been used without being saved.
const ROUND: i64 = 100;
/// How long a start waits for Synapse.
const TIMEOUT: Duration = Duration::from_secs(5);

impl Operations {
    /// At startup: skips numbers that were used but that the database does not know.
    pub async fn settle_numbers(&self) -> Result<(), StoreError> {
        let at_synapse = tokio::time::timeout(TIMEOUT, self.synapse().account_data(&self.bot_id(), ACCOUNT_DATA)).await;
        let at_synapse = at_synapse.ok().and_then(Result::ok).flatten().map(|content| Marks::of(&content));
        self.skip_to(self.0.numbers.read().max(at_synapse.unwrap_or_default())).await?;
        Ok(())
    }

    /// The highest numbers that this process knows.
    #[must_use]
    pub fn numbers(&self) -> Marks {
        self.0.numbers.known()
    }

    fn bot_id(&self) -> String {
        let config = self.config();
        format!("@{}:{}", config.bot.username, config.synapse.domain)
    }
}

impl Registrations {
    /// Skips the numbers that are saved in the file, and saves those that the database has used.
    pub(crate) async fn skip_noted(&self) -> Result<(), StoreError> {
        self.skip_to(self.0.numbers.read()).await.map(drop)
    }

    /// Skips numbers up to these that the database does not know, and returns the highest known ones.
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
                    used = mark,
                    next = to + 1,
                    "numbers were used that this database does not know (was it restored from an older backup?); they \
                     are skipped"
                );
                *last = to;
            }
        }
        Ok(self.0.numbers.note(known))
    }

    /// Saves the number of a new request.
    pub(crate) fn note_request(&self, id: RegistrationId) {
        self.0.numbers.note(Marks { requests: id.0, rules: 0 });
    }

    /// Saves the number of a new rule.
    pub(crate) fn note_rule(&self, id: RuleId) {
        self.0.numbers.note(Marks { requests: 0, rules: id.0 });
    }
}
