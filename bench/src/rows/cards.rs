//! Cards for many requests at once, in order, against a plain matrix-sdk that sends the same.

use std::time::Instant;

use anyhow::{Context, ensure};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    card_counter::{Card, cards},
    matrix::Matrix,
    samples::{Samples, precise},
    sender::Sender,
    servers::{Homeserver, Servers},
    services::{self, Plan},
    sign_up,
    stub::Stub,
    table::Line,
};

/// Requests submitted while the bot was offline → their cards, in order.
pub async fn measure(servers: &Servers, stub: &Stub) -> anyhow::Result<Vec<Line>> {
    let synapse = servers.synapse.as_ref().context("a Synapse is missing")?;
    let moderator = synapse.moderator.as_ref().context("a moderator is missing")?.0.clone();
    let count = if servers.quick { 50 } else { 500 };
    let [mut we, mut bare] = [Samples::default(), Samples::default()];
    for round in 0..servers.rounds(3, 1) {
        let config = json!({"bot": {"username": format!("cards-bot{round}"), "moderators": [moderator]}});
        let folder = servers.fresh_folder(&format!("cards-{round}"))?;
        let plan = |only| Plan { folder: folder.clone(), synapse, config: config.clone(), only };
        let away = services::start_ours(servers, stub, &plan(Some("web,worker")))?;
        sign_up::sign_ups(&away, &stub.mailbox, count, 8).await?;
        drop(away);
        let ours = services::start_ours(servers, stub, &plan(None))?;
        let first = cards(&ours, 1).await?.len();
        let began = Instant::now();
        let all = cards(&ours, count).await?;
        we.push(precise(all.len() - first) / began.elapsed().as_secs_f64());
        let letters = in_order(synapse, &all).await?;
        drop(ours);
        let folder = servers.fresh_folder(&format!("cards-bare-{round}"))?;
        let mut sender = Sender::start(synapse, &format!("cards-bare{round}"), &moderator, &folder).await?;
        let began = Instant::now();
        for _ in 0..count {
            sender.post(letters).await?;
        }
        bare.push(precise(count) / began.elapsed().as_secs_f64());
    }
    let figure = format!("{count} requests at once → {count} cards, in order");
    let other = Some(("a bare matrix-sdk sending the same, encrypted", bare));
    Ok(vec![Line { figure, unit: "/s", ours: we, other, target: "≥ 0.8", row: "cards" }])
}

/// Checks that the cards are in the order of their requests, and returns the length of the longest.
async fn in_order(synapse: &Homeserver, cards: &[Card]) -> anyhow::Result<usize> {
    let admin = Matrix::admin(synapse)?;
    let (mut places, mut longest) = (vec![], 0);
    for card in cards {
        let path = format!("/_synapse/admin/v1/fetch_event/{}", card.event);
        let event = &admin.call(Method::GET, &path, &Value::Null).await?["event"];
        let place = (event["depth"].as_i64().unwrap_or(0), event["origin_server_ts"].as_i64().unwrap_or(0));
        places.push((card.submitted_at, place));
        let sealed = event["content"]["ciphertext"].as_str().context("a card is not encrypted")?;
        // Base64 encodes three bytes as four characters.
        longest = longest.max(sealed.len() * 3 / 4);
    }
    ensure!(is_in_order(&places), "the cards are not in the order of their requests");
    Ok(longest)
}

/// Whether earlier requests have earlier places. Requests of the same millisecond may be in any order.
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
    fn cards_are_ordered_by_time_of_request() {
        assert!(is_in_order::<i64>(&[]));
        assert!(is_in_order(&[(1, 10), (2, 12), (2, 11), (3, 13)]));
        assert!(!is_in_order(&[(1, 10), (2, 12), (2, 11), (3, 11)]));
        assert!(!is_in_order(&[(1, 10), (2, 9)]));
    }
}
