//! One statement, carried out on one connection.

use rusqlite::{
    CachedStatement, Connection, Result, Row, ToSql,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{ProxyExecResult, ProxyRow, Statement, Value, Values};

/// Carries it out; what it returns is not looked at.
pub(super) fn execute(connection: &Connection, statement: &Statement) -> Result<ProxyExecResult> {
    let Some(values) = &statement.values else {
        connection.execute_batch(&statement.sql)?;
        return Ok(outcome(connection));
    };
    let mut prepared = prepare(connection, &statement.sql, values)?;
    let mut rows = prepared.raw_query();
    while rows.next()?.is_some() {}
    Ok(outcome(connection))
}

/// Carries it out, and gives the rows that it returns.
pub(super) fn query(connection: &Connection, statement: &Statement) -> Result<Vec<ProxyRow>> {
    let none = Values(vec![]);
    let mut prepared = prepare(connection, &statement.sql, statement.values.as_ref().unwrap_or(&none))?;
    let names: Vec<String> = prepared.column_names().into_iter().map(str::to_owned).collect();
    let mut found = vec![];
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        found.push(read(row, &names)?);
    }
    Ok(found)
}

fn outcome(connection: &Connection) -> ProxyExecResult {
    let id = u64::try_from(connection.last_insert_rowid()).unwrap_or(0);
    ProxyExecResult::new(id, connection.changes())
}

fn prepare<'c>(connection: &'c Connection, sql: &str, values: &Values) -> Result<CachedStatement<'c>> {
    let mut prepared = connection.prepare_cached(sql)?;
    for (place, value) in values.0.iter().enumerate() {
        prepared.raw_bind_parameter(place + 1, Bound(value))?;
    }
    Ok(prepared)
}

/// A value on its way in.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        let value = match self.0 {
            Value::Bool(value) => value.map(|value| ValueRef::Integer(value.into())),
            Value::Int(value) => value.map(|value| ValueRef::Integer(value.into())),
            Value::BigInt(value) => value.map(ValueRef::Integer),
            Value::BigUnsigned(value) => {
                value.map(|value| i64::try_from(value).map(ValueRef::Integer)).transpose().map_err(unfit)?
            }
            Value::String(value) => value.as_deref().map(|value| ValueRef::Text(value.as_bytes())),
            Value::Bytes(value) => value.as_deref().map(ValueRef::Blob),
            _ => return Err(unfit("a value of a type that no table here has")),
        };
        Ok(ToSqlOutput::Borrowed(value.unwrap_or(ValueRef::Null)))
    }
}

fn unfit(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(cause.into())
}

fn read(row: &Row, names: &[String]) -> Result<ProxyRow> {
    let values = names.iter().enumerate().map(|(place, name)| {
        let value = match row.get_ref(place)? {
            ValueRef::Null => Value::String(None), // of whichever type: all read it as nothing
            ValueRef::Integer(number) => Value::BigInt(Some(number)),
            ValueRef::Real(number) => Value::Double(Some(number)),
            // `SQLite` does not look whether a text is one.
            ValueRef::Text(text) => match String::from_utf8(text.to_vec()) {
                Ok(text) => Value::String(Some(text)),
                Err(error) => Value::Bytes(Some(error.into_bytes())),
            },
            ValueRef::Blob(bytes) => Value::Bytes(Some(bytes.to_vec())),
        };
        Ok((name.clone(), value))
    });
    Ok(ProxyRow::new(values.collect::<Result<_>>()?))
}
