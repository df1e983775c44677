//! `list`, `search`, `show` and `parked`: what is only looked at.

use matrix_sdk::ruma::RoomId;
use registration_core::{
    Registrations,
    config::ShowAddress,
    domain::{Actor, Registration, State},
    store::{COUNTED, Entry, First, StoreError},
    text,
};

use super::{
    find::{WhichRequest, find, unknown},
    parse::{ListFilter, Target},
    response::Response,
};
use crate::{
    card::{self, CardContext, effect_text::effect_description},
    matrix::format::{Block, actor_name, clipped, format_span, format_time},
};

/// Requests on a page.
const PAGE: u64 = 20;
/// Entries of a timeline: a phone shows no more at a time.
const ENTRIES: usize = 40;
/// Parked effects take several lines each.
const PARKED: u64 = 20;
/// Characters of what was looked for.
const WORDS: usize = 100;
/// Characters of what stood in the way.
const CAUSE: usize = 200;

/// Requests of one kind, a page of them: who has waited longest first, of the others the newest.
pub(super) async fn list(registrations: &Registrations, shelf: ListFilter, page: u64) -> Result<Response, StoreError> {
    // A page costs as much as all before it, and nobody reads that far.
    let offset = (page - 1).saturating_mul(PAGE).min(COUNTED);
    let first = if shelf == ListFilter::Pending { First::Oldest } else { First::Newest };
    let (mut found, count) = registrations.store().page(shelf.states(), first, offset, PAGE).await?;
    if offset == COUNTED {
        found.clear();
    }
    if found.is_empty() {
        return Ok(Response::said(vec![match (count, shelf) {
            (0, ListFilter::Pending) => text!("room-list-empty"),
            (0, _) => text!("room-list-none"),
            (count, _) if count > COUNTED => text!("room-list-no-such-page"),
            _ => text!("room-list-no-page", count = count),
        }]));
    }
    let config = registrations.config();
    let mut lines = vec![match shelf {
        ListFilter::Pending if count > COUNTED => text!("room-list-title-many", count = COUNTED),
        ListFilter::Pending => text!("room-list-title", count = count),
        _ if count > COUNTED => text!("room-list-title-other-many", count = COUNTED),
        _ => text!("room-list-title-other", count = count),
    }];
    lines.extend(found.iter().map(|one| line(one, &config.synapse.domain)));
    if offset + PAGE < count {
        let prefix = config.bot.command_prefix.as_str();
        lines.push(text!("room-list-more", prefix = prefix, shelf = shelf.as_str(), page = (page + 1).to_string()));
    }
    Ok(Response::said(lines))
}

/// Requests that hold these words, the newest first.
pub(super) async fn search(registrations: &Registrations, words: &str) -> Result<Response, StoreError> {
    let found = registrations.store().search(words, PAGE + 1).await?;
    if found.is_empty() {
        return Ok(Response::said(vec![text!("room-search-none", words = clipped(words, WORDS))]));
    }
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let domain = &registrations.config().synapse.domain;
    let mut lines: Vec<String> = found.iter().take(shown).map(|one| line(one, domain)).collect();
    if found.len() > shown {
        lines.push(text!("room-search-more"));
    }
    Ok(Response::said(lines))
}

fn line(one: &Registration, domain: &str) -> String {
    let since = format_time(one.submitted_at.unwrap_or(one.started_at));
    let (id, mxid) = (one.id.to_string(), one.localpart.on(domain));
    match one.state {
        State::AwaitingReview => text!("room-list-line", id = id, mxid = mxid, at = since),
        state => text!("room-list-line-state", id = id, mxid = mxid, at = since, state = state.as_str()),
    }
}

/// Everything about a request: its card, where it came from, and what happened to it.
pub(super) async fn show(registrations: &Registrations, who: &Target, room: &RoomId) -> Result<Response, StoreError> {
    let id = match find(registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(answer) => return Ok(answer),
    };
    let Some(registration) = registrations.find(id).await? else { return Ok(unknown(registrations, who)) };
    let signals = registrations.moderation().signals(&registration).await?;
    let mut blocks =
        card::render_in_full(&registration, &signals, room, &CardContext::from_config(registrations.config()));
    let address = match registration.address {
        _ if registrations.config().moderation.show_address == ShowAddress::Hidden => text!("room-show-hidden-address"),
        Some(address) => address.to_string(),
        None => text!("room-show-no-address"),
    };
    let asked = registration.submitted_at.unwrap_or(registration.started_at);
    blocks.extend([
        Block::Line(text!("room-show-address", address = address)),
        Block::Line(text!("room-show-age", age = format_span(registrations.clock().now().duration_since(asked)))),
        Block::Gap,
        Block::Line(text!("room-show-timeline")),
    ]);
    let history = registrations.history(id).await?;
    if history.len() > ENTRIES {
        blocks.push(Block::Line(text!("room-show-earlier", count = history.len() - ENTRIES)));
    }
    let newest = history.iter().skip(history.len().saturating_sub(ENTRIES));
    blocks.extend(newest.map(|entry| Block::Line(happened(entry))));
    Ok(Response { done: None, blocks, ask: None })
}

/// A line of the timeline.
fn happened(entry: &Entry) -> String {
    let (at, what) = (format_time(entry.at), entry.kind.describe());
    let by = match &entry.origin.actor {
        Actor::Applicant => text!("room-by-applicant"),
        actor => actor_name(actor),
    };
    match &entry.detail {
        Some(detail) => text!("room-show-entry-detail", at = at, what = what, by = by, detail = clipped(detail, CAUSE)),
        None => text!("room-show-entry", at = at, what = what, by = by),
    }
}

/// What waits for somebody to mend something.
pub(super) async fn parked(registrations: &Registrations) -> Result<Response, StoreError> {
    let parked = registrations.store().parked(PARKED + 1).await?;
    if parked.is_empty() {
        return Ok(Response::said(vec![text!("room-parked-none")]));
    }
    let shown = usize::try_from(PARKED).unwrap_or(usize::MAX);
    let mut lines = vec![text!("room-parked-title")];
    lines.extend(parked.iter().take(shown).map(|one| {
        text!(
            "room-parked-line",
            id = one.registration.to_string(),
            what = effect_description(&one.effect),
            at = format_time(one.since),
            cause = clipped(&one.cause, CAUSE),
        )
    }));
    if parked.len() > shown {
        lines.push(text!("room-parked-more"));
    }
    lines.push(text!("room-parked-retry", prefix = registrations.config().bot.command_prefix.as_str()));
    Ok(Response::said(lines))
}
