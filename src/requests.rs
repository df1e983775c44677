//! `requests`: lists, shows and decides requests.

use anyhow::{Context, bail};
use registration_core::{
    Registrations,
    domain::{Actor, NewDecision, Origin, Registration, RegistrationId, Revocation, State, Verdict},
    registrations::{
        AskError, DecideError, Noted, ReopenError, ResendError, RevokeError, UndoError, earlier_decisions,
    },
};

use crate::{
    cli::{DecisionArguments, RequestsCommand},
    output::outln,
    show::{self, Shown},
    table,
};

/// How many parked effects are listed at most.
const MAX_PARKED: u64 = 1000;

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: RequestsCommand) -> anyhow::Result<()> {
    match command {
        RequestsCommand::List { state, all, limit, json } => {
            let state = if all { None } else { Some(state.unwrap_or(State::AwaitingReview)) };
            list(&registrations, state, limit, json).await
        }
        RequestsCommand::Show { who, json } => show(&registrations, &who, json).await,
        RequestsCommand::Approve(arguments) => decide(&registrations, Verdict::Approve, arguments).await,
        RequestsCommand::Deny(arguments) => decide(&registrations, Verdict::Deny, arguments).await,
        RequestsCommand::Ask { who, question } => ask(&registrations, &who, &question).await,
        RequestsCommand::Hold { who, lifetime, reason } => {
            let until = lifetime.and_then(|span| registrations.clock().now().checked_add(span).ok());
            let id = find(&registrations, &who).await?.id;
            let moderation = registrations.moderation();
            report(id, &moderation.hold(id, &Actor::Operator, until, reason.as_deref()).await?, "is on hold")
        }
        RequestsCommand::Unhold { who } => {
            let id = find(&registrations, &who).await?.id;
            report(id, &registrations.moderation().unhold(id, &Actor::Operator).await?, "is no longer on hold")
        }
        RequestsCommand::Note { who, note } => {
            let id = find(&registrations, &who).await?.id;
            report(id, &registrations.moderation().note(id, &Actor::Operator, &note).await?, "has a new note")
        }
        RequestsCommand::Undo { who } => undo(&registrations, &who).await,
        RequestsCommand::Revoke(arguments) => revoke(&registrations, arguments).await,
        RequestsCommand::Reopen { who } => reopen(&registrations, &who).await,
        RequestsCommand::Resend { who } => resend(&registrations, &who).await,
        RequestsCommand::Parked { json } => parked(&registrations, json).await,
        RequestsCommand::Retry { who, .. } => retry(&registrations, who.as_deref()).await,
    }
}

async fn list(registrations: &Registrations, state: Option<State>, limit: u64, json: bool) -> anyhow::Result<()> {
    let mut found = registrations.list(state, limit).await?;
    found.reverse();
    let domain = &registrations.config().synapse.domain;
    if json {
        return table::json(found.iter().map(|one| show::facts(one, domain)).collect::<Vec<_>>());
    }
    if found.is_empty() {
        outln!("No requests found.");
        return mention_accounts(registrations).await;
    }
    let row = |one: &Registration| {
        let Registration { id, state, localpart, email, started_at, .. } = one;
        [format!("#{id}"), localpart.on(domain), email.as_typed(), state.to_string(), table::when(*started_at)]
    };
    table::print(["", "User ID", "E-mail", "State", "Started"], found.iter().map(row));
    mention_accounts(registrations).await
}

/// Prints how many accounts need a decision, if any do.
async fn mention_accounts(registrations: &Registrations) -> anyhow::Result<()> {
    match registrations.operations().account_questions().await?.len() {
        0 => {}
        1 => outln!("One account needs a decision: see `accounts list`."),
        count => outln!("{count} accounts need a decision: see `accounts list`."),
    }
    Ok(())
}

async fn show(registrations: &Registrations, who: &str, json: bool) -> anyhow::Result<()> {
    let registration = find(registrations, who).await?;
    let history = registrations.history(registration.id).await?;
    let shown = Shown {
        domain: &registrations.config().synapse.domain,
        earlier: earlier_decisions(&history),
        history,
        domain_history: registrations.moderation().domain_history(&registration).await?,
        signals: registrations.moderation().signals(&registration).await?,
        questions: registrations.moderation().questions(registration.id).await?,
        triage: registrations.moderation().triage(registration.id).await?,
        registration,
    };
    if json {
        return table::json(shown.json());
    }
    shown.print();
    Ok(())
}

async fn decide(registrations: &Registrations, verdict: Verdict, arguments: DecisionArguments) -> anyhow::Result<()> {
    let id = find(registrations, &arguments.who).await?.id;
    let decision = NewDecision::new(verdict, Actor::Operator).saying(arguments.message).quietly(arguments.quiet);
    match registrations.moderation().decide(id, decision).await {
        Ok(registration) => {
            let word = if verdict == Verdict::Approve { "approved" } else { "denied" };
            outln!("#{id} {word}: {}. The running service performs the effects.", registration.localpart);
            if let Some(until) = registrations.moderation().undo_until(&registration).await? {
                outln!("It takes effect at {}. To undo it before that: `requests undo {id}`.", table::when(until));
            }
            Ok(())
        }
        Err(DecideError::AlreadyDecided(registration)) => {
            let by = registration.decision.map_or_else(String::new, |decision| format!(" by {}", decision.by));
            bail!("#{id} was already decided{by}: it is {}", registration.state)
        }
        Err(DecideError::NotReady(registration)) => {
            bail!("#{id} is not waiting for a decision: it is {}", registration.state)
        }
        Err(DecideError::NotFound) => bail!("there is no request #{id}"),
        Err(error) => Err(error.into()),
    }
}

async fn ask(registrations: &Registrations, who: &str, question: &str) -> anyhow::Result<()> {
    let id = find(registrations, who).await?.id;
    match registrations.moderation().ask(id, question, &Actor::Operator).await {
        Ok(asked) => {
            let until = table::when(asked.expires_at);
            outln!("#{id}: the running service mails the question. It can be answered until {until}.");
            Ok(())
        }
        Err(AskError::NotPending(of)) => bail!("#{id} is not waiting for a decision: it is {}", of.state),
        Err(AskError::Open(open)) => {
            bail!("#{id}: the last question is not answered yet; it can be until {}", table::when(open.expires_at))
        }
        Err(error) => Err(error.into()),
    }
}

fn report(id: RegistrationId, noted: &Noted, what: &str) -> anyhow::Result<()> {
    match noted {
        Noted::Done => outln!("#{id} {what}."),
        Noted::NotPending => bail!("#{id} is not waiting for a decision"),
        Noted::NotFound => bail!("there is no request #{id}"),
    }
    Ok(())
}

async fn undo(registrations: &Registrations, who: &str) -> anyhow::Result<()> {
    let id = find(registrations, who).await?.id;
    match registrations.moderation().undo(id, Actor::Operator, None).await {
        Ok(registration) => {
            outln!("#{id} is pending again: {}. Nothing was sent to the applicant.", registration.localpart);
            Ok(())
        }
        Err(UndoError::NotDecided(registration)) => bail!("#{id} is not decided: it is {}", registration.state),
        Err(UndoError::TooLate(_)) => {
            bail!("#{id}: the decision has taken effect; to turn it around: `requests revoke {id}`")
        }
        Err(UndoError::Superseded) => bail!("#{id}: another request now has its username or its e-mail address"),
        Err(error) => Err(error.into()),
    }
}

async fn revoke(registrations: &Registrations, arguments: DecisionArguments) -> anyhow::Result<()> {
    let id = find(registrations, &arguments.who).await?.id;
    let DecisionArguments { message, quiet, .. } = arguments;
    let revocation = Revocation { by: Actor::Operator, confirmed_by: None, message, notify: !quiet };
    match registrations.moderation().revoke(id, revocation).await {
        Ok(registration) => {
            let what = match registration.state {
                State::AwaitingReview => "is pending again. The running service posts its card",
                State::Denied => "is denied",
                _ => "is revoked. The running service locks the account",
            };
            outln!("#{id} {what}: {}.", registration.localpart);
            Ok(())
        }
        Err(RevokeError::NotDecided(of)) => bail!("#{id} has no decision to revoke: it is {}", of.state),
        Err(RevokeError::Undoable(_)) => bail!("#{id}: the decision has not taken effect: `requests undo {id}`"),
        Err(RevokeError::Opening(_)) => bail!("#{id}: the account is being opened; try again in a moment"),
        Err(RevokeError::NotOurs(_)) => {
            bail!("#{id}: the account is not one that this service opened: lock it in Synapse")
        }
        Err(RevokeError::Superseded) => bail!("#{id}: another request now has its username or its e-mail address"),
        Err(error) => Err(error.into()),
    }
}

async fn reopen(registrations: &Registrations, who: &str) -> anyhow::Result<()> {
    let id = find(registrations, who).await?.id;
    match registrations.moderation().reopen(id, Actor::Operator).await {
        Ok(registration) => {
            outln!("#{id} is reopened: {}. The running service posts its card.", registration.localpart);
            Ok(())
        }
        Err(ReopenError::NotDenied(registration)) => bail!("#{id} was not denied: it is {}", registration.state),
        Err(ReopenError::Superseded) => bail!("#{id}: another request now has its username or its e-mail address"),
        Err(error) => Err(error.into()),
    }
}

async fn resend(registrations: &Registrations, who: &str) -> anyhow::Result<()> {
    let Registration { id, state, .. } = find(registrations, who).await?;
    match registrations.resend(id, Origin::from(Actor::Operator)).await {
        Ok(()) => {
            outln!("#{id}: the running service sends the mail.");
            Ok(())
        }
        Err(ResendError::NotWaiting) => bail!("#{id} has no mail to send: it is {state}"),
        Err(error) => Err(error.into()),
    }
}

async fn parked(registrations: &Registrations, json: bool) -> anyhow::Result<()> {
    let parked = registrations.moderation().parked(MAX_PARKED).await?;
    if json {
        return table::json(parked.iter().map(show::parked_facts).collect::<Vec<_>>());
    }
    if parked.is_empty() {
        outln!("No effects are parked.");
        return Ok(());
    }
    let rows = parked
        .into_iter()
        .map(|one| [format!("#{}", one.registration), one.effect.to_string(), one.cause, table::when(one.since)]);
    table::print(["Request", "Effect", "Cause", "Since"], rows);
    Ok(())
}

async fn retry(registrations: &Registrations, who: Option<&str>) -> anyhow::Result<()> {
    let of = match who {
        Some(who) => Some(find(registrations, who).await?.id),
        None => None,
    };
    match registrations.operations().retry(of, &Origin::from(Actor::Operator)).await? {
        0 => outln!("Nothing has failed."),
        count => outln!("Retrying {count}. The running service performs them."),
    }
    Ok(())
}

async fn find(registrations: &Registrations, who: &str) -> anyhow::Result<Registration> {
    registrations.look_up(who).await?.with_context(|| format!("there is no request {who:?}"))
}
