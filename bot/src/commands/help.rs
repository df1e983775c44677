//! `help`: what the bot understands, all of it or one command.

use registration_core::text;

use super::answer::Answer;
use crate::commands::parse::Name;

/// All commands, or what one of them takes.
pub(super) fn help(topic: Option<Name>, prefix: &str) -> Answer {
    if let Some(name) = topic {
        return Answer::said(vec![usage(name, prefix), text!("room-help-who")]);
    }
    let mut lines = vec![text!("room-help-title")];
    lines.extend(Name::ALL.map(|name| usage(name, prefix)));
    lines.extend([text!("room-help-who"), text!("room-help-several"), text!("room-help-ways")]);
    Answer::said(lines)
}

/// What a command takes and does, in a line.
pub(super) fn usage(name: Name, prefix: &str) -> String {
    match name {
        Name::List => text!("room-help-list", prefix = prefix),
        Name::Show => text!("room-help-show", prefix = prefix),
        Name::Search => text!("room-help-search", prefix = prefix),
        Name::Approve => text!("room-help-approve", prefix = prefix),
        Name::Deny => text!("room-help-deny", prefix = prefix),
        Name::Reopen => text!("room-help-reopen", prefix = prefix),
        Name::Resend => text!("room-help-resend", prefix = prefix),
        Name::Block => text!("room-help-block", prefix = prefix),
        Name::Unblock => text!("room-help-unblock", prefix = prefix),
        Name::Blocks => text!("room-help-blocks", prefix = prefix),
        Name::Pause => text!("room-help-pause", prefix = prefix),
        Name::Resume => text!("room-help-resume", prefix = prefix),
        Name::Remind => text!("room-help-remind", prefix = prefix),
        Name::Parked => text!("room-help-parked", prefix = prefix),
        Name::Retry => text!("room-help-retry", prefix = prefix),
        Name::Stats => text!("room-help-stats", prefix = prefix),
        Name::Status => text!("room-help-status", prefix = prefix),
        Name::Adopt => text!("room-help-adopt", prefix = prefix),
        Name::Keep => text!("room-help-keep", prefix = prefix),
        Name::Release => text!("room-help-release", prefix = prefix),
        Name::Remove => text!("room-help-remove", prefix = prefix),
        Name::Help => text!("room-help-help", prefix = prefix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_told_under_its_name() {
        for name in Name::ALL {
            assert!(usage(name, "!x").starts_with(&format!("!x {name}")), "{name}");
        }
    }
}
