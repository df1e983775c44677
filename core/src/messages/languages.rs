//! The languages that a service offers, and how one of them is chosen.

use super::Language;

/// The languages that are offered, and the one for everybody who asks for none of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages {
    /// Offered or not.
    known: Vec<Language>,
    offered: Vec<Language>,
    default: Language,
}

impl Default for Languages {
    /// Every built-in language; English for those who ask for none of them.
    fn default() -> Self {
        let known: Vec<Language> = Language::built_in().collect();
        Self::new(known[0], &known.clone(), known)
    }
}

impl Languages {
    /// `default`, and those of `offered` beside it, without repeats; `known` are all that have messages.
    #[must_use]
    pub fn new(default: Language, offered: &[Language], known: Vec<Language>) -> Self {
        let mut all: Vec<Language> = vec![];
        for one in offered.iter().chain([&default]) {
            if !all.contains(one) {
                all.push(*one);
            }
        }
        Self { known, offered: all, default }
    }

    /// All of them, in the operator's order.
    #[must_use]
    pub fn offered(&self) -> &[Language] {
        &self.offered
    }

    /// The one for everybody who asks for none of them.
    #[must_use]
    pub fn default_language(&self) -> Language {
        self.default
    }

    /// The language with this tag, offered or not, in any case.
    #[must_use]
    pub fn named(&self, tag: &str) -> Option<Language> {
        self.known.iter().copied().find(|one| one.tag().eq_ignore_ascii_case(tag.trim()))
    }

    /// The offered language with this tag, in any case.
    #[must_use]
    pub fn find(&self, tag: &str) -> Option<Language> {
        self.offered.iter().copied().find(|one| one.tag().eq_ignore_ascii_case(tag))
    }

    /// Replaces the messages of every language with those of `newer`. Returns the tags of the languages that need a
    /// restart instead: they are new, or had no file in `messages_dir` at the start.
    #[must_use]
    pub fn take_messages(&self, newer: &Self) -> Vec<&'static str> {
        let stays = |one: &&Language| !self.named(one.tag()).is_some_and(|ours| ours.take_messages(**one));
        newer.known.iter().filter(stays).map(|one| one.tag()).collect()
    }

    /// The language in which a request was made, if it is still offered; else the default.
    #[must_use]
    pub fn stored(&self, tag: Option<&str>) -> Language {
        tag.and_then(|tag| self.find(tag)).unwrap_or(self.default)
    }

    /// What an `Accept-Language` header asks for (RFC 9110, section 12.5.4), by lookup (RFC 4647, section 3.4).
    #[must_use]
    pub fn accepted(&self, header: &str) -> Option<Language> {
        let mut ranges: Vec<(&str, u16)> =
            header.split(',').filter_map(range).filter(|(_, weight)| *weight > 0).collect();
        // Stable: of equal weights the first goes first.
        ranges.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
        ranges.into_iter().find_map(|(range, _)| if range == "*" { Some(self.default) } else { self.look_up(range) })
    }

    /// `de-CH-1996` is looked for as itself, as `de-CH` and as `de`.
    fn look_up(&self, range: &str) -> Option<Language> {
        let mut range = range;
        loop {
            if let Some(found) = self.find(range) {
                return Some(found);
            }
            range = range.rsplit_once('-')?.0;
            // A single letter begins an extension, and means nothing alone.
            if let Some((rest, last)) = range.rsplit_once('-')
                && last.len() == 1
            {
                range = rest;
            }
        }
    }
}

/// A language range and its weight, in thousandths.
fn range(text: &str) -> Option<(&str, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().filter(|range| !range.is_empty())?;
    let weight = match parts.next() {
        None => 1000,
        Some(weight) => {
            let weight: f32 = weight.strip_prefix("q=")?.parse().ok()?;
            if !(0.0..=1.0).contains(&weight) {
                return None;
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 1000")]
            let thousandths = (weight * 1000.0) as u16;
            thousandths
        }
    };
    Some((range, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(languages: &Languages) -> Vec<&str> {
        languages.offered().iter().map(|one| one.tag()).collect()
    }

    #[test]
    fn the_default_language_is_always_offered() {
        let german = Languages::default().find("DE").expect("German");
        assert_eq!(tags(&Languages::new(german, &[Language::english()], vec![])), ["en", "de"]);
        assert_eq!(tags(&Languages::new(german, &[german, german], vec![])), ["de"]);
    }

    #[test]
    fn headers_are_looked_up_by_weight_and_shortened_ranges() {
        let languages = Languages::default();
        for (header, expected) in [
            ("de", Some("de")),
            ("de-CH-1996, en;q=0.8", Some("de")),
            ("fr, ar;q=0.5, de;q=0.7", Some("de")),
            ("AR-EG", Some("ar")),
            ("zh-Hant-x-de", None),
            ("de-x-private", Some("de")),
            ("de;q=0, ar;q=0.1", Some("ar")),
            ("fr, *;q=0.5", Some("en")),
            ("de;q=9, ar;q=nonsense, en;q=0.1", Some("en")),
            ("", None),
            (",;,q=1", None),
        ] {
            assert_eq!(languages.accepted(header).map(Language::tag), expected, "{header}");
        }
    }

    #[test]
    fn a_language_that_is_no_longer_offered_gives_way_to_the_default() {
        let languages = Languages::new(Language::english(), &[], vec![]);
        assert_eq!(languages.stored(Some("de")).tag(), "en");
        assert_eq!(Languages::default().stored(Some("de")).tag(), "de");
        assert_eq!(Languages::default().stored(None).tag(), "en");
    }
}
