//! The reply of a mail server, without an applicant's address.

use std::{fmt, sync::LazyLock};

use lettre::{address::Envelope, transport::smtp};
use regex::Regex;

/// The maximum length in characters: some servers write a page.
const LONGEST: usize = 300;

/// A reply that can be logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The SMTP reply code.
    pub code: u16,
    /// Its text. Addresses are replaced by `…`.
    pub words: String,
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.words.as_str() {
            "" => write!(f, "{}", self.code),
            words => write!(f, "{} {words}", self.code),
        }
    }
}

impl Reply {
    /// The reply in `error`, if the server gave one; `about` is the envelope that it was about.
    pub(super) fn of(error: &smtp::Error, about: Option<&Envelope>) -> Option<Self> {
        Some(Self { code: error.status()?.into(), words: redacted(&words(error), about) })
    }
}

/// The text of the reply. May contain an address.
pub(super) fn words(error: &smtp::Error) -> String {
    std::error::Error::source(error).map(ToString::to_string).unwrap_or_default()
}

/// On one line, without addresses and without the parts of the recipients' addresses.
fn redacted(words: &str, about: Option<&Envelope>) -> String {
    static ADDRESS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r#"(?i)[^\s<>()\[\]"',;:]+(@|%40)[^\s<>()"',;:]+"#).ok());
    let line: String = words.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some(address) = LazyLock::force(&ADDRESS) else { return String::new() };
    let mut line = address.replace_all(&line, "…").into_owned();
    for to in about.into_iter().flat_map(Envelope::to) {
        for part in [to.user(), to.domain()] {
            line = without_word(&line, part);
        }
    }
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Replaces `word` as a whole word, ignoring case.
fn without_word(line: &str, word: &str) -> String {
    match Regex::new(&format!(r"(?i)(^|[^\w.-]){}($|[^\w-])", regex::escape(word))) {
        Ok(found) => found.replace_all(line, "${1}…${2}").into_owned(),
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replies_keep_text_without_addresses() {
        let address = |text: &str| text.parse().expect("an address");
        let about =
            Envelope::new(Some(address("us@example.org")), vec![address("Alice.B@home.example")]).expect("fine");
        for (said, kept) in [
            ("5.1.1 There is no such mailbox here", "5.1.1 There is no such mailbox here"),
            (
                "5.1.1 <alice.b@home.example>: Recipient address rejected: User unknown in local recipient table",
                "5.1.1 <…>: Recipient address rejected: User unknown in local recipient table",
            ),
            ("4.2.0 ALICE.B is over quota at home.example.", "4.2.0 … is over quota at …."),
            ("no such user: alice.b, sorry", "no such user: …, sorry"),
            ("see https://x.example/?r=alice.b%40home.example&c=5", "see https:…&c=5".replace("&c=5", "").as_str()),
            ("two\r\nlines\u{7}", "two lines"),
            ("", ""),
        ] {
            assert_eq!(redacted(said, Some(&about)), kept, "{said}");
        }
        assert_eq!(redacted(&"x".repeat(999), None).chars().count(), LONGEST + 1);
    }
}
