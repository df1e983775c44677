//! Parses Matrix identifiers in the config: plain, as a `matrix.to` link or as a `matrix:` link.

use serde::{Deserialize, Deserializer, de::Error};

/// The longest identifier in bytes (Matrix specification, appendices 4.2).
const LONGEST: usize = 255;

const USER: &str = "expected a user ID like @you:example.org, or a matrix.to link to one";
const ROOM: &str =
    "expected a room ID like !abc:example.org, an alias like #lobby:example.org, or a matrix.to link to one";

/// A full user ID, such as `@you:example.org`.
///
/// # Errors
/// What was expected.
pub fn user_id(text: &str) -> Result<String, &'static str> {
    let id = pasted(text).ok_or(USER)?;
    let (localpart, server) = id.strip_prefix('@').and_then(|rest| rest.split_once(':')).ok_or(USER)?;
    // Old servers allowed more characters in names than new ones (appendices 4.2.1).
    let is_name = !localpart.is_empty() && localpart.bytes().all(|byte| byte.is_ascii_graphic());
    if is_name && is_server_name(server) { Ok(id) } else { Err(USER) }
}

/// A room ID or an alias.
pub(super) fn room(text: &str) -> Result<String, &'static str> {
    let id = pasted(text).ok_or(ROOM)?;
    let has_no_space = !id.chars().any(|c| c.is_whitespace() || c.is_control());
    let is_room = match id.split_at_checked(1) {
        // Since room version 12, room IDs have no server name.
        Some(("!", rest)) => match rest.split_once(':') {
            Some((opaque, server)) => !opaque.is_empty() && is_server_name(server),
            None => !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)),
        },
        Some(("#", rest)) => {
            rest.split_once(':').is_some_and(|(alias, server)| !alias.is_empty() && is_server_name(server))
        }
        _ => false,
    };
    if is_room && has_no_space { Ok(id) } else { Err(ROOM) }
}

/// Whether this is a server name as in user IDs: a host name or an IP address, and an optional port.
pub(super) fn is_server_name(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let is_port =
        port.is_none_or(|port| !port.is_empty() && port.len() <= 5 && port.bytes().all(|b| b.is_ascii_digit()));
    let is_host = match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
                && !host.starts_with(['.', '-'])
                && !host.ends_with(['.', '-'])
                && !host.contains("..")
        }
    };
    text.len() < 230 && is_port && is_host
}

/// Extracts the identifier, from a link if it is one.
fn pasted(text: &str) -> Option<String> {
    let text = text.trim();
    let found = if let Some(uri) = strip_prefix_ignoring_case(text, "matrix:") {
        let path = uri.split('?').next()?;
        let (kind, rest) = path.split_once('/')?;
        let sigil = match kind {
            "u" => '@',
            "r" => '#',
            "roomid" => '!',
            _ => return None,
        };
        format!("{sigil}{}", decoded(rest.split('/').next()?)?)
    } else if text.contains("://") {
        // https://matrix.to/#/@you:example.org, https://app.element.io/#/room/#lobby:example.org
        let (_, fragment) = text.split_once("#/")?;
        let fragment = fragment.strip_prefix("room/").or_else(|| fragment.strip_prefix("user/")).unwrap_or(fragment);
        decoded(fragment.split(['?', '/']).next()?)?
    } else {
        text.to_owned()
    };
    (found.len() <= LONGEST).then_some(found)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (begin, rest) = text.split_at_checked(prefix.len())?;
    begin.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Decodes percent-encoding.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (vec![], text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        if *first == b'%' {
            let (digits, after) = after.split_at_checked(2)?;
            bytes.push(u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// A room, or nothing.
pub(super) fn optional_room<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = Option::<String>::deserialize(from)?.filter(|text| !text.trim().is_empty());
    text.map(|text| room(&text).map_err(D::Error::custom)).transpose()
}

/// A room in a list.
pub(super) struct Room(pub String);

impl<'de> Deserialize<'de> for Room {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        room(&String::deserialize(from)?).map(Self).map_err(D::Error::custom)
    }
}

/// A user in a list.
pub(super) struct User(pub String);

impl<'de> Deserialize<'de> for User {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        user_id(&String::deserialize(from)?).map(Self).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_ids_are_accepted_in_all_pasted_forms() {
        for text in [
            "@you:example.org",
            " @you:example.org ",
            "https://matrix.to/#/@you:example.org",
            "https://matrix.to/#/%40you%3Aexample.org?via=example.org",
            "https://app.element.io/#/user/@you:example.org",
            "matrix:u/you:example.org?action=chat",
            "MATRIX:u/you:example.org",
        ] {
            assert_eq!(user_id(text).as_deref(), Ok("@you:example.org"), "{text}");
        }
        assert!(user_id("@you:localhost:8448").is_ok() && user_id("@you:[::1]:8448").is_ok());
        for text in [
            "",
            "you",
            "@you",
            "you:example.org",
            "@:example.org",
            "@you:",
            "@a b:example.org",
            "@you:exa mple",
            "#a:b.c",
            "https://example.org",
            "https://matrix.to/#/%zz",
            "matrix:r/a:example.org",
            "@you:-x.org",
        ] {
            assert!(user_id(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rooms_are_accepted_in_all_pasted_forms() {
        for (text, expected) in [
            ("!abc:example.org", "!abc:example.org"),
            ("!Qwsr-OLzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "!Qwsr-OLzaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("#lobby:example.org", "#lobby:example.org"),
            ("#Lobby with ü:example.org".replace(' ', "_").as_str(), "#Lobby_with_ü:example.org"),
            ("https://matrix.to/#/#lobby:example.org", "#lobby:example.org"),
            ("https://matrix.to/#/%23lobby%3Aexample.org", "#lobby:example.org"),
            ("https://matrix.to/#/!abc:example.org/$event?via=example.org&via=b.org", "!abc:example.org"),
            ("https://matrix.to/#/!Qwsr-OLza?via=example.org", "!Qwsr-OLza"),
            ("https://app.element.io/#/room/#lobby:example.org", "#lobby:example.org"),
            ("matrix:r/lobby:example.org", "#lobby:example.org"),
            ("matrix:roomid/abc:example.org?via=b.org", "!abc:example.org"),
        ] {
            assert_eq!(room(text).as_deref(), Ok(expected), "{text}");
        }
        for text in [
            "",
            "lobby",
            "#lobby",
            "lobby:example.org",
            "!",
            "#:example.org",
            "@you:example.org",
            "#a b:example.org",
            "https://example.org/lobby",
            "matrix:u/you:example.org",
        ] {
            assert!(room(text).is_err(), "{text}");
        }
    }
}
