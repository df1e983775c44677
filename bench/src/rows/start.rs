//! From the start of a program to the first page that it serves; and how big ours is.

use serde_json::json;

use crate::{
    samples::Samples,
    services::{self, Plan},
    stub::Stub,
    table::Line,
    world::World,
};

/// Later starts: both find their database.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = stub.homeserver();
    let folder = world.fresh_folder("start-ours")?;
    let plan = Plan { folder, synapse: &synapse, config: json!({}), only: Some("web,worker") };
    let first = services::start_ours(world, stub, &plan)?.start * 1000.0;
    drop(services::django(world, stub, "start-django")?);
    let [mut we, mut app] = [Samples::default(), Samples::default()];
    for _ in 0..world.rounds(9, 3) {
        we.push(services::start_ours(world, stub, &plan)?.start * 1000.0);
        app.push(services::django_again(world, stub, "start-django")?.start * 1000.0);
    }
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    let size = std::fs::metadata(&world.service)?.len() as f64 / 1_000_000.0;
    let alone = |figure: &str, unit, sample: f64| {
        let ours = [sample].into_iter().collect();
        Line { figure: figure.to_owned(), unit, ours, other: None, aim: "–", row: "start" }
    };
    let other = Some(("the Django app", app));
    Ok(vec![
        Line { figure: "start to first page".to_owned(), unit: "ms", ours: we, other, aim: "≤ 0.25", row: "start" },
        alone("first start to first page, schema made", "ms", first),
        alone("release binary", "MB", size),
    ])
}
