//! Yes or no, as either database says it.

use sea_orm::{
    ColIdx, QueryResult, TryGetError, TryGetable, Value,
    sea_query::{ArrayType, ColumnType, ValueType, ValueTypeErr},
};

/// `PostgreSQL` has a type for it; `SQLite` answers with a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) struct Flag(pub(in crate::store) bool);

impl From<Flag> for Value {
    fn from(flag: Flag) -> Self {
        Self::Bool(Some(flag.0))
    }
}

impl TryGetable for Flag {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        match bool::try_get_by(row, index) {
            Ok(flag) => Ok(Self(flag)),
            Err(_) => i64::try_get_by(row, index).map(|number| Self(number != 0)),
        }
    }
}

impl ValueType for Flag {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <bool as ValueType>::try_from(value).map(Self)
    }

    fn type_name() -> String {
        bool::type_name()
    }

    fn array_type() -> ArrayType {
        bool::array_type()
    }

    fn column_type() -> ColumnType {
        bool::column_type()
    }
}
