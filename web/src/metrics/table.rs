//! The table of metrics. `docs/metrics.md` lists them, and the alerts and the dashboard in `contrib/` use them: tests
//! compare all three with the table.

/// Whether a metric goes up only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It goes up and down.
    Gauge,
    /// It goes up, and begins at 0 with each start. Its name in the output ends in `_total`.
    Counter,
}

/// One metric.
#[derive(Debug)]
pub struct Metric {
    /// Its name without the prefix `registration_`.
    pub name: &'static str,
    pub kind: Kind,
    /// The names of its labels.
    pub labels: &'static [&'static str],
    /// What it says.
    pub help: &'static str,
}

/// The prefix of every name.
pub const PREFIX: &str = "registration";

macro_rules! metrics {
    ($($metric:ident = $name:literal $kind:ident [$($label:literal),*] $help:literal)+) => {
        $(pub static $metric: Metric =
            Metric { name: $name, kind: Kind::$kind, labels: &[$($label),*], help: $help };)+

        /// Every metric, in the order of the documentation.
        #[cfg(test)]
        pub static ALL: &[&Metric] = &[$(&$metric),+];
    };
}

metrics! {
    BUILD_INFO = "build_info" Gauge ["version"] "Always 1; the label has the running version"
    UPTIME = "uptime_seconds" Gauge [] "How long this process has run"
    STATUS_AGE = "status_age_seconds" Gauge [] "Age of the values about the database, Synapse, requests and effects"
    DATABASE_UP = "database_up" Gauge [] "Whether the database accepts writes"
    SYNAPSE_UP = "synapse_up" Gauge [] "Whether Synapse answers, accepts the token and can create accounts"
    MAIL_UP = "mail_up" Gauge [] "Whether the mail server answers and accepts our login and sender; asked every five minutes"
    BOT_UP = "bot_up" Gauge [] "Whether the bot of this process syncs, or another process is the bot"
    SYNC_AGE = "sync_age_seconds" Gauge [] "Time since the bot's last sync"
    DECIDERS = "deciders" Gauge [] "Members of the moderators' room who can decide; only in the process that is the bot"
    PAUSED = "paused" Gauge [] "Whether new requests are paused"
    PENDING = "pending_requests" Gauge [] "Requests awaiting a decision"
    OLDEST_PENDING = "oldest_pending_seconds" Gauge [] "Age of the oldest pending request; 0 without one"
    EFFECTS_WAITING = "effects_waiting" Gauge ["lane"] "Effects waiting to be performed: mails, accounts, room messages"
    OLDEST_EFFECT = "oldest_effect_seconds" Gauge ["lane"] "Age of the oldest waiting effect; 0 without one"
    EFFECTS_PARKED = "effects_parked" Gauge ["lane"] "Effects that need an operator's attention"
    DISK_FREE = "disk_free_bytes" Gauge [] "Free disk space in data_dir"
    REQUESTS = "requests" Counter ["outcome"] "Steps of requests: started, submitted, approved, denied, timed_out and others"
    DECISIONS = "decisions" Counter ["verdict", "by"] "Decisions, by verdict and by moderator or operator"
    MAILS_SENT = "mails_sent" Counter ["mail"] "Mails that the mail server has accepted"
    MAILS_FAILED = "mails_failed" Counter ["mail"] "Attempts to send a mail that failed; most are repeated"
    RATE_LIMITED = "rate_limited" Counter ["limit"] "Requests that a rate limit has refused"
    HTTP_RESPONSES = "http_responses" Counter ["method", "route", "status"] "HTTP responses"
}

impl Metric {
    /// The name in the output.
    #[cfg(test)]
    pub fn full_name(&self) -> String {
        let suffix = if self.kind == Kind::Counter { "_total" } else { "" };
        format!("{PREFIX}_{}{suffix}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, fmt::Write as _, fs, path::PathBuf};

    use super::*;

    fn file(path: &str) -> PathBuf {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
    }

    /// The metrics that a text mentions.
    fn mentioned(text: &str) -> BTreeSet<String> {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let words = text.split(|c: char| !is_name(c)).filter(|word| word.starts_with("registration_"));
        words.map(str::to_owned).collect()
    }

    fn known() -> BTreeSet<String> {
        ALL.iter().map(|metric| metric.full_name()).collect()
    }

    /// `REGISTRATION_WRITE_DOCS=1` updates the file.
    #[test]
    fn documentation_lists_every_metric() {
        const BEGIN: &str = "<!-- metrics: written from web/src/metrics/table.rs -->\n";
        const END: &str = "<!-- end of metrics -->\n";
        let path = file("docs/metrics.md");
        let text = fs::read_to_string(&path).expect("the documentation");
        let (before, rest) = text.split_once(BEGIN).expect("the beginning of the table");
        let (table, after) = rest.split_once(END).expect("its end");
        let mut expected = "| Metric | Type | Labels | Meaning |\n|---|---|---|---|\n".to_owned();
        for metric in ALL {
            let labels = metric.labels.iter().map(|label| format!("`{label}`")).collect::<Vec<_>>().join(", ");
            let kind = format!("{:?}", metric.kind).to_lowercase();
            let _ = writeln!(expected, "| `{}` | {kind} | {labels} | {} |", metric.full_name(), metric.help);
        }
        if table == expected {
            return;
        }
        assert!(
            std::env::var_os("REGISTRATION_WRITE_DOCS").is_some(),
            "docs/metrics.md is not up to date: run this test with REGISTRATION_WRITE_DOCS=1"
        );
        fs::write(&path, format!("{before}{BEGIN}{expected}{END}{after}")).expect("written");
    }

    #[test]
    fn alerts_and_dashboard_use_existing_metrics() {
        let folders = ["contrib/prometheus", "contrib/grafana"];
        let mut files = 0;
        for folder in folders {
            for entry in fs::read_dir(file(folder)).expect("a folder") {
                let path = entry.expect("an entry").path();
                let used = mentioned(&fs::read_to_string(&path).expect("text"));
                let unknown: Vec<_> = used.difference(&known()).cloned().collect();
                assert!(unknown.is_empty(), "{}: {unknown:?} do not exist", path.display());
                assert!(!used.is_empty(), "{} uses no metric", path.display());
                files += 1;
            }
        }
        assert!(files >= folders.len());
        let json = fs::read_to_string(file("contrib/grafana/dashboard.json")).expect("text");
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    }
}
