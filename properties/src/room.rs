//! Messages in the moderators' room.

use registration_bot::fuzzing::{
    BotName, Command, Target, addressed, command as read, parse, reply, text_with_mentions,
};
use registration_core::{config::Reactions, domain::RegistrationId};

use crate::text::text;

const SERVER: &str = "example.org";

/// No message makes the parser panic, and only messages to the bot are commands.
pub fn command(data: &[u8]) {
    let Some(said) = text(data) else { return };
    let speaks = said.split_whitespace().next().is_some_and(|word| word.eq_ignore_ascii_case("!reg"));
    assert_eq!(parse(said, "!reg", SERVER).is_some(), speaks);
    let _ = read(said, SERVER);
    assert!(text_with_mentions(said, None).len() <= said.len(), "a link becomes the shorter user ID");
    let _ = text_with_mentions(said, Some(said));
    let bot = BotName { mxid: "@bot:example.org".into(), name: "Registration".into() };
    for mentioned in [false, true] {
        assert!(addressed(said, &bot, mentioned).is_none_or(|rest| said.trim_end().ends_with(rest.trim_end())));
    }
    if let Some(Ok(Command::Show(Target::Number(id)))) = reply(said, RegistrationId(7), &Reactions::default()) {
        assert_eq!(id.0, 7, "a reply to a card is about that card");
    }
}

/// A link refers to a user of our server, or to nobody.
pub fn matrix_link(data: &[u8]) {
    let Some(link) = text(data) else { return };
    let Ok(Command::Show(target)) = read(&format!("show https://matrix.to/#/{link}"), SERVER) else { return };
    match target {
        Target::Name(name) => assert!(name.on(SERVER).ends_with(":example.org")),
        Target::Number(id) => panic!("a link is not a number: {id}"),
    }
}
