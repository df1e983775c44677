//! Complete sign-ups with a real Synapse and its default password hashing, against a plain client that only sends the
//! requests to Synapse of such a sign-up. The difference is our share of the time.

use std::time::Instant;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    concurrent::run_concurrently,
    matrix::Matrix,
    samples::{Samples, precise},
    servers::Servers,
    services::{self, Plan},
    sign_up,
    stub::Stub,
    table::Line,
};

const AT_ONCE: usize = 8;

/// Measures both in turns.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = servers.synapse_default_cost.as_ref().context("a Synapse is missing")?;
    let folder = servers.fresh_folder("synapse-ours")?;
    let plan = Plan { folder, synapse, config: json!({}), only: Some("web,worker") };
    let ours = services::start_ours(servers, stub, &plan)?;
    let admin = Matrix::admin(synapse)?;
    let count = if servers.quick { 24 } else { 200 };
    let [mut we, mut bare, mut share] = [Samples::default(), Samples::default(), Samples::default()];
    for round in 0..servers.rounds(5, 3) {
        let whole = sign_up::sign_ups(&ours, &stub.mailbox, count, AT_ONCE).await?.per_second;
        let least = requests_alone(&admin, round, count).await?;
        we.push(whole);
        bare.push(least);
        share.push((1.0 - whole / least) * 100.0);
    }
    let line = |figure: &str, unit, ours, other| {
        let figure = format!("{figure}, a real Synapse, {AT_ONCE} at once");
        Line { figure, unit, ours, other, target: "stated", row: "synapse" }
    };
    Ok(vec![
        line("complete sign-ups", "/s", we, Some(("the same requests by a bare client", bare))),
        line("our share of a sign-up's time", "%", share, None),
    ])
}

/// How many times per second a plain client completes the requests of a sign-up.
async fn requests_alone(admin: &Matrix, round: usize, count: usize) -> anyhow::Result<f64> {
    let (began, mut number) = (Instant::now(), 0);
    let done = run_concurrently(count, AT_ONCE, || {
        number += 1;
        let (admin, name) = (admin.clone(), format!("bare{round}-{number}"));
        async move { requests(&admin, &name).await }
    });
    done.await?;
    Ok(precise(count) / began.elapsed().as_secs_f64())
}

/// The requests that a sign-up sends to Synapse, in their order. The password policy, which is cached, is left out.
async fn requests(admin: &Matrix, name: &str) -> anyhow::Result<()> {
    let address = format!("{name}@example.org");
    let owner = format!("/_synapse/admin/v1/threepid/email/users/{address}");
    let user = format!("/_synapse/admin/v2/users/@{name}:example.org");
    let free = format!("/_synapse/admin/v1/username_available?username={name}");
    // The form for the name.
    admin.call(Method::GET, &free, &Value::Null).await?;
    // The mail with the link, then the form for the details.
    for _ in 0..2 {
        let nobody = admin.call(Method::GET, &owner, &Value::Null).await;
        ensure!(nobody.is_err_and(|error| error.to_string().contains("M_NOT_FOUND")), "{address} is somebody's");
    }
    for body in [
        json!({}),
        json!({"locked": true}),
        json!({
            "locked": true, "deactivated": false, "password": sign_up::PASSWORD, "logout_devices": false,
            "displayname": name, "threepids": [{"medium": "email", "address": address}],
        }),
    ] {
        admin.call(Method::PUT, &user, &body).await?;
    }
    Ok(())
}
