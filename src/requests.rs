//! Requests at the terminal: for an operator, or when the room cannot be reached.

use anyhow::{Context, bail};
use registration_core::{
    Registrations,
    domain::{Actor, Registration, RegistrationId, Ruling, State, Verdict},
    registrations::DecideError,
};

use crate::cli::RequestsCommand;

/// Does what is asked and prints what came of it.
pub async fn run(registrations: Registrations, command: RequestsCommand) -> anyhow::Result<()> {
    match command {
        RequestsCommand::List { all } => list(&registrations, all).await,
        RequestsCommand::Show { number } => show(&registrations, &number).await,
        RequestsCommand::Approve { number, message } => {
            decide(&registrations, &number, Verdict::Approve, message).await
        }
        RequestsCommand::Deny { number, message } => decide(&registrations, &number, Verdict::Deny, message).await,
    }
}

async fn list(registrations: &Registrations, all: bool) -> anyhow::Result<()> {
    let found = registrations.list((!all).then_some(State::AwaitingReview), 100).await?;
    if found.is_empty() {
        println!("Nothing waits.");
    }
    let domain = &registrations.config().synapse.domain;
    for registration in found.iter().rev() {
        let Registration { id, state, localpart, started_at, .. } = registration;
        println!("#{id}\t{}\t{state}\t{}", localpart.on(domain), started_at.strftime("%Y-%m-%d %H:%M UTC"));
    }
    Ok(())
}

async fn show(registrations: &Registrations, number: &str) -> anyhow::Result<()> {
    let id = parse(number)?;
    let Some(found) = registrations.find(id).await? else { bail!("there is no request #{id}") };
    println!("Request:  #{id}");
    println!("User ID:  {}", found.localpart.on(&registrations.config().synapse.domain));
    println!("E-mail:   {}", found.email.as_typed());
    println!("State:    {}", found.state);
    println!("Started:  {}", found.started_at.strftime("%Y-%m-%d %H:%M UTC"));
    if let Some(reason) = &found.reason {
        println!("Reason:   {}", reason.as_str().replace('\n', "\n          "));
    }
    if let Some(decision) = &found.decision {
        println!("Decided:  {} by {}", decision.at.strftime("%Y-%m-%d %H:%M UTC"), decision.by);
    }
    Ok(())
}

async fn decide(
    registrations: &Registrations,
    number: &str,
    verdict: Verdict,
    message: Option<String>,
) -> anyhow::Result<()> {
    let id = parse(number)?;
    match registrations.decide(id, Ruling::new(verdict, Actor::Operator).saying(message)).await {
        Ok(registration) => {
            let word = if verdict == Verdict::Approve { "approved" } else { "denied" };
            println!("#{id} {word}: {}. The running service does the rest.", registration.localpart);
            Ok(())
        }
        Err(DecideError::AlreadyDecided(registration)) => {
            let by = registration.decision.map_or_else(String::new, |decision| format!(" by {}", decision.by));
            bail!("#{id} was decided before{by}: it is {}", registration.state)
        }
        Err(DecideError::NotReady(registration)) => {
            bail!("#{id} does not wait for a decision: it is {}", registration.state)
        }
        Err(DecideError::NotFound) => bail!("there is no request #{id}"),
        Err(error) => Err(error.into()),
    }
}

fn parse(number: &str) -> anyhow::Result<RegistrationId> {
    number.parse().with_context(|| format!("{number:?} is no number of a request"))
}
