//! How long a real Synapse takes for the requests of a sign-up; the stub (`stub/synapse.rs`) waits as long.

use std::time::Instant;

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};

use crate::{matrix::Matrix, samples::Samples, servers::Servers, stub::Stub, table::Line};

/// Sends one request at a time.
pub async fn measure(servers: &Servers, _: &Stub) -> anyhow::Result<Vec<Line>> {
    let admin = Matrix::admin(servers.synapse.as_ref().context("a Synapse is missing")?)?;
    let available = "/_synapse/admin/v1/username_available?username=";
    let user = |number| format!("/_synapse/admin/v2/users/@latency{number}:example.org");
    let mut samples: [(&str, Samples); 4] =
        ["check a username", "create an account", "lock it", "set name and address"]
            .map(|what| (what, Samples::default()));
    for number in 0..servers.rounds(50, 10) {
        let address = json!([{"medium": "email", "address": format!("latency{number}@example.org")}]);
        let requests: [(Method, String, Value); 4] = [
            (Method::GET, format!("{available}latency{number}"), Value::Null),
            (Method::PUT, user(number), json!({})),
            (Method::PUT, user(number), json!({"locked": true})),
            (Method::PUT, user(number), json!({"displayname": "somebody", "threepids": address})),
        ];
        for ((method, path, body), (_, samples)) in requests.into_iter().zip(&mut samples) {
            let began = Instant::now();
            admin.call(method, &path, &body).await?;
            samples.push(began.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let line = |(what, ours)| Line {
        figure: format!("a real Synapse: {what}"),
        unit: "ms",
        ours,
        other: None,
        target: "–",
        row: "latencies",
    };
    Ok(samples.into_iter().map(line).collect())
}
