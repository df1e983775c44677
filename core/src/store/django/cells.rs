//! Cells of a file that anybody may have edited: each is checked, and an odd one is written down.

use std::{fmt::Write as _, net::IpAddr};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use sea_orm::QueryResult;
use sha2::{Digest, Sha256};

use super::Unreadable;

/// What could not be read so far.
#[derive(Debug, Default)]
pub(super) struct Odd {
    pub(super) found: Vec<Unreadable>,
}

/// One row. A cell that cannot be read gives `None`, and is remembered.
pub(super) struct Cells<'a> {
    table: &'static str,
    row: &'a QueryResult,
    odd: &'a mut Odd,
}

impl<'a> Cells<'a> {
    pub(super) fn new(table: &'static str, row: &'a QueryResult, odd: &'a mut Odd) -> Self {
        Self { table, row, odd }
    }

    /// Remembers that a cell makes no sense, and gives nothing.
    pub(super) fn is_odd<T>(&mut self, column: &'static str) -> Option<T> {
        let row = self.row.try_get("", "id").unwrap_or_default();
        let odd = Unreadable { table: self.table, row, column };
        if !self.odd.found.contains(&odd) {
            self.odd.found.push(odd);
        }
        None
    }

    /// A text that must be there.
    pub(super) fn text(&mut self, column: &'static str) -> Option<String> {
        match self.row.try_get("", column) {
            Ok(text) => Some(text),
            Err(_) => self.is_odd(column),
        }
    }

    /// A text that may be missing.
    pub(super) fn optional(&mut self, column: &'static str) -> Option<String> {
        match self.row.try_get::<Option<String>>("", column) {
            Ok(text) => text.filter(|text| !text.is_empty()),
            Err(_) => self.is_odd(column),
        }
    }

    /// A number that must be there.
    pub(super) fn number(&mut self, column: &'static str) -> Option<i64> {
        match self.row.try_get("", column) {
            Ok(number) => Some(number),
            Err(_) => self.is_odd(column),
        }
    }

    /// The number of another row, which may be missing.
    pub(super) fn reference(&mut self, column: &'static str) -> Option<i64> {
        match self.row.try_get("", column) {
            Ok(number) => number,
            Err(_) => self.is_odd(column),
        }
    }

    /// A network address that may be missing. Behind a proxy the app may have written a whole chain of
    /// them, of which nobody knows which one was true.
    pub(super) fn address(&mut self, column: &'static str) -> Option<IpAddr> {
        let text = self.optional(column)?;
        match text.trim().parse::<IpAddr>() {
            Ok(address) => Some(address.to_canonical()),
            Err(_) => self.is_odd(column),
        }
    }

    /// An instant that may be missing.
    pub(super) fn instant(&mut self, column: &'static str) -> Option<Timestamp> {
        let text = self.optional(column)?;
        match instant(&text) {
            Some(instant) => Some(instant),
            None => self.is_odd(column),
        }
    }
}

/// Django writes UTC without saying so: `2026-02-27 16:53:07.123456`.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let civil: DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A hash of a token, for another purpose than the one that links are found by.
pub(super) fn fingerprint(token: &str) -> String {
    let hash = Sha256::new().chain_update(b"imported from the Django app:").chain_update(token).finalize();
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
