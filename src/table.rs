//! What is printed: tables for people, JSON for scripts.

use comfy_table::{ContentArrangement, Table, presets::NOTHING};
use jiff::Timestamp;
use registration_core::domain::text::one_line;
use serde_json::Value;

/// Prints rows under their headings. Control characters of what people typed are left out.
pub fn print<const N: usize>(headings: [&str; N], rows: impl Iterator<Item = [String; N]>) {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header(headings);
    for row in rows {
        table.add_row(row.map(|cell| plain(&cell)));
    }
    println!("{}", table.trim_fmt());
}

/// Prints a value for scripts.
pub fn json(value: impl Into<Value>) -> anyhow::Result<()> {
    println!("{}", serde_json::to_string_pretty(&value.into())?);
    Ok(())
}

/// An instant as people read it.
pub fn when(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

/// Text on one line, in which nothing is hidden: it cannot move the cursor, change colours, or turn the reading direction.
pub fn plain(text: &str) -> String {
    one_line(text)
}
