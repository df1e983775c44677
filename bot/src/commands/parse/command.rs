//! What a moderator can ask of the bot.

use registration_core::domain::{AccountAnswer, RuleId};

use super::{
    decision::DecisionArgs,
    list_filter::ListFilter,
    name::CommandName,
    rules::{BlockArgs, ReminderSetting},
    target::Target,
};

/// What a moderator can ask of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What the commands are, or what one of them does.
    Help(Option<CommandName>),
    /// Requests in some state, page by page.
    List(ListFilter, u64),
    /// Everything about a request.
    Show(Target),
    /// Requests that hold these words.
    Search(String),
    /// Open or remove the account.
    Decide(DecisionArgs),
    /// Think again about a no.
    Reopen(Target),
    /// Mail again what the applicant should have in hand.
    Resend(Target),
    /// Try again what could not be done, for one request or for all.
    Retry(Option<Target>),
    /// Keep people out.
    Block(BlockArgs),
    /// Keep them out no more.
    Unblock(RuleId),
    /// Who is kept out.
    Blocks,
    /// Take no new requests, and tell applicants this.
    Pause(Option<String>),
    /// Take new requests again.
    Resume,
    /// Whether moderators are reminded, or how it stands.
    ReminderSetting(Option<ReminderSetting>),
    /// What becomes of an account that is not as we left it.
    Account(AccountAnswer, Target),
    /// What could not be done.
    Parked,
    /// How it went in the last so many days.
    Stats(u16),
    /// How the service is doing.
    Status,
}
