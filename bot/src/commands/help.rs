//! `help`: shows the everyday commands, all of them, or one.

use registration_core::{messages::Language, messages::Value, text};

use super::{
    parse::{COMMANDS, CommandSpec, HelpTopic, find},
    response::Response,
};

pub(super) fn help(language: Language, topic: HelpTopic, prefix: &str) -> Response {
    Response::said(match topic {
        HelpTopic::Everyday => {
            let everyday = COMMANDS.iter().filter(|spec| spec.is_everyday);
            let lines = everyday.map(|spec| line(language, spec, prefix));
            lines.chain([text!(in language, "room-help-ways")]).collect()
        }
        HelpTopic::All => {
            let mut lines = vec![text!(in language, "room-help-title")];
            lines.extend(COMMANDS.iter().map(|spec| line(language, spec, prefix)));
            lines.extend([
                text!(in language, "room-help-who"),
                text!(in language, "room-help-several"),
                text!(in language, "room-help-ways"),
            ]);
            lines
        }
        HelpTopic::Command(name) => {
            usage(language, name, prefix).into_iter().chain([text!(in language, "room-help-who")]).collect()
        }
    })
}

/// The usage of the command with this name, in one line.
pub(super) fn usage(language: Language, name: &str, prefix: &str) -> Option<String> {
    find(name).map(|spec| line(language, spec, prefix))
}

fn line(language: Language, spec: &CommandSpec, prefix: &str) -> String {
    let usage = format!("{prefix} {} {}", spec.name, spec.usage);
    let what = language.say(spec.help, &[("prefix", Value::from(prefix))]);
    text!(in language, "room-help-line", usage = usage.trim_end(), what = what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_help_has_six_commands() {
        insta::assert_snapshot!(help(Language::english(), HelpTopic::Everyday, "!reg").text().plain);
    }

    #[test]
    fn each_command_has_a_help_line() {
        for spec in &COMMANDS {
            let line = line(Language::english(), spec, "!x");
            assert!(line.starts_with(&format!("!x {}", spec.name)) && !line.contains("room-help-"), "{line}");
        }
    }
}
