//! Prints tables for people and JSON for scripts.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};
use jiff::Timestamp;
use registration_core::domain::text::one_line;
use serde_json::Value;

use crate::output::outln;

/// Prints rows below their headings, without control characters.
pub fn print<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header(headings);
    for row in rows {
        table.add_row(row.map(|cell| plain(&cell)));
    }
    outln!("{}", table.trim_fmt());
}

/// Prints a value as JSON.
pub fn json(value: impl Into<Value>) -> anyhow::Result<()> {
    outln!("{}", serde_json::to_string_pretty(&value.into())?);
    Ok(())
}

/// An instant for people.
pub fn when(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Text on one line, which cannot move the cursor, change colours or the reading direction.
pub fn plain(text: &str) -> String {
    one_line(text)
}
