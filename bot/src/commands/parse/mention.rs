//! Whether a message speaks to the bot by its name, and what it says then.

/// How the bot is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotName {
    /// Its full user ID.
    pub mxid: String,
    /// Its name in the room.
    pub name: String,
}

/// What follows the bot's name at the beginning of `text`. With `mentioned`, the sender's client
/// says that the bot is meant; without, a mere name needs a colon or a comma behind it, for it may
/// be a word of the language too.
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

/// What follows `name`, whatever its case.
fn after<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(name.len())?;
    (!name.is_empty() && head.eq_ignore_ascii_case(name)).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bot_is_called_by_its_user_id_its_name_or_a_pill() {
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
