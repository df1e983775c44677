//! `list`, `search`, `show` and `parked`: commands that change nothing.

use registration_core::{
    Registrations,
    config::ShowAddress,
    domain::{Actor, State},
    messages::Language,
    store::{COUNTED, Entry, First, StoreError},
    text,
};

use super::{
    find::{WhichRequest, find, unknown},
    parse::{ListFilter, Target},
    response::Response,
    shown_mark::Shown,
};
use crate::{
    active_room::ActiveRoom,
    card::{self, CardContext, Handling, effect_text::effect_description},
    error::BotError,
    matrix::format::{Block, actor_name, clipped, format_span},
    request_line,
    voting::vote_display::current_votes,
};

/// Requests per page.
const PAGE_SIZE: u64 = 20;
/// Maximum entries of a history; more do not fit on a phone screen.
const MAX_ENTRIES: usize = 40;
/// Maximum parked effects in a list; each takes several lines.
const MAX_PARKED: u64 = 20;
/// Maximum characters of the search words that a response quotes.
const MAX_WORDS: usize = 100;
/// Maximum characters of a cause.
const MAX_CAUSE: usize = 200;

/// One page of requests. Pending requests are listed oldest first, others newest first.
pub(super) async fn list(active: &ActiveRoom, filter: ListFilter, page: u64) -> Result<Response, BotError> {
    let registrations = &active.registrations;
    let (config, language) = (registrations.config(), registrations.config().room_language());
    // Later pages cost more, and nobody reads that far.
    let offset = (page - 1).saturating_mul(PAGE_SIZE).min(COUNTED);
    let first = if filter == ListFilter::Pending { First::Oldest } else { First::Newest };
    let (mut found, count) = registrations.moderation().page(filter.states(), first, offset, PAGE_SIZE).await?;
    if offset == COUNTED {
        found.clear();
    }
    if found.is_empty() {
        return Ok(Response::said(vec![match (count, filter) {
            (0, ListFilter::Pending) => text!(in language, "room-list-empty"),
            (0, _) => text!(in language, "room-list-none"),
            (count, _) if count > COUNTED => text!(in language, "room-list-no-such-page"),
            _ => text!(in language, "room-list-no-page", count = count),
        }]));
    }
    let mut response = Response::said(vec![match filter {
        ListFilter::Pending if count > COUNTED => text!(in language, "room-list-title-many", count = COUNTED),
        ListFilter::Pending => text!(in language, "room-list-title", count = count),
        _ if count > COUNTED => text!(in language, "room-list-title-other-many", count = COUNTED),
        _ => text!(in language, "room-list-title-other", count = count),
    }]);
    response.blocks.extend(request_line::blocks(active, &found).await?);
    if offset + PAGE_SIZE < count {
        let (prefix, next) = (config.bot.command_prefix.as_str(), (page + 1).to_string());
        let more = text!(in language, "room-list-more", prefix = prefix, shelf = filter.as_str(), page = next);
        response.blocks.push(Block::Line(more));
    }
    Ok(response)
}

/// Requests that match these words, newest first.
pub(super) async fn search(active: &ActiveRoom, words: &str) -> Result<Response, BotError> {
    let language = active.registrations.config().room_language();
    let mut found = active.registrations.moderation().search(words, PAGE_SIZE + 1).await?;
    if found.is_empty() {
        return Ok(Response::said(vec![text!(in language, "room-search-none", words = clipped(words, MAX_WORDS))]));
    }
    let shown = usize::try_from(PAGE_SIZE).unwrap_or(usize::MAX);
    let has_more = found.len() > shown;
    found.truncate(shown);
    let mut response = Response::said(vec![]);
    response.blocks.extend(request_line::blocks(active, &found).await?);
    if has_more {
        response.blocks.push(Block::Line(text!(in language, "room-search-more")));
    }
    Ok(response)
}

/// All details of a request: its card, where it came from, and its history.
pub(super) async fn show(active: &ActiveRoom, who: &Target) -> Result<Response, BotError> {
    let language = active.registrations.config().room_language();
    let registrations = &active.registrations;
    let id = match find(registrations, who, WhichRequest::Any).await? {
        Ok(id) => id,
        Err(response) => return Ok(response),
    };
    let Some(registration) = registrations.find(id).await? else { return Ok(unknown(registrations, who)) };
    let signals = registrations.moderation().signals(&registration).await?;
    let votes = current_votes(active, &registration).await?;
    let handling = Handling::load(registrations, &registration).await?.full(language);
    let undo_until = registrations.moderation().undo_until(&registration).await?;
    let domain_history = registrations.moderation().domain_history(&registration).await?;
    let (domain_history, config) = (domain_history.as_ref(), registrations.config());
    let context = CardContext { undo_until, domain_history, handling: &handling, ..CardContext::from_config(config) };
    let mut blocks = card::render_in_full(&registration, &signals, &votes, active.room.room_id(), &context);
    let address = match registration.address {
        _ if active.rules().show_address == ShowAddress::Hidden => text!(in language, "room-show-hidden-address"),
        Some(address) => address.to_string(),
        None => text!(in language, "room-show-no-address"),
    };
    let asked = registration.submitted_at.unwrap_or(registration.started_at);
    blocks.extend([
        Block::Line(text!(in language, "room-show-address", address = address)),
        Block::Line(text!(in language, "room-show-age", age = format_span(language, registrations.clock().now().duration_since(asked)))),
        Block::Gap,
        Block::Line(text!(in language, "room-show-timeline")),
    ]);
    let history = registrations.history(id).await?;
    if history.len() > MAX_ENTRIES {
        blocks.push(Block::Line(text!(in language, "room-show-earlier", count = history.len() - MAX_ENTRIES)));
    }
    let newest = history.iter().skip(history.len().saturating_sub(MAX_ENTRIES));
    blocks.extend(newest.map(|entry| Block::Line(history_line(language, entry))));
    let card = registrations.bot_store().card_of(id).await?.filter(|card| card.room == active.id());
    let is_pending = registration.state == State::AwaitingReview;
    let shown = Some(Shown { id, card: card.map(|card| card.event), is_pending });
    Ok(Response { blocks, shown, ..Response::said(vec![]) })
}

/// One entry of the history.
fn history_line(language: Language, entry: &Entry) -> String {
    let (at, what) = (language.date_time(entry.at), entry.kind.describe(language));
    let by = match &entry.origin.actor {
        Actor::Applicant => text!(in language, "room-by-applicant"),
        actor => actor_name(language, actor),
    };
    match &entry.detail {
        Some(detail) => {
            text!(in language, "room-show-entry-detail", at = at, what = what, by = by, detail = clipped(detail, MAX_CAUSE))
        }
        None => text!(in language, "room-show-entry", at = at, what = what, by = by),
    }
}

/// The effects that are parked until someone fixes their cause.
pub(super) async fn parked(registrations: &Registrations) -> Result<Response, StoreError> {
    let language = registrations.config().room_language();
    let parked = registrations.moderation().parked(MAX_PARKED + 1).await?;
    if parked.is_empty() {
        return Ok(Response::said(vec![text!(in language, "room-parked-none")]));
    }
    let shown = usize::try_from(MAX_PARKED).unwrap_or(usize::MAX);
    let mut lines = vec![text!(in language, "room-parked-title")];
    lines.extend(parked.iter().take(shown).map(|one| {
        text!(in language,
            "room-parked-line",
            id = one.registration.to_string(),
            what = effect_description(language, &one.effect),
            at = language.date_time(one.since),
            cause = clipped(&one.cause, MAX_CAUSE),
        )
    }));
    if parked.len() > shown {
        lines.push(text!(in language, "room-parked-more"));
    }
    lines.push(text!(in language, "room-parked-retry", prefix = registrations.config().bot.command_prefix.as_str()));
    Ok(Response::said(lines))
}
