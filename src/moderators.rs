//! `moderators`: lists, adds and removes moderators. The running bot changes the room.

use std::time::Duration;

use anyhow::{Context, bail};
use registration_bot::{RoomMember, members};
use registration_core::{
    Registrations,
    config::user_id,
    domain::{Actor, Localpart},
    registrations::UnfitModerator,
    store::state::{BotLease, RosterEntry, Standing},
};
use serde_json::{Value, json};

use crate::{cli::ModeratorsCommand, output::outln, table};

/// How often, and how many times, the command looks whether the bot has changed the room.
const POLL_INTERVAL: Duration = Duration::from_millis(250);
const POLL_ATTEMPTS: usize = 60;

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: ModeratorsCommand) -> anyhow::Result<()> {
    match command {
        ModeratorsCommand::List { json } => list(&registrations, json).await,
        ModeratorsCommand::Add { user } => {
            let user = parse(&registrations, &user)?;
            if let Some(unfit) = registrations.operations().unfit_moderator(&user).await? {
                bail!("{user} cannot be a moderator: {unfit}");
            }
            change(&registrations, &user, Standing::Moderator).await
        }
        ModeratorsCommand::Remove { user } => {
            let user = parse(&registrations, &user)?;
            if registrations.operations().unfit_moderator(&user).await? == Some(UnfitModerator::Bot) {
                bail!("{user} is the bot");
            }
            let (_, found) = members(&registrations).await?;
            if !found.iter().any(|one| one.user == user) {
                bail!("{user} is not a moderator; `moderators list` shows who is");
            }
            change(&registrations, &user, Standing::Removed).await?;
            let left = found.iter().filter(|one| one.decides && one.user != user).count();
            let rules = &registrations.config().moderation;
            if left < rules.approvals_required.max(rules.denials_required) {
                outln!("Warning: {left} moderator(s) are left, too few to decide on requests. Add one: moderators add");
            }
            Ok(())
        }
    }
}

/// `@alice:example.org`, or the name of an account on this server.
fn parse(registrations: &Registrations, text: &str) -> anyhow::Result<String> {
    let domain = &registrations.config().synapse.domain;
    if text.contains(':') {
        return user_id(text).map_err(|expected| anyhow::anyhow!("{text:?}: {expected}"));
    }
    Ok(Localpart::parse(text, domain).with_context(|| format!("{text:?} is not a user ID"))?.on(domain))
}

/// Has the bot change the room, and waits until it has.
async fn change(registrations: &Registrations, user: &str, standing: Standing) -> anyhow::Result<()> {
    let at = registrations.clock().now();
    let by = Actor::Operator;
    let entry = RosterEntry { standing, by, agreed: vec![], at, level: None, pending: true, problem: None };
    registrations.operations().want_moderator(user, entry).await?;
    let lease = registrations.bot_store().state::<BotLease>().get().await?;
    if matches!(lease, Some(BotLease::Held { .. })) {
        for _ in 0..POLL_ATTEMPTS {
            match registrations.operations().roster().await?.0.remove(user) {
                Some(RosterEntry { problem: Some(problem), .. }) => {
                    bail!("{problem} (The bot tries again at its next start.)");
                }
                Some(entry) if entry.pending => tokio::time::sleep(POLL_INTERVAL).await,
                _ => {
                    outln!("{}", if standing == Standing::Moderator { added(user) } else { removed(user) });
                    return Ok(());
                }
            }
        }
    }
    outln!("Recorded for {user}. The bot changes the room as soon as it runs; `moderators list` shows whether it has.");
    Ok(())
}

fn added(user: &str) -> String {
    format!("{user} is a moderator now, and invited unless already in the room.")
}

fn removed(user: &str) -> String {
    format!("{user} is no longer a moderator, and has no access to the room.")
}

async fn list(registrations: &Registrations, json: bool) -> anyhow::Result<()> {
    let (room, found) = members(registrations).await?;
    if json {
        return table::json(json!({
            "room": room, "moderators": found.iter().map(facts).collect::<Vec<Value>>(),
        }));
    }
    match &room {
        Some(room) => outln!("Room: {room}"),
        None => outln!("There is no moderators' room yet: the bot creates it at the first start."),
    }
    let row = |one: &RoomMember| {
        let decides = if one.decides { "yes" } else { "no" };
        let power = if one.power == i64::MAX { "creator".to_owned() } else { one.power.to_string() };
        let membership = one.membership.clone().unwrap_or_else(|| "not in the room".to_owned());
        [one.user.clone(), decides.to_owned(), membership, power, one.remark()]
    };
    table::print(["User ID", "Decides", "Membership", "Power level", ""], found.iter().map(row));
    Ok(())
}

fn facts(one: &RoomMember) -> Value {
    let entry = one.entry.as_ref();
    let standing = entry.map(|entry| match entry.standing {
        Standing::Moderator => "moderator",
        Standing::Removed => "removed",
        Standing::Left => "left",
    });
    json!({
        "user_id": one.user,
        "decides": one.decides,
        "membership": one.membership,
        "power_level": (one.power != i64::MAX).then_some(one.power),
        "created_the_room": one.power == i64::MAX,
        "in_config": one.is_configured,
        "standing": standing,
        "by": entry.map(|entry| entry.by.to_string()),
        "agreed": entry.map(|entry| &entry.agreed),
        "at": entry.map(|entry| entry.at),
        "pending": entry.is_some_and(|entry| entry.pending),
        "problem": entry.and_then(|entry| entry.problem.as_ref()),
    })
}
