//! Dates and times.

use jiff::{Timestamp, tz::TimeZone};
use maud::{Markup, html};
use registration_core::text;

use crate::view::View;

/// A `<time>` element such as `23 November 2026, 11:01 UTC`.
pub fn date(view: &View, at: Timestamp) -> Markup {
    let utc = at.to_zoned(TimeZone::UTC);
    let time = format!("{:02}:{:02}", utc.hour(), utc.minute());
    html! {
        time datetime=(at.strftime("%Y-%m-%dT%H:%MZ")) {
            (text!(in view.language, "web-date", day = utc.day(), month = utc.month(), year = utc.year(), time = time))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_text_and_a_machine_readable_value() {
        let at = "2026-03-05T07:08:09Z".parse().expect("an instant");
        insta::assert_snapshot!(date(&View::example(), at).into_string(), @r#"<time datetime="2026-03-05T07:08Z">5 March 2026, 07:08 UTC</time>"#);
    }
}
