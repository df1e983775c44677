//! serde's view of the tree. A key without a value counts as absent, so that its default holds.

use serde::{
    de::{self, DeserializeSeed, IntoDeserializer, MapAccess, SeqAccess, Visitor, value::StringDeserializer},
    forward_to_deserialize_any,
};

use super::{
    Error,
    error::listed,
    node::{Entry, Node, Value},
    scalar::{IntForm, Scalar, python_int},
};

/// Where `key:` without a value has a meaning of its own: `admin.email` for nobody.
const KEEPS_NULLS: &str = "AdminConfig";

pub(super) struct FromNode {
    node: Node,
    is_document: bool,
}

impl FromNode {
    pub(super) fn document(node: Node) -> Self {
        Self { node, is_document: true }
    }

    fn value(node: Node) -> Self {
        Self { node, is_document: false }
    }

    fn expected(&self, what: &str) -> Error {
        Error::new(format!("expected {what}, found {}", self.node.kind()))
    }

    fn visit_entries<'de, V: Visitor<'de>>(
        self,
        name: &str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let is_document = self.is_document;
        let Value::Map(entries) = self.node.value else {
            return Err(self.expected("a section with keys of its own"));
        };
        let is_used = |entry: &Entry| {
            let is_kept = !entry.node.is_null() || name == KEEPS_NULLS || !known.contains(&entry.key.as_str());
            // A helper, written for aliases and merges: `defaults: &defaults {…}`.
            let is_helper = is_document && entry.node.has_anchor && !known.contains(&entry.key.as_str());
            (is_kept || known.is_empty()) && !is_helper
        };
        visitor.visit_map(Entries {
            rest: entries.into_iter().filter(is_used).collect::<Vec<_>>().into_iter(),
            known,
            value: None,
        })
    }

    fn int(&self, least: i128, most: i128) -> Result<i128, Error> {
        let number = match &self.node.value {
            Value::Scalar(Scalar::Int(int), _) if int.form != IntForm::Sexagesimal => Some(int.value),
            #[expect(clippy::cast_possible_truncation, reason = "whole, and small enough")]
            Value::Scalar(Scalar::Float(float), _) if float.fract() == 0.0 && float.abs() < 1e15 => {
                Some(*float as i128)
            }
            Value::Scalar(Scalar::Text, text) => python_int(text),
            _ => None,
        };
        let expected = || match most {
            most if most > i128::from(u32::MAX) => self.expected("a whole number"),
            _ => self.expected(&format!("a whole number from {least} to {most}")),
        };
        match number {
            Some(number) if (least..=most).contains(&number) => Ok(number),
            _ => Err(expected()),
        }
    }

    fn text(mut self) -> Result<String, Error> {
        let hint = "a text; what YAML takes for a number or for yes and no has to be in quotes";
        let Value::Scalar(meaning, text) = &mut self.node.value else { return Err(self.expected("a text")) };
        match meaning {
            Scalar::Text => Ok(std::mem::take(&mut **text)),
            Scalar::Int(int) if int.form != IntForm::Other => Ok(std::mem::take(&mut **text)),
            // As Python writes it: `1.10` is 1.1.
            Scalar::Float(float) if float.is_finite() => Ok(format!("{float:?}")),
            _ => Err(self.expected(hint)),
        }
    }

    fn bool(&self) -> Result<bool, Error> {
        match &self.node.value {
            Value::Scalar(Scalar::Bool(is), _) => Ok(*is),
            Value::Scalar(Scalar::Null, _) => Ok(false),
            Value::Scalar(Scalar::Int(int), _) if matches!(int.value, 0 | 1) => Ok(int.value == 1),
            // Python takes any text for true. Who writes "false" means the opposite.
            Value::Scalar(Scalar::Text, text) => match Scalar::plain(text) {
                Scalar::Bool(true) => Ok(true),
                _ => Err(Error::new("expected true or false, without quotes")),
            },
            _ => Err(self.expected("true or false")),
        }
    }
}

macro_rules! ints {
    ($($method:ident $visit:ident $type:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            let number = self.int(i128::from($type::MIN), i128::from($type::MAX))?;
            visitor.$visit($type::try_from(number).map_err(|_| Error::new("expected a whole number"))?)
        }
    )*};
}

impl<'de> de::Deserializer<'de> for FromNode {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.node.value {
            Value::Scalar(Scalar::Null, _) => visitor.visit_unit(),
            Value::Scalar(Scalar::Bool(is), _) => visitor.visit_bool(*is),
            Value::Scalar(Scalar::Int(int), _) if int.form == IntForm::Plain && i64::try_from(int.value).is_ok() => {
                self.deserialize_i64(visitor)
            }
            Value::Scalar(Scalar::Float(float), _) => visitor.visit_f64(*float),
            Value::Scalar(..) => self.deserialize_string(visitor),
            Value::List(_) => self.deserialize_seq(visitor),
            Value::Map(_) => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_bool(self.bool()?)
    }

    ints! {
        deserialize_u8 visit_u8 u8
        deserialize_u16 visit_u16 u16
        deserialize_u32 visit_u32 u32
        deserialize_u64 visit_u64 u64
        deserialize_i8 visit_i8 i8
        deserialize_i16 visit_i16 i16
        deserialize_i32 visit_i32 i32
        deserialize_i64 visit_i64 i64
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_string(self.text()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.node.value {
            Value::List(items) => visitor.visit_seq(Items { rest: items.into_iter(), index: 0 }),
            Value::Scalar(Scalar::Null, _) => visitor.visit_seq(Items { rest: vec![].into_iter(), index: 0 }),
            _ => Err(self.expected("a list")),
        }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.visit_entries("", &[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.visit_entries(name, known, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let expected = self.expected(&format!("one of {}", listed(known)));
        let chosen: StringDeserializer<Error> = self.text().map_err(|_| expected)?.into_deserializer();
        visitor.visit_enum(chosen)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct identifier
    }
}

struct Items {
    rest: std::vec::IntoIter<Node>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.rest.next() else { return Ok(None) };
        let (line, index) = (node.line, self.index);
        self.index += 1;
        let item = seed.deserialize(FromNode::value(node));
        item.map(Some).map_err(|error| error.within(Some(format!("[{index}]")), line))
    }
}

struct Entries {
    rest: std::vec::IntoIter<Entry>,
    known: &'static [&'static str],
    value: Option<Entry>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some(entry) = self.rest.next() else { return Ok(None) };
        let key: StringDeserializer<Error> = entry.key.clone().into_deserializer();
        let known = self.known;
        let found = seed.deserialize(key).map_err(|error| {
            if error.is_unknown_key && !can_be_shown(&entry, known) {
                error.hiding_the_key(&format!("expected one of {}", listed(known))).within(None, entry.line)
            } else {
                error.within(Some(entry.key.clone()), entry.line)
            }
        });
        self.value = Some(entry);
        found.map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Error> {
        let Some(Entry { key, line, node }) = self.value.take() else { return Err(Error::new("a value is missing")) };
        seed.deserialize(FromNode::value(node)).map_err(|error| error.within(Some(key), line))
    }
}

/// Whether an unknown key is surely a key: `{password:secret}` makes one of a password.
fn can_be_shown(entry: &Entry, known: &[&str]) -> bool {
    let is_word = entry.key.len() <= 40 && entry.key.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let is_close = known.iter().any(|known| strsim::damerau_levenshtein(known, &entry.key) <= 2);
    (is_word && !entry.node.is_null()) || is_close
}
