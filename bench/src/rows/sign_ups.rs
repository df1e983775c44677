//! Whole sign-ups a second, against the Django app; and what they cost.

use std::time::Duration;

use serde_json::json;

use crate::{
    bare, journey,
    samples::{Samples, precise},
    services,
    stub::Stub,
    table::Line,
    world::World,
};

/// Eight, and sixty-four at once.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let ours = services::ours(world, stub, "sign-ups-ours", json!({}))?;
    let later = json!({"registration": {"account_creation": "on_approval"}});
    let alike = services::ours(world, stub, "sign-ups-alike", later)?;
    let django = services::django(world, stub, "sign-ups-django")?;
    let (count, theirs) = if world.quick { (150, 24) } else { (1000, 100) };
    let mut lines = vec![];
    for at_once in [8, 64] {
        let mut rates = [Samples::default(), Samples::default(), Samples::default()];
        let mut commits = Samples::default();
        let mut costs = [Samples::default(), Samples::default(), Samples::default()];
        for _ in 0..world.rounds(5, 2) {
            commits.push(bare::commits(&world.folder.join("commits.sqlite3"), Duration::from_secs(2))?);
            for (index, (service, count)) in
                [(&ours, count), (&alike, count), (&django, theirs.max(at_once))].into_iter().enumerate()
            {
                let before = service.child.cpu();
                let outcome = journey::sign_ups(service, &stub.mailbox, count, at_once).await?;
                rates[index].push(outcome.per_second);
                costs[index].push((service.child.cpu() - before) * 1000.0 / precise(count));
            }
        }
        let [we, alike, app] = rates;
        let line = |figure, unit, ours, app: &Samples, aim| {
            let other = Some(("the Django app", app.clone()));
            Line { figure, unit, ours, other, aim, row: "sign-ups" }
        };
        lines.push(Line {
            other: Some(("one row a commit to SQLite, one after the other", commits)),
            ..line(format!("whole sign-ups, {at_once} at once"), "/s", we.clone(), &app, "–")
        });
        lines.push(line(format!("whole sign-ups, {at_once} at once"), "/s", we, &app, "≥ 10"));
        lines.push(line(format!("the same, account made later, {at_once} at once"), "/s", alike, &app, "≥ 10"));
        let [we, _, app] = costs;
        lines.push(line(format!("processor time of 1,000 sign-ups, {at_once} at once"), "s", we, &app, "–"));
    }
    Ok(lines)
}
