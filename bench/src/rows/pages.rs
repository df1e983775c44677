//! Pages a second, against the Django app and against axum without anything.

use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::{
    child::Child,
    samples::Samples,
    services::{self, Service},
    stub::Stub,
    table::Line,
    world::{World, free_port},
};

const CONNECTIONS: &str = "16";

/// The landing page, and the first form.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let ours = services::ours(world, stub, "pages-ours", json!({}))?;
    let django = services::django(world, stub, "pages-django")?;
    let mut lines = vec![];
    for (name, path, django_path) in [("landing page", "/", "/"), ("username page", "/register", "/check-username/")] {
        lines.extend(page(world, name, &ours, path, &django, django_path).await?);
    }
    Ok(lines)
}

async fn page(
    world: &World,
    name: &str,
    ours: &Service,
    path: &str,
    django: &Service,
    django_path: &str,
) -> anyhow::Result<[Line; 2]> {
    let url = format!("{}{path}", ours.base);
    let bytes = reqwest::get(&url).await?.bytes().await?.len();
    let (_bare, bare_url) = bare(world, bytes)?;
    let django_url = format!("{}{django_path}", django.base);
    let [mut we, mut app, mut limit] = [Samples::default(), Samples::default(), Samples::default()];
    for _ in 0..world.rounds(7, 3) {
        we.push(wrk(world, &url)?);
        limit.push(wrk(world, &bare_url)?);
        app.push(wrk(world, &django_url)?);
    }
    let line = |other, aim| {
        let figure = format!("{name}, {CONNECTIONS} connections");
        Line { figure, unit: "/s", ours: we.clone(), other: Some(other), aim, row: "pages" }
    };
    Ok([line(("the Django app", app), "≥ 100"), line(("axum alone", limit), "≥ 0.6")])
}

fn bare(world: &World, bytes: usize) -> anyhow::Result<(Child, String)> {
    let port = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["page", &port.to_string(), &bytes.to_string()]);
    let mut child = Child::start(world, &command, &world.folder.join("bare.log"))?;
    child.answers(port)?;
    Ok((child, format!("http://127.0.0.1:{port}/")))
}

/// Requests a second, each answered with 200.
fn wrk(world: &World, url: &str) -> anyhow::Result<f64> {
    let seconds = if world.quick { "1" } else { "3" };
    let wrk = world.wrk.as_ref().context("wrk is missing")?;
    let output = Command::new(wrk).args(["-t1", "-c", CONNECTIONS, "-d", seconds, url]).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && !said.contains("Non-2xx"), "wrk {url}: {said}");
    let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:")).context("wrk says no rate")?;
    Ok(rate.trim().parse()?)
}
