//! `help`: what the bot understands, all of it or one command.

use registration_core::text;

use super::response::Response;
use crate::commands::parse::CommandName;

/// All commands, or what one of them takes.
pub(super) fn help(topic: Option<CommandName>, prefix: &str) -> Response {
    if let Some(name) = topic {
        return Response::said(vec![usage(name, prefix), text!("room-help-who")]);
    }
    let mut lines = vec![text!("room-help-title")];
    lines.extend(CommandName::ALL.map(|name| usage(name, prefix)));
    lines.extend([text!("room-help-who"), text!("room-help-several"), text!("room-help-ways")]);
    Response::said(lines)
}

/// What a command takes and does, in a line.
pub(super) fn usage(name: CommandName, prefix: &str) -> String {
    match name {
        CommandName::List => text!("room-help-list", prefix = prefix),
        CommandName::Show => text!("room-help-show", prefix = prefix),
        CommandName::Search => text!("room-help-search", prefix = prefix),
        CommandName::Approve => text!("room-help-approve", prefix = prefix),
        CommandName::Deny => text!("room-help-deny", prefix = prefix),
        CommandName::Reopen => text!("room-help-reopen", prefix = prefix),
        CommandName::Resend => text!("room-help-resend", prefix = prefix),
        CommandName::Block => text!("room-help-block", prefix = prefix),
        CommandName::Unblock => text!("room-help-unblock", prefix = prefix),
        CommandName::Blocks => text!("room-help-blocks", prefix = prefix),
        CommandName::Pause => text!("room-help-pause", prefix = prefix),
        CommandName::Resume => text!("room-help-resume", prefix = prefix),
        CommandName::ReminderSetting => text!("room-help-remind", prefix = prefix),
        CommandName::Parked => text!("room-help-parked", prefix = prefix),
        CommandName::Retry => text!("room-help-retry", prefix = prefix),
        CommandName::Stats => text!("room-help-stats", prefix = prefix),
        CommandName::Status => text!("room-help-status", prefix = prefix),
        CommandName::Adopt => text!("room-help-adopt", prefix = prefix),
        CommandName::Keep => text!("room-help-keep", prefix = prefix),
        CommandName::Release => text!("room-help-release", prefix = prefix),
        CommandName::Remove => text!("room-help-remove", prefix = prefix),
        CommandName::Help => text!("room-help-help", prefix = prefix),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_told_under_its_name() {
        for name in CommandName::ALL {
            assert!(usage(name, "!x").starts_with(&format!("!x {name}")), "{name}");
        }
    }
}
