//! Dates and numbers as a language writes them, with the data of the Unicode CLDR.
//!
//! A formatter is created for each value: this is cheap because the data is compiled in, and formatters cannot be shared
//! between threads.

use std::convert::Infallible;

use fluent_templates::{LanguageIdentifier, fluent_bundle::FluentValue};
use icu_calendar::Gregorian;
use icu_datetime::{
    DateTimeFormatterPreferences, FixedCalendarDateTimeFormatter, NoCalendarFormatter,
    fieldsets::{T, YM, YMD},
    input::{Date, DateTime, Time},
    preferences::HourCycle,
};
use icu_decimal::{DecimalFormatter, input::Decimal};
use icu_locale_core::Locale;
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use jiff::civil;

type DateFormat<Fields> = FixedCalendarDateTimeFormatter<Gregorian, Fields>;

/// How one language, or its nearest relative in CLDR, writes dates and times: in the Gregorian calendar, with hours from
/// 0 to 23. Each function returns `None` for what CLDR has no format for.
#[derive(Clone, Copy)]
pub(super) struct DateFormats(DateTimeFormatterPreferences);

impl DateFormats {
    /// The formats of the language `tag`.
    pub(super) fn new(tag: &str) -> Self {
        let mut preferences = DateTimeFormatterPreferences::from(locale(tag));
        preferences.hour_cycle = Some(HourCycle::H23);
        Self(preferences)
    }

    /// Such as `March 5, 2026 at 07:08`.
    pub(super) fn date_time(self, at: civil::DateTime) -> Option<String> {
        let at = DateTime { date: gregorian(at.date())?, time: time_of_day(at.time())? };
        Some(DateFormat::try_new(self.0, YMD::long().with_time_hm()).ok()?.format(&at).to_string())
    }

    /// Such as `March 5, 2026`.
    pub(super) fn date(self, day: civil::Date) -> Option<String> {
        Some(DateFormat::try_new(self.0, YMD::long()).ok()?.format(&gregorian(day)?).to_string())
    }

    /// Such as `March 2026`.
    pub(super) fn month(self, day: civil::Date) -> Option<String> {
        Some(DateFormat::try_new(self.0, YM::long()).ok()?.format(&gregorian(day)?).to_string())
    }

    /// Such as `07:08:09`.
    pub(super) fn time(self, time: civil::Time) -> Option<String> {
        Some(NoCalendarFormatter::try_new(self.0, T::hms()).ok()?.format(&time_of_day(time)?).to_string())
    }
}

fn gregorian(day: civil::Date) -> Option<Date<Gregorian>> {
    let part = |number: i8| u8::try_from(number).ok();
    Date::try_new_gregorian(day.year().into(), part(day.month())?, part(day.day())?).ok()
}

fn time_of_day(time: civil::Time) -> Option<Time> {
    let part = |number: i8| u8::try_from(number).ok();
    Time::try_new(part(time.hour())?, part(time.minute())?, part(time.second())?, 0).ok()
}

/// The locale of a language tag; CLDR's root locale if the tag is not well-formed.
fn locale(tag: &str) -> Locale {
    tag.parse().unwrap_or(Locale::UNKNOWN)
}

/// The language of a Fluent bundle, for its numbers.
struct NumberLocale(Locale);

impl Memoizable for NumberLocale {
    type Args = ();
    type Error = Infallible;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Infallible> {
        Ok(Self(locale(&language.to_string())))
    }
}

/// Formats the numbers in messages. Numbers that people type again, such as that of a request, are passed as text and
/// stay as they are.
pub(super) fn format_number(value: &FluentValue<'_>, bundle: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let number: Decimal = number.as_string().parse().ok()?;
    let Ok(preferences) = bundle.with_try_get::<NumberLocale, _, _>((), |locale| (&locale.0).into());
    Some(
        DecimalFormatter::try_new(preferences, icu_decimal::options::DecimalFormatterOptions::default())
            .ok()?
            .format_to_string(&number),
    )
}
