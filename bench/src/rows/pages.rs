//! Pages per second, against the Django app and against plain axum.

use std::process::Command;

use anyhow::{Context, ensure};
use serde_json::json;

use crate::{
    child::Child,
    samples::Samples,
    servers::{Servers, free_port},
    services::{self, Service},
    stub::Stub,
    table::Line,
};

const CONNECTIONS: &str = "16";

/// Measures the landing page and the first form.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let ours = services::ours(servers, stub, "pages-ours", json!({}))?;
    let django = services::django(servers, stub, "pages-django")?;
    let mut lines = vec![];
    for (name, path, django_path) in [("landing page", "/", "/"), ("username page", "/register", "/check-username/")] {
        lines.extend(page(servers, name, &ours, path, &django, django_path).await?);
    }
    Ok(lines)
}

async fn page(
    servers: &Servers,
    name: &str,
    ours: &Service,
    path: &str,
    django: &Service,
    django_path: &str,
) -> anyhow::Result<[Line; 2]> {
    let url = format!("{}{path}", ours.base);
    let bytes = reqwest::get(&url).await?.bytes().await?.len();
    let (_bare, bare_url) = baseline_page(servers, bytes)?;
    let django_url = format!("{}{django_path}", django.base);
    let [mut we, mut app, mut limit] = [Samples::default(), Samples::default(), Samples::default()];
    for _ in 0..servers.rounds(7, 3) {
        we.push(wrk(servers, &url)?);
        limit.push(wrk(servers, &bare_url)?);
        app.push(wrk(servers, &django_url)?);
    }
    let line = |other, target| {
        let figure = format!("{name}, {CONNECTIONS} connections");
        Line { figure, unit: "/s", ours: we.clone(), other: Some(other), target, row: "pages" }
    };
    Ok([line(("the Django app", app), "≥ 100"), line(("axum alone", limit), "≥ 0.6")])
}

fn baseline_page(servers: &Servers, bytes: usize) -> anyhow::Result<(Child, String)> {
    let port = free_port()?;
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["page", &port.to_string(), &bytes.to_string()]);
    let mut child = Child::start(servers, &command, &servers.folder.join("bare.log"))?;
    child.answers(port)?;
    Ok((child, format!("http://127.0.0.1:{port}/")))
}

/// Requests per second; all must be answered with 200.
fn wrk(servers: &Servers, url: &str) -> anyhow::Result<f64> {
    let seconds = if servers.quick { "1" } else { "3" };
    let wrk = servers.wrk.as_ref().context("wrk is missing")?;
    let output = Command::new(wrk).args(["-t1", "-c", CONNECTIONS, "-d", seconds, url]).output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(output.status.success() && !said.contains("Non-2xx"), "wrk {url}: {said}");
    let rate = said.lines().find_map(|line| line.strip_prefix("Requests/sec:")).context("wrk says no rate")?;
    Ok(rate.trim().parse()?)
}
