//! A language that the program speaks: its tag, its direction and its messages.

use std::{
    fmt,
    sync::{
        LazyLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use fluent_templates::fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

use jiff::{Timestamp, civil, tz::TimeZone};

use super::{
    BUILT_IN,
    bidi::{has_right_to_left, isolated},
    formats::{DateFormats, format_number},
};

static TRANSLATIONS: LazyLock<Vec<Translation>> =
    LazyLock::new(|| BUILT_IN.iter().map(|(tag, sources)| Translation::new(tag, sources)).collect());

/// A language, together with its messages. Passed to whatever says something; never global.
#[derive(Clone, Copy)]
pub struct Language(&'static Translation);

/// In which direction a language is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// As English.
    LeftToRight,
    /// As Arabic.
    RightToLeft,
}

/// The messages of one language.
struct Translation {
    tag: String,
    name: String,
    direction: Direction,
    bundle: RwLock<FluentBundle<FluentResource>>,
    dates: DateFormats,
    /// How often the messages were replaced.
    revision: AtomicU64,
}

impl Translation {
    fn new(tag: &str, sources: &[&str]) -> Self {
        let mut bundle = FluentBundle::new_concurrent(tag.parse().into_iter().collect());
        for source in sources {
            // A test reads the built-in files; the messages before a mistake are still good.
            let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
            bundle.add_resource_overriding(resource);
        }
        let direction = match said(&bundle, "language-direction", &[]).as_deref() {
            Some("rtl") => Direction::RightToLeft,
            _ => Direction::LeftToRight,
        };
        // Keeps user ids, addresses and links in order inside right-to-left text. Elsewhere the marks would only
        // show up in terminals, so only right-to-left values are isolated.
        bundle.set_use_isolating(direction == Direction::RightToLeft);
        bundle.set_formatter(Some(format_number));
        let name = said(&bundle, "language-name", &[]).unwrap_or_else(|| tag.to_owned());
        let (bundle, revision) = (RwLock::new(bundle), AtomicU64::new(0));
        Self { tag: tag.to_owned(), name, direction, bundle, dates: DateFormats::new(tag), revision }
    }

    fn said(&self, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
        said(&self.bundle.read().unwrap_or_else(PoisonError::into_inner), id, args)
    }

    /// Whether `text` has to be isolated inside this language.
    fn isolates(&self, text: &str) -> bool {
        self.direction == Direction::RightToLeft || has_right_to_left(text)
    }
}

fn said(bundle: &FluentBundle<FluentResource>, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> Option<String> {
    let pattern = bundle.get_message(id)?.value()?;
    let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, in_order(value))).collect();
    Some(bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned())
}

/// The value, isolated if its right-to-left text could change the order of the words around it.
fn in_order<'a>(value: &FluentValue<'a>) -> FluentValue<'a> {
    match value {
        FluentValue::String(text) if has_right_to_left(text) => isolated(text).into(),
        value => value.clone(),
    }
}

impl Language {
    /// The language `tag` with the messages of `sources`, of which the last wins. It lives as long as the program.
    pub(super) fn new(tag: &str, sources: &[&str]) -> Self {
        Self(Box::leak(Box::new(Translation::new(tag, sources))))
    }

    /// The languages that come with the program, English first.
    pub fn built_in() -> impl Iterator<Item = Self> {
        TRANSLATIONS.iter().map(Self)
    }

    /// The language with this tag, in any case.
    #[must_use]
    pub fn named(tag: &str) -> Option<Self> {
        Self::built_in().find(|one| one.tag().eq_ignore_ascii_case(tag.trim()))
    }

    /// The language in which every message exists.
    #[must_use]
    pub fn english() -> Self {
        Self(&TRANSLATIONS[0])
    }

    /// Its BCP 47 tag, such as `de`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        &self.0.tag
    }

    /// Its name in the language itself, such as `Deutsch`.
    #[must_use]
    pub fn name(self) -> &'static str {
        &self.0.name
    }

    /// In which direction it is written.
    #[must_use]
    pub fn direction(self) -> Direction {
        self.0.direction
    }

    /// The sentence `id`, filled from `args`; in English if this language lacks it. Prefer the
    /// [`text!`](crate::text) macro.
    #[must_use]
    pub fn say(self, id: &str, args: &[(&'static str, FluentValue<'_>)]) -> String {
        self.0.said(id, args).or_else(|| Self::english().0.said(id, args)).unwrap_or_else(|| id.to_owned())
    }

    /// An instant to the minute, in UTC, such as `March 5, 2026 at 07:08 UTC`.
    #[must_use]
    pub fn date_time(self, at: Timestamp) -> String {
        let utc = at.to_zoned(TimeZone::UTC).datetime();
        let at = self.0.dates.date_time(utc).unwrap_or_else(|| utc.strftime("%F %R").to_string());
        self.say("language-utc", &[("at", at.into())])
    }

    /// The day of an instant, in UTC, such as `March 5, 2026`.
    #[must_use]
    pub fn date(self, at: Timestamp) -> String {
        let day = at.to_zoned(TimeZone::UTC).date();
        self.0.dates.date(day).unwrap_or_else(|| day.to_string())
    }

    /// The month of a day, such as `March 2026`.
    #[must_use]
    pub fn month(self, day: civil::Date) -> String {
        self.0.dates.month(day).unwrap_or_else(|| day.strftime("%Y-%m").to_string())
    }

    /// The time of an instant to the second, in UTC, such as `07:08:09 UTC`.
    #[must_use]
    pub fn time(self, at: Timestamp) -> String {
        let time = at.to_zoned(TimeZone::UTC).time();
        let at = self.0.dates.time(time).unwrap_or_else(|| time.strftime("%T").to_string());
        self.say("language-utc", &[("at", at.into())])
    }

    /// `text` for the middle of a line in this language: isolated if the two could change each other's order.
    #[must_use]
    pub fn isolated(self, text: &str) -> String {
        if self.0.isolates(text) { isolated(text) } else { text.to_owned() }
    }

    /// Changes whenever the messages are replaced.
    #[must_use]
    pub fn revision(self) -> u64 {
        self.0.revision.load(Ordering::Relaxed)
    }

    /// Whether these are the messages that come with the program, which the fallback to English needs.
    fn is_built_in(self) -> bool {
        TRANSLATIONS.iter().any(|one| std::ptr::eq(one, self.0))
    }

    /// Replaces its messages with those of `newer`; `false` means that it has the messages that come with the program,
    /// and keeps them.
    pub(super) fn take_messages(self, newer: Self) -> bool {
        if self.is_built_in() {
            return newer.is_built_in();
        }
        let bundle = |of: Self| of.0.bundle.write().unwrap_or_else(PoisonError::into_inner);
        if newer.is_built_in() {
            let sources = BUILT_IN.iter().find(|(tag, _)| *tag == newer.tag()).map(|(_, sources)| sources);
            let Some(sources) = sources else { return false };
            *bundle(self) =
                Translation::new(newer.tag(), sources).bundle.into_inner().unwrap_or_else(PoisonError::into_inner);
        } else if !std::ptr::eq(self.0, newer.0) {
            std::mem::swap(&mut *bundle(self), &mut *bundle(newer));
        }
        self.0.revision.fetch_add(1, Ordering::Relaxed);
        true
    }
}

impl Direction {
    /// For the `dir` attribute of HTML.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag() == other.tag()
    }
}

impl Eq for Language {}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Language").field(&self.tag()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn left_to_right_text_has_no_isolation_marks() {
        let said = crate::text!(in Language::english(), "mail-greeting", name = "alice");
        assert_eq!(said, "Hello alice,");
    }

    #[test]
    fn right_to_left_values_are_isolated_in_every_language() {
        let said = crate::text!(in Language::english(), "mail-greeting", name = "ليلى 12");
        assert_eq!(said, "Hello \u{2068}ليلى 12\u{2069},");
        let languages = [Language::english(), Language::named("ar").expect("Arabic")];
        let shown = languages.map(|language| (language.isolated("alice"), language.isolated("שלום")));
        assert_eq!(shown[0], ("alice".to_owned(), "\u{2068}שלום\u{2069}".to_owned()));
        assert_eq!(shown[1], ("\u{2068}alice\u{2069}".to_owned(), "\u{2068}שלום\u{2069}".to_owned()));
    }

    #[test]
    fn right_to_left_text_isolates_what_it_is_filled_with() {
        let arabic = Language::named("ar").expect("Arabic");
        assert_eq!((arabic.direction(), arabic.name()), (Direction::RightToLeft, "العربية"));
        let said = crate::text!(in arabic, "web-email-future", mxid = "@alice:example.org");
        assert!(said.contains("\u{2068}@alice:example.org\u{2069}"), "{said}");
    }

    #[test]
    fn dates_and_numbers_are_written_as_each_language_does() {
        let at = "2026-03-05T07:08:09Z".parse().expect("an instant");
        let written = ["en", "de", "ar"].map(|tag| {
            let language = Language::named(tag).expect("a language");
            let month = language.month(civil::date(2026, 11, 1));
            let count = crate::text!(in language, "web-wait-hours", hours = 12_345.5);
            [language.date_time(at), language.date(at), language.time(at), month, count]
        });
        assert_eq!(
            written,
            [
                [
                    "March 5, 2026 at 07:08 UTC",
                    "March 5, 2026",
                    "07:08:09 UTC",
                    "November 2026",
                    "Please try again in 12,345.5 hours.",
                ],
                [
                    "5. März 2026 um 07:08 UTC",
                    "5. März 2026",
                    "07:08:09 UTC",
                    "November 2026",
                    "Bitte versuchen Sie es in 12.345,5 Stunden noch einmal.",
                ],
                [
                    "\u{200f}\u{2068}\u{2068}5 مارس 2026 في 07:08\u{2069}\u{2069} \u{2066}UTC\u{2069}",
                    "5 مارس 2026",
                    "\u{200f}\u{2068}07:08:09\u{2069} \u{2066}UTC\u{2069}",
                    "نوفمبر 2026",
                    "يُرجى المحاولة مرة أخرى بعد \u{2068}12,345.5\u{2069} ساعة.",
                ],
            ]
        );
    }

    #[test]
    fn language_unknown_to_cldr_has_dates_too() {
        let language = Language::new("tlh", &["language-utc = { $at } UTC"]);
        let at = "2026-03-05T07:08:09Z".parse().expect("an instant");
        assert!(language.date(at).contains("2026"), "{}", language.date(at));
    }

    #[test]
    fn plural_forms_follow_the_language() {
        let arabic = Language::named("ar").expect("Arabic");
        let forms = [1, 2, 3, 11, 100].map(|hours| crate::text!(in arabic, "web-wait-hours", hours = hours));
        for form in &forms {
            assert_eq!(forms.iter().filter(|other| *other == form).count(), 1, "{forms:?}");
        }
        assert!(forms[1].contains("ساعتين"), "{forms:?}");
    }
}
