//! The grammar of an element of `Forwarded` (RFC 7239, section 4).

/// The pairs `name=value` of one element, values without their quotation marks; `None` if it is not
/// well-formed from end to end.
///
/// The caller has split the header at its commas, within quotation marks too. An element that has
/// one there falls apart into pieces that are not well-formed, so it names nobody. Were quotation
/// marks heeded across elements, a client could open one and never close it.
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

/// What stands before the closing quotation mark, and what comes after it.
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

/// A value without quotation marks. Brackets and colons should have them, and often have not.
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
    fn an_element_is_read_from_end_to_end_or_not_at_all() {
        let read = |element| pairs(element).map(|pairs| pairs.into_iter().map(|(n, v)| format!("{n}:{v}")).collect());
        let some = |pairs: &[&str]| Some(pairs.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(read(r#"for="[::1]:80";proto=https"#), some(&["for:[::1]:80", "proto:https"]));
        assert_eq!(read(r#" by=_x ; host="a;\"b=c" "#), some(&["by:_x", r#"host:a;"b=c"#]));
        for broken in ["", ";", "for", "=x", "for=1;", "for=a b", r#"for="a"#, r#"for="a"b"#, r#"for="a\"#, "fö=x"] {
            assert_eq!(read(broken), None, "{broken}");
        }
    }
}
