//! A crowd of cards, in order, against a bare matrix-sdk that sends as much.

use std::time::Instant;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    journey,
    matrix::Matrix,
    posted::{Card, cards},
    samples::{Samples, precise},
    sender::Sender,
    services::{self, Plan},
    stub::Stub,
    table::Line,
    world::{Homeserver, World},
};

/// Requests that came while the bot was away → their cards, in order.
pub async fn measure(world: &World, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = world.synapse.as_ref().context("a Synapse is missing")?;
    let moderator = synapse.moderator.as_ref().context("a moderator is missing")?.0.clone();
    let count = if world.quick { 50 } else { 500 };
    let [mut we, mut bare] = [Samples::default(), Samples::default()];
    for round in 0..world.rounds(3, 1) {
        let config = json!({"bot": {"username": format!("cards-bot{round}"), "moderators": [moderator]}});
        let folder = world.fresh_folder(&format!("cards-{round}"))?;
        let plan = |only| Plan { folder: folder.clone(), synapse, config: config.clone(), only };
        let away = services::start_ours(world, stub, &plan(Some("web,worker")))?;
        journey::sign_ups(&away, &stub.mailbox, count, 8).await?;
        drop(away);
        let ours = services::start_ours(world, stub, &plan(None))?;
        let first = cards(&ours, 1).await?.len();
        let began = Instant::now();
        let all = cards(&ours, count).await?;
        we.push(precise(all.len() - first) / began.elapsed().as_secs_f64());
        let letters = in_order(synapse, &all).await?;
        drop(ours);
        let folder = world.fresh_folder(&format!("cards-bare-{round}"))?;
        let mut sender = Sender::start(synapse, &format!("cards-bare{round}"), &moderator, &folder).await?;
        let began = Instant::now();
        for _ in 0..count {
            sender.post(letters).await?;
        }
        bare.push(precise(count) / began.elapsed().as_secs_f64());
    }
    let figure = format!("{count} requests at once → {count} cards, in order");
    let other = Some(("a bare matrix-sdk that sends as much, encrypted", bare));
    Ok(vec![Line { figure, unit: "/s", ours: we, other, aim: "≥ 0.8", row: "cards" }])
}

/// Makes sure that the room has the cards in the order of their requests, and gives the letters of the longest.
async fn in_order(synapse: &Homeserver, cards: &[Card]) -> anyhow::Result<usize> {
    let admin = Matrix::admin(synapse)?;
    let (mut places, mut longest) = (vec![], 0);
    for card in cards {
        let path = format!("/_synapse/admin/v1/fetch_event/{}", card.event);
        let event = &admin.call(Method::GET, &path, &Value::Null).await?["event"];
        let place = (event["depth"].as_i64().unwrap_or(0), event["origin_server_ts"].as_i64().unwrap_or(0));
        places.push((card.submitted_at, place));
        let sealed = event["content"]["ciphertext"].as_str().context("a card is not encrypted")?;
        // Three bytes are four letters of Base64.
        longest = longest.max(sealed.len() * 3 / 4);
    }
    ensure!(is_in_order(&places), "a card is not in its place");
    Ok(longest)
}

/// Whether whoever was earlier has an earlier place. Of two that came in the same millisecond, either may be first.
fn is_in_order<Place: Ord + Copy>(sorted: &[(i64, Place)]) -> bool {
    let together: Vec<_> = sorted.chunk_by(|one, next| one.0 == next.0).collect();
    together.windows(2).all(|pair| {
        let last = pair[0].iter().map(|(_, place)| place).max();
        pair[1].iter().all(|(_, place)| Some(place) > last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_came_first_is_first_and_the_same_moment_has_no_order() {
        assert!(is_in_order::<i64>(&[]));
        assert!(is_in_order(&[(1, 10), (2, 12), (2, 11), (3, 13)]));
        assert!(!is_in_order(&[(1, 10), (2, 12), (2, 11), (3, 11)]));
        assert!(!is_in_order(&[(1, 10), (2, 9)]));
    }
}
