//! Reads a table page by page, by its primary key.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, Iterable, ModelTrait, PrimaryKeyToColumn, QueryFilter, QueryOrder,
    QuerySelect, Value,
};

use super::StoreError;

/// Rows of a page.
const ROWS: u64 = 200;

/// The next rows after the key `last`, and the key of the last one of them.
pub(super) async fn page<E: EntityTrait>(
    of: &impl ConnectionTrait,
    last: Option<Value>,
) -> Result<(Vec<E::Model>, Option<Value>), StoreError> {
    let Some(key) = E::PrimaryKey::iter().next().map(PrimaryKeyToColumn::into_column) else {
        return Ok((vec![], None));
    };
    let mut query = E::find().order_by_asc(key).limit(ROWS);
    if let Some(last) = last {
        query = query.filter(key.gt(last));
    }
    let rows = query.all(of).await?;
    let last = rows.last().map(|row| row.get(key));
    Ok((rows, last))
}

/// Hands every row to `check`, and returns their number.
pub(super) async fn read_all<E: EntityTrait>(
    of: &impl ConnectionTrait,
    check: impl Fn(E::Model) -> Result<(), StoreError>,
) -> Result<u64, StoreError> {
    let (mut count, mut last) = (0, None);
    loop {
        let (rows, end) = page::<E>(of, last).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        for row in rows {
            count += 1;
            check(row)?;
        }
        last = end;
    }
}
