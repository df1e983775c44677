//! `help`: shows all commands, or one of them.

use registration_core::{messages::Language, messages::Value, text};

use super::{
    parse::{COMMANDS, CommandSpec, find},
    response::Response,
};

pub(super) fn help(language: Language, topic: Option<&str>, prefix: &str) -> Response {
    if let Some(line) = topic.and_then(|name| usage(language, name, prefix)) {
        return Response::said(vec![line, text!(in language, "room-help-who")]);
    }
    let mut lines = vec![text!(in language, "room-help-title")];
    lines.extend(COMMANDS.iter().map(|spec| line(language, spec, prefix)));
    lines.extend([
        text!(in language, "room-help-who"),
        text!(in language, "room-help-several"),
        text!(in language, "room-help-ways"),
    ]);
    Response::said(lines)
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
    fn each_command_has_a_help_line() {
        for spec in &COMMANDS {
            let line = line(Language::english(), spec, "!x");
            assert!(line.starts_with(&format!("!x {}", spec.name)) && !line.contains("room-help-"), "{line}");
        }
    }
}
