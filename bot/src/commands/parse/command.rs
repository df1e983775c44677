//! The parsed room commands.

use matrix_sdk::ruma::OwnedUserId;
use registration_core::domain::{AccountAnswer, RuleId};

use super::{
    decision::{DecisionArgs, RevokeArgs},
    list_filter::ListFilter,
    month::Month,
    rules::{BlockArgs, ReminderSetting},
    target::Target,
    triage::HoldArgs,
};

/// What `help` shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HelpTopic {
    /// The commands that moderators need every day.
    Everyday,
    /// All commands.
    All,
    /// The command with this name.
    Command(&'static str),
}

/// A command with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Show commands.
    Help(HelpTopic),
    /// List requests, one page at a time.
    List(ListFilter, u64),
    /// Show all details of a request.
    Show(Target),
    /// Find requests with these words.
    Search(String),
    /// Approve or deny requests.
    Decide(DecisionArgs),
    /// Undo the decision on a request before it takes effect.
    Undo(Target),
    /// Withdraw the sender's vote on a request.
    Withdraw(Target),
    /// Ask the applicant a question.
    Ask(Target, String),
    /// Tell the others that the sender looks at a request.
    Claim(Target),
    /// End a claim.
    Unclaim(Target),
    /// Put a request on hold.
    Hold(HoldArgs),
    /// End a hold.
    Unhold(Target),
    /// Note something about a request for the other moderators.
    Note(Target, String),
    /// Turn a decision around that has taken effect.
    Revoke(RevokeArgs),
    /// Put a denied request up for a decision again.
    Reopen(Target),
    /// Mail a link or the decision again.
    Resend(Target),
    /// Try parked effects again, of one request or of all.
    Retry(Option<Target>),
    /// Block matching requests.
    Block(BlockArgs),
    /// Remove a block.
    Unblock(RuleId),
    /// List the blocks.
    Blocks,
    /// Stop accepting new requests, and show applicants this text.
    Pause(Option<String>),
    /// Accept new requests again.
    Resume,
    /// Show or change when moderators are reminded.
    Remind(Option<ReminderSetting>),
    /// Decide about an account that has changed.
    Account(AccountAnswer, Target),
    /// List parked effects.
    Parked,
    /// Count requests and decisions of the last days.
    Stats(u16),
    /// Show the figures of a month, or of the last one.
    Report(Option<Month>),
    /// List who can decide.
    Moderators,
    /// Make this person a moderator.
    AddModerator(OwnedUserId),
    /// Remove this person from the moderators.
    RemoveModerator(OwnedUserId),
    /// Show the health of the service.
    Status,
}
