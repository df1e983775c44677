//! Deserializes a tree the way Python uses values: `'587'` is a number where one is expected, `12345` is a text.
//! A key without a value counts as absent, so that its default holds.

use serde::{
    de::{
        self, Error as _, Expected, IntoDeserializer, Unexpected, Visitor,
        value::{MapDeserializer, SeqDeserializer, StringDeserializer},
    },
    forward_to_deserialize_any,
};
use serde_yaml::Value;

use super::{Error, error, scalar};

/// Where `key:` without a value has a meaning of its own: `admin.email` for nobody.
const KEEPS_NULLS: &str = "AdminConfig";

/// A value, seen as the type that is expected.
#[derive(Clone, Copy)]
pub(super) struct Lenient<'a> {
    value: &'a Value,
    /// Keys that are ignored unless they are known.
    helpers: &'a [String],
}

impl<'a> Lenient<'a> {
    pub(super) fn document(value: &'a Value, helpers: &'a [String]) -> Self {
        Self { value, helpers }
    }

    fn child(value: &'a Value) -> Self {
        Self { value, helpers: &[] }
    }

    fn int(self) -> Option<i64> {
        match self.value {
            Value::String(text) => scalar::python_int(text),
            // Written as `0x7f` or the like.
            Value::Tagged(tagged) => Self::child(&tagged.value).int(),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough")]
            Value::Number(number) => number.as_i64().or_else(|| {
                number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e15).map(|float| float as i64)
            }),
            _ => None,
        }
    }

    fn text(self) -> Option<String> {
        match self.value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) if number.is_i64() => Some(number.to_string()),
            // As Python writes it: `1.10` is 1.1.
            Value::Number(number) => {
                number.as_f64().filter(|float| float.is_finite()).map(|float| format!("{float:?}"))
            }
            _ => None,
        }
    }

    fn bool(self) -> Option<bool> {
        match self.value {
            Value::Null => Some(false),
            // Python takes any text for true. Who writes "false" means the opposite.
            Value::String(text) => scalar::resolve(text).as_bool().filter(|is| *is),
            Value::Number(number) => number.as_i64().filter(|bit| matches!(bit, 0 | 1)).map(|bit| bit == 1),
            value => value.as_bool(),
        }
    }

    fn mismatch(self, expected: &dyn Expected) -> Error {
        let found = match self.value {
            Value::Null => Unexpected::Unit,
            Value::Bool(is) => Unexpected::Bool(*is),
            Value::Number(_) | Value::Tagged(_) => Unexpected::Float(0.0),
            Value::String(_) => Unexpected::Str(""),
            Value::Sequence(_) => Unexpected::Seq,
            Value::Mapping(_) => Unexpected::Map,
        };
        Error::invalid_type(found, expected)
    }
}

impl<'de> IntoDeserializer<'de, Error> for Lenient<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! scalars {
    ($($method:ident $read:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self.$read() {
                Some(value) => visitor.$visit(value),
                None => Err(self.mismatch(&visitor)),
            }
        }
    )*};
}

impl<'de> de::Deserializer<'de> for Lenient<'de> {
    type Error = Error;

    scalars! {
        deserialize_bool bool visit_bool
        deserialize_u8 int visit_i64
        deserialize_u16 int visit_i64
        deserialize_u32 int visit_i64
        deserialize_u64 int visit_i64
        deserialize_i8 int visit_i64
        deserialize_i16 int visit_i64
        deserialize_i32 int visit_i64
        deserialize_i64 int visit_i64
        deserialize_str text visit_string
        deserialize_string text visit_string
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(is) => visitor.visit_bool(*is),
            Value::Number(number) if number.is_f64() => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            Value::Number(_) | Value::Tagged(_) => self.deserialize_i64(visitor),
            Value::String(_) => self.deserialize_string(visitor),
            Value::Sequence(_) => self.deserialize_seq(visitor),
            Value::Mapping(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.value {
            Value::Sequence(items) => visitor.visit_seq(SeqDeserializer::new(items.iter().map(Self::child))),
            Value::Null => visitor.visit_seq(SeqDeserializer::new(std::iter::empty::<Self>())),
            _ => Err(self.mismatch(&visitor)),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Value::Mapping(entries) = self.value else { return Err(self.mismatch(&visitor)) };
        let entries = entries.iter().filter_map(|(key, value)| Some((key.as_str()?, Self::child(value))));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let Value::Mapping(entries) = self.value else { return Err(self.mismatch(&visitor)) };
        let mut used = vec![];
        for (key, value) in entries.iter().filter_map(|(key, value)| Some((key.as_str()?, value))) {
            match known.contains(&key) {
                true if value.is_null() && name != KEEPS_NULLS => {}
                true => used.push((key, Self::child(value))),
                false if self.helpers.iter().any(|helper| helper == key) => {}
                false => return Err(Error::unknown_key(key, !value.is_null(), known).below(key)),
            }
        }
        visitor.visit_map(MapDeserializer::new(used.into_iter()))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let one_of = format!("one of {}", error::listed(known));
        let text = self.text().ok_or_else(|| self.mismatch(&one_of.as_str()))?;
        let chosen: StringDeserializer<Error> = text.into_deserializer();
        visitor.visit_enum(chosen)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}
