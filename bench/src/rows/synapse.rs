//! Whole sign-ups with a real Synapse, which hashes passwords as it is shipped; against a bare client that sends
//! nothing but the requests which a sign-up of ours sends to it. What is left is ours.

use std::time::Instant;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    crowd::crowd,
    journey,
    matrix::Matrix,
    samples::{Samples, precise},
    services::{self, Plan},
    stub::Stub,
    table::Line,
    world::World,
};

const AT_ONCE: usize = 8;

/// In turns.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = world.synapse_as_shipped.as_ref().context("a Synapse is missing")?;
    let folder = world.fresh_folder("synapse-ours")?;
    let plan = Plan { folder, synapse, config: json!({}), only: Some("web,worker") };
    let ours = services::start_ours(world, stub, &plan)?;
    let admin = Matrix::admin(synapse)?;
    let count = if world.quick { 24 } else { 200 };
    let [mut we, mut bare, mut share] = [Samples::default(), Samples::default(), Samples::default()];
    for round in 0..world.rounds(5, 3) {
        let whole = journey::sign_ups(&ours, &stub.mailbox, count, AT_ONCE).await?.per_second;
        let least = requests_alone(&admin, round, count).await?;
        we.push(whole);
        bare.push(least);
        share.push((1.0 - whole / least) * 100.0);
    }
    let line = |figure: &str, unit, ours, other| {
        let figure = format!("{figure}, a real Synapse, {AT_ONCE} at once");
        Line { figure, unit, ours, other, aim: "stated", row: "synapse" }
    };
    Ok(vec![
        line("whole sign-ups", "/s", we, Some(("the same requests to Synapse by a bare client", bare))),
        line("share of a sign-up's time that is ours", "%", share, None),
    ])
}

/// How many times a second a bare client gets through all that a sign-up asks of Synapse.
async fn requests_alone(admin: &Matrix, round: usize, count: usize) -> anyhow::Result<f64> {
    let (began, mut number) = (Instant::now(), 0);
    let done = crowd(count, AT_ONCE, || {
        number += 1;
        let (admin, name) = (admin.clone(), format!("bare{round}-{number}"));
        async move { requests(&admin, &name).await }
    });
    done.await?;
    Ok(precise(count) / began.elapsed().as_secs_f64())
}

/// What a sign-up sends to Synapse, in its order (`core/src/registrations/start.rs`, `account.rs`,
/// `core/src/worker/office.rs`). The password policy is asked for once in a while, and left out.
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
            "locked": true, "deactivated": false, "password": journey::PASSWORD, "logout_devices": false,
            "displayname": name, "threepids": [{"medium": "email", "address": address}],
        }),
    ] {
        admin.call(Method::PUT, &user, &body).await?;
    }
    Ok(())
}
