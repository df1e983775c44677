//! `leftovers`: finds accounts in Synapse without a request, after a restore.

use anyhow::Context;
use registration_core::{Registrations, domain::Localpart, registrations::Leftover};
use serde_json::{Value, json};

use crate::{cli::LeftoversCommand, output::outln, table};

/// Runs the command, and prints the result.
pub async fn run(registrations: Registrations, command: LeftoversCommand) -> anyhow::Result<()> {
    let (operations, domain) = (registrations.operations(), &registrations.config().synapse.domain);
    match command {
        LeftoversCommand::List { since, json } => {
            let found = operations.leftovers(since).await?;
            if json {
                let facts = |one: &Leftover| json!({ "user_id": one.localpart.on(domain), "email": one.email, "created_at": one.created_at });
                return table::json(found.iter().map(facts).collect::<Vec<Value>>());
            }
            if found.is_empty() {
                outln!("There are no such accounts.");
                return Ok(());
            }
            let row = |one: &Leftover| [one.localpart.on(domain), one.email.clone(), table::when(one.created_at)];
            table::print(["User ID", "E-mail", "Created"], found.iter().map(row));
            outln!(
                "\nThese accounts are locked, nobody has used them, and no request is known for them. Nothing proves that \
                 this service created them:\ncompare each with the cards in the moderators' room. `leftovers ask NAME` \
                 asks for a decision about one."
            );
        }
        LeftoversCommand::Ask { name } => {
            let localpart = Localpart::parse(&name, domain).with_context(|| format!("{name} is not a username"))?;
            operations.ask_about_leftover(&localpart).await.with_context(|| localpart.on(domain))?;
            outln!(
                "{0} needs a decision now: `accounts remove {1}` deactivates and erases it, `accounts keep {1}` and \
                 `accounts release {1}` leave it as it is.",
                localpart.on(domain),
                localpart
            );
        }
    }
    Ok(())
}
