//! Measures the service against the Django app and against limits. `cargo xtask bench` brings up what
//! it needs, runs it, and ends everything.
#![recursion_limit = "256"] // matrix-sdk needs it

mod bare;
mod browser;
mod child;
mod crowd;
mod journey;
mod matrix;
mod posted;
mod rows;
mod samples;
mod sender;
mod services;
mod stub;
mod table;
mod world;

use std::time::Instant;

use anyhow::Context;

use world::World;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        // What a limit is measured with runs in a process of its own, as the service does.
        ["page", port, bytes] => bare::page(port.parse()?, bytes.parse()?),
        [world] => measure(&World::read(world.as_ref())?),
        _ => anyhow::bail!("start this with `cargo xtask bench`"),
    }
}

#[tokio::main]
async fn measure(world: &World) -> anyhow::Result<()> {
    let stub = stub::start().await.context("cannot start the stubs")?;
    let mut lines = vec![];
    for row in &world.rows {
        println!("{row} …");
        let began = Instant::now();
        let measured = rows::measure(row, world, &stub).await.with_context(|| format!("{row} was not measured"))?;
        print!("{}", table::draw(&measured));
        println!("{row}: measured in {:.0} s", began.elapsed().as_secs_f64());
        lines.extend(measured);
    }
    println!("\n{}", table::draw(&lines));
    Ok(())
}
