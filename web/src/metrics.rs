//! Prometheus metrics at `/metrics`, on a listener of their own, because they are not public.

use std::{fmt, sync::atomic::AtomicU64, time::Duration};

use axum::{Router, extract::State, http::header, response::IntoResponse, routing::get};
use jiff::Timestamp;
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use registration_core::{
    Registrations,
    registrations::{Bot, Status},
};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::server::{self, Admission};

type Number = Gauge<f64, AtomicU64>;

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfLane {
    lane: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfVersion {
    version: String,
}

/// More than enough for monitoring.
const CONNECTIONS: usize = 32;

/// How often the status is checked in the background, so that a response never waits for a check.
const CHECK_INTERVAL: Duration = Duration::from_secs(10);

/// Serves the metrics on `listener` until `stop`.
pub async fn serve(registrations: Registrations, listener: TcpListener, stop: CancellationToken) {
    let router = Router::new().route("/metrics", get(show)).with_state(registrations.clone());
    let checks = stop.clone().run_until_cancelled_owned(async move {
        loop {
            registrations.operations().status().await;
            tokio::time::sleep(CHECK_INTERVAL).await;
        }
    });
    let served = server::serve(router, listener, Admission::new(CONNECTIONS, |_| true), stop);
    tokio::join!(served, checks);
}

async fn show(State(registrations): State<Registrations>) -> impl IntoResponse {
    // Never waits: a hanging homeserver must not silence its monitoring.
    let text = match registrations.operations().last_status() {
        Some((age, status)) => text(&status, age, registrations.clock().now()).unwrap_or_default(),
        None => "# EOF\n".to_owned(),
    };
    ([(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")], text)
}

/// The values of the status command, in the `OpenMetrics` text format.
fn text(status: &Status, age: Duration, now: Timestamp) -> Result<String, fmt::Error> {
    let mut registry = Registry::with_prefix("registration");
    let mut number = |name: &str, help: &str, unit: Option<Unit>, value: f64| {
        let gauge = Number::default();
        gauge.set(value);
        match unit {
            Some(unit) => registry.register_with_unit(name, help, unit, gauge),
            None => registry.register(name, help, gauge),
        }
    };
    let is = |yes: bool| if yes { 1.0 } else { 0.0 };
    let seconds = |since: Timestamp| now.duration_since(since).as_secs_f64();
    number("uptime", "How long this process has run", Some(Unit::Seconds), seconds(status.started_at));
    number("status_age", "Age of the other values", Some(Unit::Seconds), age.as_secs_f64());
    number("database_up", "Whether the database accepts writes", None, is(status.database.is_well()));
    number("synapse_up", "Whether Synapse answers", None, is(status.synapse.is_well()));
    if let Bot::Heard(at) = status.bot {
        number("sync_age", "Time since the bot's last sync", Some(Unit::Seconds), seconds(at));
    }
    if let Some(work) = &status.work {
        number("pending_requests", "Requests awaiting a decision", None, count(work.pending));
        let age = work.oldest.map_or(0.0, seconds);
        number("oldest_pending", "Age of the oldest pending request", Some(Unit::Seconds), age);
        let (waiting, parked) = (Family::<OfLane, Number>::default(), Family::<OfLane, Number>::default());
        for (lane, queue) in &work.queues {
            let of = OfLane { lane: lane.to_string() };
            waiting.get_or_create(&of).set(count(queue.waiting));
            parked.get_or_create(&of).set(count(queue.parked));
        }
        registry.register("effects_waiting", "Effects waiting to be performed", waiting);
        registry.register("effects_parked", "Effects that need an operator's attention", parked);
    }
    let version = Family::<OfVersion, Number>::default();
    version.get_or_create(&OfVersion { version: status.version.to_owned() }).set(1.0);
    registry.register("build", "The running version", version);
    let mut text = String::new();
    encode(&mut text, &registry)?;
    Ok(text)
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^52")]
const fn count(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use registration_core::{
        domain::Lane,
        registrations::{Answer, Work},
        store::QueueSummary,
    };

    use super::*;

    #[test]
    fn metrics_show_the_status() {
        let at = |second| Timestamp::from_second(second).expect("an instant");
        let status = Status {
            version: "1.2.3",
            started_at: at(100),
            database: Answer::Well(String::new()),
            synapse: Answer::Ill("away".into()),
            work: Some(Work {
                pending: 3,
                oldest: Some(at(150)),
                queues: vec![(Lane::Mail, QueueSummary { waiting: 2, parked: 1 })],
            }),
            bot: Bot::Heard(at(190)),
        };
        let text = text(&status, Duration::from_secs(3), at(200)).expect("text");
        for line in [
            "registration_uptime_seconds 100.0",
            "registration_status_age_seconds 3.0",
            "registration_database_up 1.0",
            "registration_synapse_up 0.0",
            "registration_sync_age_seconds 10.0",
            "registration_pending_requests 3.0",
            "registration_oldest_pending_seconds 50.0",
            "registration_effects_waiting{lane=\"mail\"} 2.0",
            "registration_effects_parked{lane=\"mail\"} 1.0",
            "registration_build{version=\"1.2.3\"} 1.0",
        ] {
            assert!(text.lines().any(|told| told == line), "{line}\n{text}");
        }
    }
}
