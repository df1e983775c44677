//! `accounts`: lists accounts that need a decision, and decides them.

use anyhow::Context;
use registration_core::{
    Registrations,
    domain::{AccountAnswer, Actor, Localpart, RegistrationId},
    registrations::AccountQuestion,
};
use serde_json::{Value, json};

use crate::{cli::AccountsCommand, output::outln, table};

/// Runs the command.
pub async fn run(registrations: Registrations, command: AccountsCommand) -> anyhow::Result<()> {
    let (answer, name) = match command {
        AccountsCommand::List { json } => return list(&registrations, json).await,
        AccountsCommand::Adopt { name } => (AccountAnswer::Adopt, name),
        AccountsCommand::Keep { name } => (AccountAnswer::Keep, name),
        AccountsCommand::Release { name } => (AccountAnswer::Release, name),
        AccountsCommand::Remove { name } => (AccountAnswer::Remove, name),
    };
    let domain = &registrations.config().synapse.domain;
    let localpart = Localpart::parse(&name, domain).with_context(|| format!("{name} is not a username"))?;
    registrations
        .moderation()
        .answer_account(&localpart, answer, Actor::Operator)
        .await
        .with_context(|| format!("{answer} {}", localpart.on(domain)))?;
    outln!("Done: {answer} {}.", localpart.on(domain));
    Ok(())
}

async fn list(registrations: &Registrations, json: bool) -> anyhow::Result<()> {
    let questions = registrations.operations().account_questions().await?;
    let domain = &registrations.config().synapse.domain;
    let answers = |question: &AccountQuestion| question.answers.iter().map(|one| one.as_str()).collect::<Vec<_>>();
    if json {
        let facts = |question: &AccountQuestion| {
            json!({
                "request": Some(question.registration.0).filter(|id| *id != RegistrationId::UNKNOWN.0),
                "user_id": question.localpart.on(domain),
                "why": question.why.as_str(),
                "answers": answers(question),
            })
        };
        return table::json(questions.iter().map(facts).collect::<Vec<Value>>());
    }
    if questions.is_empty() {
        outln!("No account needs a decision.");
        return Ok(());
    }
    let rows = questions.iter().map(|question| {
        let id = match question.registration {
            RegistrationId::UNKNOWN => String::new(),
            id => format!("#{id}"),
        };
        [id, question.localpart.on(domain), question.why.to_string(), answers(question).join(", ")]
    });
    table::print(["", "User ID", "Why", "Possible answers"], rows);
    Ok(())
}
