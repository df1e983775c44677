//! Reads mentions ("pills"). Clients write them as Markdown links in the plain text or as links in the HTML; each link to a
//! user is replaced by the user ID.

/// The beginning of a matrix.to link.
const MATRIX_TO: &str = "https://matrix.to/#/";
/// The beginning of a `matrix:` URI of a user. The user ID follows without its `@`.
const URI: &str = "matrix:u/";

/// The text of a message, with user IDs instead of links to users.
#[must_use]
pub fn text_with_mentions(body: &str, html: Option<&str>) -> String {
    html.and_then(from_html).unwrap_or_else(|| from_markdown(body))
}

/// The user ID of a link to a user.
pub(crate) fn linked_user(link: &str) -> Option<String> {
    let (id, sigil) = match (link.strip_prefix(MATRIX_TO), link.strip_prefix(URI)) {
        (Some(id), _) => (id, ""),
        (None, Some(id)) => (id, "@"),
        (None, None) => return None,
    };
    let id = format!("{sigil}{}", decoded(id.split('?').next().unwrap_or_default())?);
    let (name, server) = id.strip_prefix('@')?.split_once(':')?;
    (!name.is_empty() && !server.is_empty() && !id.contains(char::is_whitespace)).then_some(id)
}

/// Decodes percent-encoding.
fn decoded(text: &str) -> Option<String> {
    let (mut bytes, mut rest) = (vec![], text.as_bytes());
    while let [first, after @ ..] = rest {
        if let (b'%', [high, low, after @ ..]) = (first, after) {
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
            rest = after;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

/// Replaces `[name](link)` by the user ID. The name may contain brackets.
fn from_markdown(body: &str) -> String {
    let (mut said, mut rest) = (String::new(), body);
    while let Some((at, link, end)) = next_link(rest) {
        let name = opening(&rest[..at]);
        match (name, linked_user(link)) {
            (Some(name), Some(user)) => {
                said.push_str(&rest[..name]);
                said.push_str(&user);
            }
            _ => said.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    said.push_str(rest);
    said
}

/// The position of the next `](`, the link, and the position after it.
fn next_link(text: &str) -> Option<(usize, &str, usize)> {
    let at = ["](https://matrix.to/#/", "](<https://matrix.to/#/", "](matrix:u/"]
        .into_iter()
        .filter_map(|begin| text.find(begin))
        .min()?;
    let link = &text[at + 2..];
    let length = link.find(')')?;
    Some((at, link[..length].trim_start_matches('<').trim_end_matches('>'), at + 2 + length + 1))
}

/// The position of the bracket that opens the name: the matching one, or else the first one of the line.
fn opening(before: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, c) in before.char_indices().rev() {
        let is_escaped = before[..at].ends_with('\\');
        match c {
            ']' if !is_escaped => depth += 1,
            '[' if !is_escaped => depth -= 1,
            '\n' => break,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    before[line..].find('[').map(|at| line + at)
}

/// The text of HTML with a link to a user; `None` for other HTML, because the plain text is equivalent.
fn from_html(html: &str) -> Option<String> {
    let (mut said, mut rest, mut has_user) = (String::new(), html, false);
    while let Some((before, after)) = rest.split_once('<') {
        said.push_str(&unescaped(before));
        let Some((tag, after)) = after.split_once('>') else { break };
        rest = after;
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').find(|word| !word.is_empty()).unwrap_or_default();
        match (name.to_ascii_lowercase().as_str(), tag.starts_with('/')) {
            ("mx-reply", false) => rest = after.split_once("</mx-reply>").map_or("", |(_, after)| after),
            ("a", false) => {
                if let Some(user) = href(tag).and_then(|link| linked_user(&unescaped(link))) {
                    said.push_str(&user);
                    has_user = true;
                    rest = after.split_once("</a>").map_or("", |(_, after)| after);
                }
            }
            ("br", _) | ("p" | "div" | "li" | "blockquote", true) => said.push('\n'),
            _ => {}
        }
    }
    said.push_str(&unescaped(rest));
    has_user.then(|| said.trim().to_owned())
}

/// The value of `href`, in single or double quotes.
fn href(tag: &str) -> Option<&str> {
    let value = tag.split_once("href=")?.1;
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(value, _)| value)
}

/// Decodes the HTML entities that clients use.
fn unescaped(text: &str) -> String {
    let (mut said, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('&') {
        said.push_str(before);
        let unescaped = after.split_once(';').and_then(|(name, after)| Some((entity(name)?, after)));
        let (c, after) = unescaped.unwrap_or(('&', after));
        said.push(c);
        rest = after;
    }
    said.push_str(rest);
    said
}

fn entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_become_user_ids_in_text_and_html() {
        for (body, html, said) in [
            ("!reg list", None, "!reg list"),
            ("[Registrations](https://matrix.to/#/@bot:x.org): list", None, "@bot:x.org: list"),
            ("[@bot:x.org](https://matrix.to/#/%40bot%3Ax.org?via=x.org) list", None, "@bot:x.org list"),
            ("[The [reg] bot](https://matrix.to/#/@bot:x.org) list", None, "@bot:x.org list"),
            ("[Reg\\] bot](https://matrix.to/#/@bot:x.org) list", None, "@bot:x.org list"),
            ("[Reg] bot](https://matrix.to/#/@bot:x.org) list", None, "@bot:x.org list"),
            ("[bot](<https://matrix.to/#/@bot:x.org>) list", None, "@bot:x.org list"),
            ("[bot](matrix:u/bot:x.org?action=chat) list", None, "@bot:x.org list"),
            (
                "!reg deny [Al](https://matrix.to/#/@al:x) and [Bo](https://matrix.to/#/@bo:x)",
                None,
                "!reg deny @al:x and @bo:x",
            ),
            ("see [this](https://matrix.to/#/#room:x)", None, "see [this](https://matrix.to/#/#room:x)"),
            ("see [this](https://example.org)", None, "see [this](https://example.org)"),
            ("](https://matrix.to/#/@bot:x.org)", None, "](https://matrix.to/#/@bot:x.org)"),
            (
                "Reg bot: deny Alice S.",
                Some(
                    "<a href=\"https://matrix.to/#/@bot:x.org\">Reg bot</a>: deny <a href='https://matrix.to/#/@alice:x.org'>Alice S.</a> &lt;spam&gt; &amp; <b>lies</b>",
                ),
                "@bot:x.org: deny @alice:x.org <spam> & lies",
            ),
            (
                "> <@a:x> old\n\nbot: list",
                Some(
                    "<mx-reply><blockquote>old <a href=\"https://matrix.to/#/@z:x\">z</a></blockquote></mx-reply><p><a href=\"https://matrix.to/#/@bot:x\">bot</a>: list</p>",
                ),
                "@bot:x: list",
            ),
            ("plain *words*", Some("plain <em>words</em>"), "plain *words*"),
            ("a < b", Some("a < b"), "a < b"),
        ] {
            assert_eq!(text_with_mentions(body, html), said, "{body}");
        }
    }

    #[test]
    fn only_links_to_users_are_mentions() {
        for link in [
            "https://matrix.to/#/@a",
            "https://matrix.to/#/!r:x",
            "matrix:r/room:x",
            "https://matrix.to/#/%zz",
            "@a:x",
            "matrix:u/",
        ] {
            assert_eq!(linked_user(link), None, "{link}");
        }
        assert_eq!(linked_user("https://matrix.to/#/%40a%2Bb%3Ax").as_deref(), Some("@a+b:x"));
    }
}
