//! The table of room commands. Parsing, help, suggestions for misspelt words and replies to cards derive from it.

use registration_core::{
    config::ModerationConfig,
    domain::{AccountAnswer, Verdict},
};

use super::{
    args::{Args, at_most},
    command::{Command, HelpTopic},
    decision,
    error::CommandError,
    list_filter,
    month::Month,
    person::person,
    rules,
    target::Target,
    triage,
};

/// One room command.
pub struct CommandSpec {
    /// The word that moderators type.
    pub name: &'static str,
    /// The arguments, as help shows them.
    pub usage: &'static str,
    /// The ID of the message that says what the command does.
    pub help: &'static str,
    /// Parses the arguments. The second parameter is the homeserver's name.
    pub(super) parse: fn(Args<'_>, &str) -> Result<Command, CommandError>,
    /// What the command means as a reply to a card.
    pub(super) on_card: OnCard,
    /// Whether the short help shows it.
    pub is_everyday: bool,
    /// The verdicts that the command amounts to. It is refused where one of them takes several votes.
    decides: &'static [Verdict],
}

/// What a command means as a reply to a card.
#[derive(Clone, Copy)]
pub(super) enum OnCard {
    /// Nothing: the command is not about one request.
    Nothing,
    /// A decision about the request, with the rest of the reply as its message.
    Decision(Verdict),
    /// This command about the request. The reply must be one word.
    Command(fn(Target) -> Command),
    /// This command about the request, with the rest of the reply as its arguments.
    WithText(TextCommand),
    /// The same, where the text is e-mailed: words about the applicant are talk.
    Mailing(TextCommand),
}

/// Makes a command of a request and the rest of a reply.
type TextCommand = fn(Target, Args<'_>) -> Result<Command, CommandError>;

/// Default and maximum days of `stats`.
const DAYS: u16 = 30;
const MAX_DAYS: u16 = 366;
/// Maximum characters of a search.
const MAX_SEARCH: usize = 200;
/// Maximum characters of the text that applicants see during a pause.
const MAX_PAUSE_TEXT: usize = 1000;
/// Maximum bytes of a word that may be a misspelt command.
const MAX_WORD: usize = 32;

/// All commands, in the order of help.
#[rustfmt::skip]
pub static COMMANDS: [CommandSpec; 35] = [
    command("list", "[pending|denied|active|all] [page]", "room-help-list", |args, _| list_filter::parse(args).map(|(filter, page)| Command::List(filter, page))).everyday(),
    command("show", "#12", "room-help-show", |args, domain| request(args, domain).map(Command::Show))
        .on_card(Command::Show).everyday(),
    command("search", "words", "room-help-search", |args, _| search(args)).everyday(),
    command("approve", "#12 [--quiet] [message]", "room-help-approve", |args, domain| decision::parse(Verdict::Approve, args, domain).map(Command::Decide))
        .decision(Verdict::Approve, &[Verdict::Approve]).everyday(),
    command("deny", "#12 [--quiet] [--alike] [message]", "room-help-deny", |args, domain| decision::parse(Verdict::Deny, args, domain).map(Command::Decide))
        .decision(Verdict::Deny, &[Verdict::Deny]).everyday(),
    command("undo", "#12", "room-help-undo", |args, domain| request(args, domain).map(Command::Undo))
        .on_card(Command::Undo),
    command("withdraw", "#12", "room-help-withdraw", |args, domain| request(args, domain).map(Command::Withdraw))
        .on_card(Command::Withdraw),
    command("ask", "#12 question", "room-help-ask", |args, domain| triage::ask(args, domain).map(|(who, text)| Command::Ask(who, text)))
        .on_card_mailing(|who, args| triage::ask_reply(who, args).map(|(who, text)| Command::Ask(who, text))),
    command("claim", "#12", "room-help-claim", |args, domain| request(args, domain).map(Command::Claim))
        .on_card(Command::Claim),
    command("unclaim", "#12", "room-help-unclaim", |args, domain| request(args, domain).map(Command::Unclaim))
        .on_card(Command::Unclaim),
    command("hold", "#12 [--for 3d] [reason]", "room-help-hold", |args, domain| triage::hold(args, domain).map(Command::Hold))
        .on_card_with(|who, args| triage::hold_reply(who, args).map(Command::Hold)),
    command("unhold", "#12", "room-help-unhold", |args, domain| request(args, domain).map(Command::Unhold))
        .on_card(Command::Unhold),
    command("note", "#12 text", "room-help-note", |args, domain| triage::note(args, domain).map(|(who, text)| Command::Note(who, text)))
        .on_card_with(|who, args| triage::note_reply(who, args).map(|(who, text)| Command::Note(who, text))),
    command("revoke", "#12 [--quiet] [--yes] [message]", "room-help-revoke", |args, domain| decision::revoke(args, domain).map(Command::Revoke))
        .on_card_mailing(|who, args| decision::revoke_reply(who, args).map(Command::Revoke)),
    command("reopen", "#12", "room-help-reopen", |args, domain| request(args, domain).map(Command::Reopen))
        .on_card(Command::Reopen),
    command("resend", "#12", "room-help-resend", |args, domain| request(args, domain).map(Command::Resend))
        .on_card(Command::Resend),
    command("block", "email|username|ip pattern [--for 30d] [--reason \"…\"] [--show-reason] [--deny-pending] [--yes]", "room-help-block",
        |args, _| rules::block(args).map(Command::Block)),
    command("unblock", "3", "room-help-unblock", |args, _| rules::unblock(args).map(Command::Unblock)),
    command("blocks", "", "room-help-blocks", |args, _| args.end().map(|()| Command::Blocks)),
    command("pause", "[reason]", "room-help-pause", |args, _| pause(args)),
    command("resume", "", "room-help-resume", |args, _| args.end().map(|()| Command::Resume)),
    command("parked", "", "room-help-parked", |args, _| args.end().map(|()| Command::Parked)),
    command("retry", "#12|all", "room-help-retry", retry)
        .on_card(|who| Command::Retry(Some(who))),
    command("stats", "[days]", "room-help-stats", |args, _| stats(args)),
    command("report", "[2026-12]", "room-help-report", |args, _| report(args)),
    command("status", "", "room-help-status", |args, _| args.end().map(|()| Command::Status)),
    command("moderators", "", "room-help-moderators", |args, _| args.end().map(|()| Command::Moderators)),
    command("add-moderator", "@user", "room-help-add-moderator", |args, domain| person(args, domain).map(Command::AddModerator)),
    command("remove-moderator", "@user", "room-help-remove-moderator", |args, domain| person(args, domain).map(Command::RemoveModerator)),
    command("remind", "[on|off|hours]", "room-help-remind", |args, _| rules::remind(args).map(Command::Remind)),
    command("adopt", "#12", "room-help-adopt", |args, domain| account(AccountAnswer::Adopt, args, domain))
        .on_card(|who| Command::Account(AccountAnswer::Adopt, who)),
    // Keeping an account can make a denied request active.
    command("keep", "#12", "room-help-keep", |args, domain| account(AccountAnswer::Keep, args, domain))
        .on_card(|who| Command::Account(AccountAnswer::Keep, who)).decides(&[Verdict::Approve]),
    command("release", "#12", "room-help-release", |args, domain| account(AccountAnswer::Release, args, domain))
        .on_card(|who| Command::Account(AccountAnswer::Release, who)),
    // Removing an account is like a denial, and can undo an approval.
    command("remove", "#12", "room-help-remove", |args, domain| account(AccountAnswer::Remove, args, domain))
        .on_card(|who| Command::Account(AccountAnswer::Remove, who)).decides(&[Verdict::Approve, Verdict::Deny]),
    command("help", "[all|command]", "room-help-help", |args, _| help(args))
        .on_card(|_| Command::Help(HelpTopic::Everyday)).everyday(),
];

const fn command(
    name: &'static str,
    usage: &'static str,
    help: &'static str,
    parse: fn(Args<'_>, &str) -> Result<Command, CommandError>,
) -> CommandSpec {
    CommandSpec { name, usage, help, parse, on_card: OnCard::Nothing, is_everyday: false, decides: &[] }
}

impl CommandSpec {
    const fn on_card(self, command: fn(Target) -> Command) -> Self {
        Self { on_card: OnCard::Command(command), ..self }
    }

    const fn on_card_mailing(self, command: TextCommand) -> Self {
        Self { on_card: OnCard::Mailing(command), ..self }
    }

    const fn on_card_with(self, command: TextCommand) -> Self {
        Self { on_card: OnCard::WithText(command), ..self }
    }

    const fn decision(self, verdict: Verdict, decides: &'static [Verdict]) -> Self {
        Self { on_card: OnCard::Decision(verdict), decides, ..self }
    }

    const fn everyday(self) -> Self {
        Self { is_everyday: true, ..self }
    }

    const fn decides(self, decides: &'static [Verdict]) -> Self {
        Self { decides, ..self }
    }

    /// Whether one moderator alone may not give this command, because its decision takes several votes.
    #[must_use]
    pub fn needs_votes(&self, rules: &ModerationConfig) -> bool {
        self.decides.iter().any(|verdict| rules.votes_needed(*verdict) > 1)
    }
}

/// The command with this name, ignoring case.
#[must_use]
pub fn find(word: &str) -> Option<&'static CommandSpec> {
    COMMANDS.iter().find(|spec| spec.name.eq_ignore_ascii_case(word))
}

/// Words that other bots use, and the command that does the same here.
const OTHER_WORDS: [(&str, &str); 16] = [
    ("accept", "approve"),
    ("allow", "approve"),
    ("ok", "approve"),
    ("yes", "approve"),
    ("decline", "deny"),
    ("no", "deny"),
    ("refuse", "deny"),
    ("reject", "deny"),
    ("ban", "block"),
    ("kick", "deny"),
    ("find", "search"),
    ("info", "show"),
    ("queue", "list"),
    ("commands", "help"),
    ("promote", "add-moderator"),
    ("demote", "remove-moderator"),
];

/// The command that `word` may mean: the same in other bots, or else the most similar name. At most two letters of that
/// differ, and less than half of the name.
pub(super) fn nearest(word: &str) -> Option<&'static str> {
    if word.len() > MAX_WORD {
        return None;
    }
    let word = word.to_lowercase();
    if let Some((_, name)) = OTHER_WORDS.iter().find(|(other, _)| *other == word) {
        return Some(name);
    }
    let distance = |name: &str| strsim::osa_distance(name, &word);
    let nearest = COMMANDS.iter().map(|spec| spec.name).min_by_key(|name| distance(name))?;
    (distance(nearest) <= 2 && distance(nearest) * 2 <= nearest.len()).then_some(nearest)
}

/// The command with this name, or an error that suggests a similar one.
pub(super) fn find_or_suggest(word: &str) -> Result<&'static CommandSpec, CommandError> {
    find(word).ok_or_else(|| CommandError::Unknown(word.to_owned(), nearest(word)))
}

/// `[all|command]`
fn help(mut args: Args<'_>) -> Result<Command, CommandError> {
    let topic = match args.word() {
        None => HelpTopic::Everyday,
        Some(word) if word.eq_ignore_ascii_case("all") => HelpTopic::All,
        Some(word) => HelpTopic::Command(find_or_suggest(word)?.name),
    };
    args.end().map(|()| Command::Help(topic))
}

/// `<words>`
fn search(args: Args<'_>) -> Result<Command, CommandError> {
    let words = args.message(&[], &mut vec![]).ok_or(CommandError::MissingWords(args.command))?;
    at_most(MAX_SEARCH, args.command, &words)?;
    Ok(Command::Search(words))
}

/// `[reason]`
fn pause(args: Args<'_>) -> Result<Command, CommandError> {
    let reason = args.message(&[], &mut vec![]);
    at_most(MAX_PAUSE_TEXT, args.command, reason.as_deref().unwrap_or_default())?;
    Ok(Command::Pause(reason))
}

/// `[days]`
fn stats(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Stats(DAYS)) };
    let days = word.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days));
    let days = days.ok_or_else(|| CommandError::Leftover(args.command, word.to_owned()))?;
    args.end().map(|()| Command::Stats(days))
}

/// `[month]`
fn report(mut args: Args<'_>) -> Result<Command, CommandError> {
    let Some(word) = args.word() else { return Ok(Command::Report(None)) };
    let month = Month::parse(word).ok_or_else(|| CommandError::Leftover(args.command, word.to_owned()))?;
    args.end().map(|()| Command::Report(Some(month)))
}

/// `<request>`
fn request(mut args: Args<'_>, domain: &str) -> Result<Target, CommandError> {
    let who = Target::read(&mut args, domain)?;
    args.end().map(|()| who)
}

/// `<request>`, whose account needs a decision.
fn account(answer: AccountAnswer, args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    request(args, domain).map(|who| Command::Account(answer, who))
}

/// `<request>` or `all`. A user named “all” can be named by number.
fn retry(args: Args<'_>, domain: &str) -> Result<Command, CommandError> {
    let mut ahead = args;
    if ahead.word().is_some_and(|word| word.eq_ignore_ascii_case("all")) {
        return ahead.end().map(|()| Command::Retry(None));
    }
    request(args, domain).map(|who| Command::Retry(Some(who)))
}

#[cfg(test)]
mod tests {
    use registration_core::config::Reactions;
    use registration_core::domain::RegistrationId;

    use super::*;
    use crate::commands::parse::reply;

    #[test]
    fn words_of_other_bots_lead_to_commands() {
        for (word, name) in OTHER_WORDS {
            assert!(find(word).is_none() && find(name).is_some(), "{word}: {name}");
            assert_eq!(nearest(&word.to_uppercase()), Some(name));
        }
    }

    /// Every name is a single word and is found, also by `help`; a command that takes no request is no reply to a card.
    #[test]
    fn each_command_is_found_by_its_name() {
        for spec in &COMMANDS {
            assert_eq!(find(&spec.name.to_uppercase()).map(|found| found.name), Some(spec.name));
            assert_eq!(help(Args::new("help", spec.name)), Ok(Command::Help(HelpTopic::Command(spec.name))));
            let is_reply = reply(spec.name, RegistrationId(1), &Reactions::default()).is_some();
            assert_eq!(is_reply, !matches!(spec.on_card, OnCard::Nothing), "{}", spec.name);
        }
    }
}
