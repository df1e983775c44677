//! Dates and times.

use jiff::Timestamp;
use maud::{Markup, html};

use crate::view::View;

/// A `<time>` element such as `November 23, 2026 at 11:01 UTC`.
pub fn date(view: &View, at: Timestamp) -> Markup {
    html! {
        time datetime=(at.strftime("%Y-%m-%dT%H:%MZ")) { (view.language.date_time(at)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_text_and_a_machine_readable_value() {
        let at = "2026-03-05T07:08:09Z".parse().expect("an instant");
        insta::assert_snapshot!(date(&View::example(), at).into_string(), @r#"<time datetime="2026-03-05T07:08Z">March 5, 2026 at 07:08 UTC</time>"#);
    }
}
