//! Complete sign-ups per second and their processor time, against the Django app.

use std::time::Duration;

use serde_json::json;

use crate::{
    baseline,
    samples::{Samples, precise},
    servers::Servers,
    services, sign_up,
    stub::Stub,
    table::Line,
};

/// Measures with 8 and with 64 at once.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let ours = services::ours(servers, stub, "sign-ups-ours", json!({}))?;
    let later = json!({"registration": {"account_creation": "on_approval"}});
    let alike = services::ours(servers, stub, "sign-ups-alike", later)?;
    let django = services::django(servers, stub, "sign-ups-django")?;
    let (count, theirs) = if servers.quick { (150, 24) } else { (1000, 100) };
    let mut lines = vec![];
    for at_once in [8, 64] {
        let mut rates = [Samples::default(), Samples::default(), Samples::default()];
        let mut commits = Samples::default();
        let mut costs = [Samples::default(), Samples::default(), Samples::default()];
        for _ in 0..servers.rounds(5, 2) {
            commits.push(baseline::commits(&servers.folder.join("commits.sqlite3"), Duration::from_secs(2))?);
            for (index, (service, count)) in
                [(&ours, count), (&alike, count), (&django, theirs.max(at_once))].into_iter().enumerate()
            {
                let before = service.child.cpu();
                let outcome = sign_up::sign_ups(service, &stub.mailbox, count, at_once).await?;
                rates[index].push(outcome.per_second);
                costs[index].push((service.child.cpu() - before) * 1000.0 / precise(count));
            }
        }
        let [we, alike, app] = rates;
        let line = |figure, unit, ours, app: &Samples, target| {
            let other = Some(("the Django app", app.clone()));
            Line { figure, unit, ours, other, target, row: "sign-ups" }
        };
        lines.push(Line {
            other: Some(("one row per commit to SQLite", commits)),
            ..line(format!("complete sign-ups, {at_once} at once"), "/s", we.clone(), &app, "–")
        });
        lines.push(line(format!("complete sign-ups, {at_once} at once"), "/s", we, &app, "≥ 5"));
        lines.push(line(format!("the same with `on_approval`, {at_once} at once"), "/s", alike, &app, "≥ 5"));
        let [we, _, app] = costs;
        lines.push(line(format!("processor time of 1,000 sign-ups, {at_once} at once"), "s", we, &app, "–"));
    }
    Ok(lines)
}
