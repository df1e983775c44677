//! Translates Python's regular expressions, which the Django app matches from the start and with case.

/// Translates `python` so that it matches like Python's `re.match`. What cannot be translated is left as it is and
/// refused when compiled; `None` if it would compile with another meaning.
#[must_use]
pub fn translate(python: &str) -> Option<String> {
    let mut ours = String::with_capacity(python.len() + 8);
    let mut place = Place::Outside;
    let mut before = None;
    let mut chars = python.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '\\' {
            let escaped = chars.next()?;
            push_escape(&mut ours, escaped, place);
            place = place.inside();
            before = None;
            continue;
        }
        match (place, char) {
            (Place::Outside, '[') => {
                ours.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    ours.push('^');
                }
                place = Place::ClassBegins;
            }
            // `a++` is possessive in Python, and a repeated repetition here.
            (Place::Outside, '+') if matches!(before, Some('*' | '+' | '?' | '}')) => return None,
            (Place::Outside, char) => ours.push(char),
            (Place::Class, ']') => {
                ours.push(']');
                place = Place::Outside;
            }
            // Python classes have no nested classes or operators.
            (Place::ClassBegins | Place::Class, '[' | ']' | '&' | '~') => {
                ours.extend(['\\', char]);
                place = Place::Class;
            }
            (Place::ClassBegins | Place::Class, '-') if before == Some('-') => ours.push_str("\\-"),
            (Place::ClassBegins | Place::Class, char) => {
                ours.push(char);
                place = Place::Class;
            }
        }
        before = Some(char);
    }
    Some(format!("^(?-i:{ours})"))
}

/// The position within an expression.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Outside,
    /// In a `[class]`, where a `]` may still be an ordinary character.
    ClassBegins,
    Class,
}

impl Place {
    const fn inside(self) -> Self {
        match self {
            Self::Outside => Self::Outside,
            Self::ClassBegins | Self::Class => Self::Class,
        }
    }
}

fn push_escape(ours: &mut String, escaped: char, place: Place) {
    match (escaped, place) {
        ('Z', Place::Outside) => ours.push_str("\\z"),
        // The start and the end of a word in our syntax.
        ('<' | '>', _) => ours.push(escaped),
        _ => ours.extend(['\\', escaped]),
    }
}

#[cfg(test)]
mod tests {
    use regex::RegexBuilder;

    use super::*;

    /// As rules are compiled.
    fn matches(python: &str, text: &str) -> Option<bool> {
        let regex = RegexBuilder::new(&translate(python)?).case_insensitive(true).build().ok()?;
        Some(regex.is_match(text))
    }

    #[test]
    fn translated_patterns_match_like_python() {
        for (python, text, expected) in [
            ("admin", "administrator", true),
            ("admin", "the-admin", false),
            ("admin", "Admin", false),
            ("(?i)admin", "Admin", true),
            ("admin|root", "xroot", false),
            ("admin|root", "rooty", true),
            (r"moderator\Z", "moderator", true),
            (r"moderator\Z", "moderators", false),
            (r"\\Z", r"\Z", true),
            (r"[\]a]", "]", true),
            ("[]a]", "]", true),
            ("[^]a]", "]", false),
            ("[[a]", "[", true),
            ("[[:alpha:]x]", "ax]", true),
            ("[[:alpha:]x]", "q", false),
            ("[a-z&&b]", "&", true),
            ("[+--]", ",", true),
            ("[~~]", "~", true),
            (r".*@(spam|junk)\.example$", "a@junk.example", true),
            (r".*@(spam|junk)\.example$", "a@junk.example.org", false),
            (r"\<a", "<a", true),
            (r"[\w.+-]+@x", "a.b+c-d@x", true),
        ] {
            assert_eq!(matches(python, text), Some(expected), "{python} {text}");
        }
    }

    #[test]
    fn untranslatable_patterns_are_refused() {
        for python in
            ["(?!team-).*staff", "(?<=a)b", r"(a)\1", "a++b", "a*+a", "(?>a)b", "(unclosed", "trailing\\", "[a"]
        {
            assert_eq!(matches(python, "anything"), None, "{python}");
        }
    }
}
