//! Cells of the Django app's file: anybody may have edited it, so each cell is checked, and invalid ones are reported.

use std::{fmt::Write as _, net::IpAddr};

use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use sea_orm::QueryResult;
use sha2::{Digest, Sha256};

use super::Unreadable;

/// The invalid cells so far.
#[derive(Debug, Default)]
pub(super) struct Odd {
    pub(super) found: Vec<Unreadable>,
}

/// One row. An invalid cell is reported and read as `None`.
pub(super) struct Cells<'a> {
    table: &'static str,
    row: &'a QueryResult,
    odd: &'a mut Odd,
}

impl<'a> Cells<'a> {
    pub(super) fn new(table: &'static str, row: &'a QueryResult, odd: &'a mut Odd) -> Self {
        Self { table, row, odd }
    }

    /// Reports an invalid cell.
    pub(super) fn is_odd<T>(&mut self, column: &'static str) -> Option<T> {
        let row = self.row.try_get("", "id").unwrap_or_default();
        let odd = Unreadable { table: self.table, row, column };
        if !self.odd.found.contains(&odd) {
            self.odd.found.push(odd);
        }
        None
    }

    /// A required text.
    pub(super) fn text(&mut self, column: &'static str) -> Option<String> {
        match self.row.try_get("", column) {
            Ok(text) => Some(text),
            Err(_) => self.is_odd(column),
        }
    }

    /// An optional text.
    pub(super) fn optional(&mut self, column: &'static str) -> Option<String> {
        match self.row.try_get::<Option<String>>("", column) {
            Ok(text) => text.filter(|text| !text.is_empty()),
            Err(_) => self.is_odd(column),
        }
    }

    /// A required number.
    pub(super) fn number(&mut self, column: &'static str) -> Option<i64> {
        match self.row.try_get("", column) {
            Ok(number) => Some(number),
            Err(_) => self.is_odd(column),
        }
    }

    /// An optional number of another row.
    pub(super) fn reference(&mut self, column: &'static str) -> Option<i64> {
        match self.row.try_get("", column) {
            Ok(number) => number,
            Err(_) => self.is_odd(column),
        }
    }

    /// An optional network address. Behind a proxy the app may have stored a list of them; nobody knows which one is
    /// right.
    pub(super) fn address(&mut self, column: &'static str) -> Option<IpAddr> {
        let text = self.optional(column)?;
        match text.trim().parse::<IpAddr>() {
            Ok(address) => Some(address.to_canonical()),
            Err(_) => self.is_odd(column),
        }
    }

    /// An optional instant.
    pub(super) fn instant(&mut self, column: &'static str) -> Option<Timestamp> {
        let text = self.optional(column)?;
        match instant(&text) {
            Some(instant) => Some(instant),
            None => self.is_odd(column),
        }
    }
}

/// Django stores UTC without a zone: `2026-02-27 16:53:07.123456`.
fn instant(text: &str) -> Option<Timestamp> {
    if let Ok(instant) = text.parse() {
        return Some(instant);
    }
    let civil: DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// A hash of a token that identifies an imported row. It differs from the hash that finds links.
pub(super) fn fingerprint(token: &str) -> String {
    let hash = Sha256::new().chain_update(b"imported from the Django app:").chain_update(token).finalize();
    hash.iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
