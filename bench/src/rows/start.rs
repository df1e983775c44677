//! Time from start to the first page, and the size of the binary.

use serde_json::json;

use crate::{
    samples::Samples,
    servers::Servers,
    services::{self, Plan},
    stub::Stub,
    table::Line,
};

/// Measures the first start, then starts with an existing database.
pub fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = stub.homeserver();
    let folder = servers.fresh_folder("start-ours")?;
    let plan = Plan { folder, synapse: &synapse, config: json!({}), only: Some("web,worker") };
    let first = services::start_ours(servers, stub, &plan)?.start * 1000.0;
    drop(services::django(servers, stub, "start-django")?);
    let [mut we, mut app] = [Samples::default(), Samples::default()];
    for _ in 0..servers.rounds(9, 3) {
        we.push(services::start_ours(servers, stub, &plan)?.start * 1000.0);
        app.push(services::django_again(servers, stub, "start-django")?.start * 1000.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let size = std::fs::metadata(&servers.service)?.len() as f64 / 1_000_000.0;
    let alone = |figure: &str, unit, sample: f64| {
        let ours = [sample].into_iter().collect();
        Line { figure: figure.to_owned(), unit, ours, other: None, target: "–", row: "start" }
    };
    let other = Some(("the Django app", app));
    Ok(vec![
        Line {
            figure: "start to first page".to_owned(), unit: "ms", ours: we, other, target: "≤ 0.25", row: "start"
        },
        alone("first start to first page, with the schema", "ms", first),
        alone("release binary", "MB", size),
    ])
}
