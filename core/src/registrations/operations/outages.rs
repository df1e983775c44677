//! Outages: the log tells the beginning and the end of each outage once, whatever fails because of it in between.

use std::collections::btree_map::Entry;

use super::status::Answer;
use crate::{
    finding::{Finding, Part},
    registrations::context::Registrations,
};

impl Registrations {
    /// Notes that a part does not work. Only the beginning of an outage is logged as an error.
    pub fn note_down(&self, part: Part, finding: &Finding) {
        let now = self.clock().uptime();
        let is_new = match self.0.health.outages.lock().entry(part) {
            Entry::Vacant(place) => {
                place.insert(now);
                true
            }
            Entry::Occupied(_) => false,
        };
        let Finding { code, cause, remedy, .. } = finding;
        let (code, manual) = (code.as_str(), finding.manual());
        if is_new {
            tracing::error!(%part, code, cause, remedy, manual, "a part of the service does not work");
        } else {
            tracing::debug!(%part, code, cause, "the part still does not work");
        }
    }

    /// Notes that the bot does not work. If the cause is the database or Synapse, it is their outage.
    pub fn note_bot_down(&self, finding: &Finding) {
        let part = match finding.part {
            Part::Database => Part::Database,
            Part::Synapse | Part::Token | Part::Logins | Part::Domain => Part::Synapse,
            _ => Part::Bot,
        };
        self.note_down(part, finding);
    }

    /// Notes that a part works. The end of an outage is logged.
    pub fn note_up(&self, part: Part) {
        let ended = self.0.health.outages.lock().remove(&part);
        if let Some(since) = ended {
            let down_s = self.clock().uptime().saturating_sub(since).as_secs();
            tracing::info!(%part, down_s, "the part works again");
        }
    }

    /// Whether an outage of this part has been logged, and has not ended.
    #[must_use]
    pub fn is_down(&self, part: Part) -> bool {
        self.0.health.outages.lock().contains_key(&part)
    }

    /// Notes the result of a check.
    pub(super) fn note_part(&self, part: Part, answer: &Answer) {
        match answer {
            Answer::Well(_) => self.note_up(part),
            Answer::Ill(finding) => self.note_down(part, finding),
        }
    }
}
