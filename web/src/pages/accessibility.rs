//! The accessibility statement.

use maud::Markup;

use crate::{view::View, views};

/// The page.
pub async fn show(view: View) -> Markup {
    views::accessibility::page(&view)
}
