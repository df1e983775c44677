//! Parses an element of the `Forwarded` header (RFC 7239, section 4).

/// The `name=value` pairs of one element, with values unquoted; `None` if any part is malformed.
///
/// The caller splits the header at every comma, even inside quotation marks, because a client could open one and
/// never close it. An element with a quoted comma falls into malformed pieces and names nobody.
pub fn pairs(element: &str) -> Option<Vec<(&str, String)>> {
    let mut pairs = vec![];
    let mut rest = element.trim();
    loop {
        let (name, after) = rest.split_once('=')?;
        if name.is_empty() || !name.bytes().all(is_token) {
            return None;
        }
        let (value, after) =
            if let Some(quoted) = after.strip_prefix('"') { quoted_string(quoted)? } else { bare(after) };
        pairs.push((name, value));
        rest = match after.trim_start() {
            "" => return Some(pairs),
            after => after.strip_prefix(';')?.trim_start(),
        };
    }
}

/// The text before the closing quotation mark, and the rest.
fn quoted_string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &text[at + 1..])),
            '\\' => value.push(chars.next()?.1),
            c => value.push(c),
        }
    }
    None
}

/// A value without quotation marks. Brackets and colons should be quoted, but often are not.
fn bare(text: &str) -> (String, &str) {
    let end = text.bytes().position(|b| !is_token(b) && !matches!(b, b'[' | b']' | b':')).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_elements_are_rejected_as_a_whole() {
        let read = |element| pairs(element).map(|pairs| pairs.into_iter().map(|(n, v)| format!("{n}:{v}")).collect());
        let some = |pairs: &[&str]| Some(pairs.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read(r#"for="[::1]:80";proto=https"#), some(&["for:[::1]:80", "proto:https"]));
        assert_eq!(read(r#" by=_x ; host="a;\"b=c" "#), some(&["by:_x", r#"host:a;"b=c"#]));
        for broken in ["", ";", "for", "=x", "for=1;", "for=a b", r#"for="a"#, r#"for="a"b"#, r#"for="a\"#, "fö=x"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
