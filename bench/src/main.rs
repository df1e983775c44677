//! Measures the service against the Django app and against baselines. `cargo xtask bench` starts the servers that it
//! needs, and runs it.
#![recursion_limit = "256"] // matrix-sdk needs it

mod baseline;
mod browser;
mod card_counter;
mod child;
mod concurrent;
mod matrix;
mod rows;
mod samples;
mod sender;
mod servers;
mod services;
mod sign_up;
mod stub;
mod table;

use std::time::Instant;

use anyhow::Context;

use servers::Servers;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        // The baseline for pages runs in its own process, like the service.
        ["page", port, bytes] => baseline::page(port.parse()?, bytes.parse()?),
        [servers] => measure(&Servers::read(servers.as_ref())?),
        _ => anyhow::bail!("start this with `cargo xtask bench`"),
    }
}

#[tokio::main]
async fn measure(servers: &Servers) -> anyhow::Result<()> {
    let stub = stub::start().await.context("cannot start the stubs")?;
    let mut lines = vec![];
    for row in &servers.rows {
        println!("{row} …");
        let began = Instant::now();
        let measured = rows::measure(row, servers, &stub).await.with_context(|| format!("{row} was not measured"))?;
        print!("{}", table::draw(&measured));
        println!("{row}: measured in {:.0} s", began.elapsed().as_secs_f64());
        lines.extend(measured);
    }
    println!("\n{}", table::draw(&lines));
    Ok(())
}
