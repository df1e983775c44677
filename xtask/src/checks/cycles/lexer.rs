//! Splits Rust source into words and punctuation; comments, strings, characters and lifetimes are left out.

/// A word, `::`, or one character of punctuation.
#[derive(Debug)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    /// Whether this is an identifier or a keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(is_word_part)
    }
}

fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a file.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut found = vec![];
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let line = source[..source.len() - rest.len()].matches('\n').count() + 1;
        let length = match skipped(rest) {
            Some(length) => length,
            None if first.is_whitespace() => first.len_utf8(),
            None => {
                let length = match first {
                    ':' if rest.starts_with("::") => 2,
                    c if is_word_part(c) => rest.find(|c| !is_word_part(c)).unwrap_or(rest.len()),
                    c => c.len_utf8(),
                };
                found.push(Token { text: rest[..length].to_owned(), line });
                length
            }
        };
        rest = &rest[length..];
    }
    found
}

/// The length of a comment, a literal or a lifetime at the start of `text`.
fn skipped(text: &str) -> Option<usize> {
    let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if text.starts_with("/*") {
        return Some(until("*/", 2));
    }
    let prefix = text.find(|c| c != 'b' && c != 'r' && c != 'c').unwrap_or(0);
    let hashes = text[prefix..].len() - text[prefix..].trim_start_matches('#').len();
    let quote = prefix + hashes;
    if prefix <= 2 && text[quote..].starts_with('"') {
        let is_raw = text[..prefix].contains('r');
        return match is_raw {
            true => Some(until(&format!("\"{}", "#".repeat(hashes)), quote + 1)),
            false if hashes == 0 => Some(quote + 1 + escaped(&text[quote + 1..], '"')),
            false => None,
        };
    }
    if prefix <= 1 && text[prefix..].starts_with('\'') {
        let body = &text[prefix + 1..];
        let is_character = body.starts_with('\\') || body.chars().nth(1) == Some('\'');
        return Some(prefix + 1 + if is_character { escaped(body, '\'') } else { 0 });
    }
    None
}

/// The length of a literal's body with its closing quote.
fn escaped(body: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, c) in body.char_indices() {
        if c == quote && !is_escaped {
            return at + 1;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    body.len()
}
