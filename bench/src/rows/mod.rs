//! The benchmarks, one per file.

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

use crate::{servers::Servers, stub::Stub, table::Line};

/// Runs the benchmark `name`.
pub async fn measure(name: &str, servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    match name {
        "pages" => pages::measure(servers, stub).await,
        "growth" => growth::measure(servers, stub).await,
        "latencies" => latencies::measure(servers, stub).await,
        "load" => load::measure(servers, stub).await,
        "verdicts" => verdicts::measure(servers, stub).await,
        "cards" => cards::measure(servers, stub).await,
        "start" => start::measure(servers, stub),
        "memory" => memory::measure(servers, stub).await,
        "synapse" => synapse::measure(servers, stub).await,
        "sign-ups" => sign_ups::measure(servers, stub).await,
        _ => anyhow::bail!("there is no such benchmark"),
    }
}
