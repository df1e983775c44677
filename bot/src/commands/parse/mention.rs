//! Commands that begin with the bot's name instead of the prefix.

/// The names of the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotName {
    /// Its full user ID.
    pub mxid: String,
    /// Its display name in the room.
    pub name: String,
}

/// The text after the bot's name, if `text` begins with it. `mentioned` means that the sender's client marks the message
/// as a mention of the bot. Without that, a display name must be followed by a colon or comma, because it may be an
/// ordinary word.
#[must_use]
pub fn addressed<'a>(text: &'a str, bot: &BotName, mentioned: bool) -> Option<&'a str> {
    let text = text.trim();
    let local = bot.mxid.trim_start_matches('@').split(':').next().unwrap_or_default();
    let names = [(bot.mxid.as_str(), true), (bot.name.as_str(), false), (local, false)];
    names.into_iter().find_map(|(name, is_plain)| {
        let rest = after(text, name).or_else(|| after(text.strip_prefix('@')?, name))?;
        let called = rest.strip_prefix([':', ',']);
        match called {
            Some(rest) => Some(rest.trim_start()),
            None if rest.is_empty() || rest.starts_with(char::is_whitespace) => {
                (is_plain || mentioned).then(|| rest.trim_start())
            }
            None => None,
        }
    })
}

/// The text after `name`, ignoring case.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(name.len())?;
    (!name.is_empty() && head.eq_ignore_ascii_case(name)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bot_is_addressed_by_user_id_display_name_or_pill() {
        let bot = BotName { mxid: "@reg-bot:example.org".into(), name: "Registrations".into() };
        for (text, mentioned, heard) in [
            ("@reg-bot:example.org list", false, Some("list")),
            ("@reg-bot:example.org: list", false, Some("list")),
            ("Registrations: list", false, Some("list")),
            ("registrations, deny #12 spam", false, Some("deny #12 spam")),
            ("Registrations list", true, Some("list")),
            ("@Registrations list", true, Some("list")),
            ("Registrations list", false, None),
            ("reg-bot: list", false, Some("list")),
            ("Registrations", true, Some("")),
            ("Registrationslist", true, None),
            ("Are the Registrations: open?", true, None),
            ("é", false, None),
            ("", true, None),
        ] {
            assert_eq!(addressed(text, &bot, mentioned), heard, "{text}");
        }
    }
}
