//! `help`: shows all commands, or one of them.

use registration_core::{
    messages::{Language, Value},
    text,
};

use super::{
    parse::{COMMANDS, CommandSpec, find},
    response::Response,
};

pub(super) fn help(topic: Option<&str>, prefix: &str) -> Response {
    if let Some(line) = topic.and_then(|name| usage(name, prefix)) {
        return Response::said(vec![line, text!("room-help-who")]);
    }
    let mut lines = vec![text!("room-help-title")];
    lines.extend(COMMANDS.iter().map(|spec| line(spec, prefix)));
    lines.extend([text!("room-help-who"), text!("room-help-several"), text!("room-help-ways")]);
    Response::said(lines)
}

/// The usage of the command with this name, in one line.
pub(super) fn usage(name: &str, prefix: &str) -> Option<String> {
    find(name).map(|spec| line(spec, prefix))
}

fn line(spec: &CommandSpec, prefix: &str) -> String {
    let usage = format!("{prefix} {} {}", spec.name, spec.usage);
    let what = Language::english().say(spec.help, &[("prefix", Value::from(prefix))]);
    text!("room-help-line", usage = usage.trim_end(), what = what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_a_help_line() {
        for spec in &COMMANDS {
            let line = line(spec, "!x");
            assert!(line.starts_with(&format!("!x {}", spec.name)) && !line.contains("room-help-"), "{line}");
        }
    }
}
