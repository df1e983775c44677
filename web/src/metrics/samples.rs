//! The current values of the metrics, and their text in the `OpenMetrics` format.

use std::{collections::BTreeMap, fmt, sync::atomic::AtomicU64, time::Duration};

use jiff::Timestamp;
use prometheus_client::{
    encoding::text::encode,
    metrics::{counter::Counter as CounterMetric, family::Family, gauge::Gauge},
    registry::Registry,
};
use registration_core::{
    Registrations,
    counters::{Count, Counter},
    domain::Verdict,
    registrations::{Bot, Status},
};

use super::table::{self, Kind, Metric, PREFIX};

/// The labels of a value.
type Labels = Vec<(String, String)>;

/// The values of each metric.
#[derive(Debug, Default)]
pub struct Samples(Vec<(&'static Metric, BTreeMap<Labels, f64>)>);

impl Samples {
    fn set(&mut self, metric: &'static Metric, labels: &[&str], value: f64) {
        let names = metric.labels.iter().map(|name| (*name).to_owned());
        let labels = names.zip(labels.iter().map(|label| (*label).to_owned())).collect();
        match self.0.iter_mut().find(|(known, _)| known.name == metric.name) {
            Some((_, values)) => {
                values.insert(labels, value);
            }
            None => self.0.push((metric, BTreeMap::from([(labels, value)]))),
        }
    }
}

/// The values now. Does not wait.
pub fn of(registrations: &Registrations) -> Samples {
    let (operations, now) = (registrations.operations(), registrations.clock().now());
    let mut samples = Samples::default();
    if let Some((age, status)) = operations.last_status() {
        of_status(&mut samples, &status, age, now);
    }
    if let Some(is_up) = operations.mail_is_up() {
        samples.set(&table::MAIL_UP, &[], is(is_up));
    }
    if let Some(count) = operations.deciders() {
        samples.set(&table::DECIDERS, &[], number(count));
    }
    if let Ok(disk) = rustix::fs::statvfs(&registrations.config().data_dir) {
        samples.set(&table::DISK_FREE, &[], number(disk.f_bavail.saturating_mul(disk.f_frsize)));
    }
    of_counters(&mut samples, &registrations.counters().values());
    samples
}

fn of_status(samples: &mut Samples, status: &Status, age: Duration, now: Timestamp) {
    let seconds = |since: Timestamp| now.duration_since(since).as_secs_f64();
    samples.set(&table::BUILD_INFO, &[status.version], 1.0);
    samples.set(&table::UPTIME, &[], seconds(status.started_at));
    samples.set(&table::STATUS_AGE, &[], age.as_secs_f64());
    samples.set(&table::DATABASE_UP, &[], is(status.database.is_well()));
    samples.set(&table::SYNAPSE_UP, &[], is(status.synapse.is_well()));
    if status.bot != Bot::Away {
        samples.set(&table::BOT_UP, &[], is(status.is_in_sync(now)));
    }
    if let Bot::Heard(at) = status.bot {
        samples.set(&table::SYNC_AGE, &[], seconds(at));
    }
    let Some(work) = &status.work else { return };
    samples.set(&table::PAUSED, &[], is(work.is_paused));
    samples.set(&table::PENDING, &[], number(work.pending));
    samples.set(&table::OLDEST_PENDING, &[], work.oldest.map_or(0.0, seconds));
    for (lane, queue) in &work.queues {
        let lane = lane.as_str();
        samples.set(&table::EFFECTS_WAITING, &[lane], number(queue.waiting));
        samples.set(&table::OLDEST_EFFECT, &[lane], queue.oldest.map_or(0.0, seconds));
        samples.set(&table::EFFECTS_PARKED, &[lane], number(queue.parked));
    }
}

fn of_counters(samples: &mut Samples, counts: &[Count]) {
    // Rates need the zero before the first event.
    for verdict in Verdict::ALL {
        for by in ["moderator", "operator"] {
            samples.set(&table::DECISIONS, &[verdict.as_str(), by], 0.0);
        }
    }
    for outcome in ["started", "submitted", "approved", "denied"] {
        samples.set(&table::REQUESTS, &[outcome], 0.0);
    }
    for (counter, labels, count) in counts {
        let metric = match counter {
            Counter::Requests => &table::REQUESTS,
            Counter::Decisions => &table::DECISIONS,
            Counter::MailsSent => &table::MAILS_SENT,
            Counter::MailsFailed => &table::MAILS_FAILED,
            Counter::RateLimits => &table::RATE_LIMITED,
            Counter::HttpResponses => &table::HTTP_RESPONSES,
        };
        samples.set(metric, &labels.iter().map(String::as_str).collect::<Vec<_>>(), number(*count));
    }
}

/// The values in the `OpenMetrics` text format.
pub fn text(samples: &Samples) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix(PREFIX);
    for (metric, values) in &samples.0 {
        match metric.kind {
            // A family would write empty braces after the name.
            Kind::Gauge if metric.labels.is_empty() => {
                let gauge = Gauge::<f64, AtomicU64>::default();
                gauge.set(values.values().next().copied().unwrap_or_default());
                registry.register(metric.name, metric.help, gauge);
            }
            Kind::Gauge => {
                let family = Family::<Labels, Gauge<f64, AtomicU64>>::default();
                for (labels, value) in values {
                    family.get_or_create(labels).set(*value);
                }
                registry.register(metric.name, metric.help, family);
            }
            Kind::Counter => {
                let family = Family::<Labels, CounterMetric<f64, AtomicU64>>::default();
                for (labels, value) in values {
                    family.get_or_create(labels).inc_by(*value);
                }
                registry.register(metric.name, metric.help, family);
            }
        }
    }
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

const fn is(yes: bool) -> f64 {
    if yes { 1.0 } else { 0.0 }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
const fn number(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use registration_core::{
        counters::Counters,
        domain::Lane,
        finding::{Code, Finding, Part},
        registrations::{Answer, Work},
        store::QueueSummary,
    };

    use super::*;

    fn samples() -> Samples {
        let at = |second| Timestamp::from_second(second).expect("an instant");
        let status = Status {
            version: "1.2.3",
            started_at: at(100),
            database: Answer::Well(String::new()),
            synapse: Answer::Ill(Finding::new(Part::Synapse, Code::ConnectionRefused, "away")),
            work: Some(Work {
                pending: 3,
                oldest: Some(at(150)),
                queues: vec![(Lane::Mail, QueueSummary { waiting: 2, parked: 1, oldest: Some(at(140)) })],
                is_paused: true,
            }),
            bot: Bot::Heard(at(190)),
        };
        let counters = Counters::default();
        for (counter, labels) in [
            (Counter::Requests, &["approved"][..]),
            (Counter::Decisions, &["approve", "moderator"]),
            (Counter::MailsSent, &["mail_receipt"]),
            (Counter::MailsFailed, &["mail_receipt"]),
            (Counter::RateLimits, &["form"]),
            (Counter::HttpResponses, &["GET", "/register", "200"]),
            (Counter::HttpResponses, &["GET", "/register", "200"]),
        ] {
            counters.add(counter, labels);
        }
        let mut samples = Samples::default();
        of_status(&mut samples, &status, Duration::from_secs(3), at(200));
        samples.set(&table::MAIL_UP, &[], 1.0);
        samples.set(&table::DECIDERS, &[], 2.0);
        samples.set(&table::DISK_FREE, &[], 5e9);
        of_counters(&mut samples, &counters.values());
        samples
    }

    #[test]
    fn metrics_show_status_and_counters() {
        let text = text(&samples()).expect("text");
        for line in [
            "registration_uptime_seconds 100.0",
            "registration_status_age_seconds 3.0",
            "registration_database_up 1.0",
            "registration_synapse_up 0.0",
            "registration_bot_up 1.0",
            "registration_sync_age_seconds 10.0",
            "registration_paused 1.0",
            "registration_pending_requests 3.0",
            "registration_oldest_pending_seconds 50.0",
            "registration_effects_waiting{lane=\"mail\"} 2.0",
            "registration_oldest_effect_seconds{lane=\"mail\"} 60.0",
            "registration_effects_parked{lane=\"mail\"} 1.0",
            "registration_build_info{version=\"1.2.3\"} 1.0",
            "registration_requests_total{outcome=\"approved\"} 1.0",
            "registration_decisions_total{verdict=\"approve\",by=\"moderator\"} 1.0",
            "registration_decisions_total{verdict=\"deny\",by=\"operator\"} 0.0",
            "registration_http_responses_total{method=\"GET\",route=\"/register\",status=\"200\"} 2.0",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }

    #[test]
    fn output_has_every_metric_of_the_table_and_no_other() {
        let text = text(&samples()).expect("text");
        let names: std::collections::BTreeSet<_> = text
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split(['{', ' ']).next())
            .map(str::to_owned)
            .collect();
        assert_eq!(names, table::ALL.iter().map(|metric| metric.full_name()).collect());
    }
}
