//! What is measured: a row, or a few that belong together, a file.

mod cards;
mod growth;
mod latencies;
mod load;
mod memory;
mod pages;
mod sign_ups;
mod start;
mod synapse;
mod verdicts;

use crate::{stub::Stub, table::Line, world::World};

/// Measures the row called `name`.
pub async fn measure(name: &str, world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    match name {
        "pages" => pages::measure(world, stub).await,
        "growth" => growth::measure(world, stub).await,
        "latencies" => latencies::measure(world, stub).await,
        "load" => load::measure(world, stub).await,
        "verdicts" => verdicts::measure(world, stub).await,
        "cards" => cards::measure(world, stub).await,
        "start" => start::measure(world, stub),
        "memory" => memory::measure(world, stub).await,
        "synapse" => synapse::measure(world, stub).await,
        "sign-ups" => sign_ups::measure(world, stub).await,
        _ => anyhow::bail!("there is no such row"),
    }
}
