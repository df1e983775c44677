//! From text to a tree of values: YAML 1.1 scalars, merges, the last of equal keys, and the line of each key.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize,
    de::{
        self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor,
    },
};
use serde_yaml::{Mapping, Value};

use super::{Error, Lines, scalar, source::Source};

/// A config file has a few hundred nodes; aliases of aliases can make billions from a few lines.
const MAX_NODES: usize = 20_000;

/// A key that is there twice; the earlier value is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::config) struct Duplicate {
    /// The path of the key.
    pub path: String,
    /// The line whose value is used.
    pub line: usize,
}

/// The content of a document.
#[derive(Default)]
pub(super) struct Tree<'t> {
    pub root: Value,
    pub lines: Lines,
    pub duplicates: Vec<Duplicate>,
    /// Top-level keys whose values have an anchor. If the config does not know them, they only serve aliases.
    pub helpers: Vec<String>,
    source: Source<'t>,
    nodes: usize,
    /// Kept here, since `serde_yaml` would add the value to its message.
    error: Option<Error>,
}

/// Reads the one document in `text`.
pub(super) fn read(text: &str) -> Result<Tree<'_>, Error> {
    let is_blank = |line: &str| line.trim_start().is_empty() || line.trim_start().starts_with('#');
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let document = documents.next().filter(|_| !text.lines().all(is_blank));
    let document = document.ok_or_else(|| Error::new("the file is empty"))?;
    let mut tree = Tree { source: Source::new(text), ..Tree::default() };
    match (Node { tree: &mut tree, path: String::new() }).deserialize(document) {
        Ok(root) => tree.root = root,
        Err(error) => {
            let line = error.location().map(|location| location.line());
            return Err(tree.error.unwrap_or_else(|| Error::new(NOT_YAML)).on_line(line));
        }
    }
    if documents.next().is_some() {
        let lines = text.lines().zip(1..).filter(|(line, _)| line.starts_with("---"));
        return Err(Error::new("a second document begins here; there can be one").on_line(lines.last().map(|(_, n)| n)));
    }
    Ok(tree)
}

const NOT_YAML: &str = "this is not valid YAML: look for a missing quote or colon, or at the indentation; a text with \
                        special characters in it needs quotes";

impl Tree<'_> {
    /// Notes the line of a list's item, the first time that one is known.
    fn mark_item(&mut self, path: &str, line: usize) {
        if let Some((list, _)) = path.strip_suffix(']').and_then(|path| path.rsplit_once('[')) {
            self.lines.insert_first(path, line);
            self.mark_item(list, line);
        }
    }

    fn fail<E: de::Error>(&mut self, error: Error) -> E {
        self.error = Some(error);
        E::custom("")
    }
}

/// A node of the document, at its path.
struct Node<'a, 't> {
    tree: &'a mut Tree<'t>,
    path: String,
}

impl Node<'_, '_> {
    fn number<T: DeserializeOwned + PartialEq + ToString>(self, number: &T) -> Value {
        let Some(written) = self.tree.source.written(number) else { return scalar::resolve(&number.to_string()) };
        let line = self.tree.source.advance(written);
        self.tree.mark_item(&self.path, line);
        scalar::resolve(written)
    }
}

impl<'de: 't, 't> DeserializeSeed<'de> for Node<'_, 't> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        self.tree.nodes += 1;
        if self.tree.nodes > MAX_NODES {
            return Err(self.tree.fail(Error::new("the file has too many values")));
        }
        from.deserialize_any(self)
    }
}

/// A key, borrowed from the text unless it is written with escapes.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

macro_rules! numbers {
    ($($method:ident $type:ident)*) => {$(
        fn $method<E>(self, number: $type) -> Result<Value, E> {
            Ok(self.number(&number))
        }
    )*};
}

impl<'de: 't, 't> Visitor<'de> for Node<'_, 't> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, is: bool) -> Result<Value, E> {
        Ok(is.into())
    }

    numbers! { visit_i64 i64 visit_u64 u64 visit_i128 i128 visit_u128 u128 visit_f64 f64 }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value, E> {
        let line = self.tree.source.advance(text);
        self.tree.mark_item(&self.path, line);
        Ok(if self.tree.source.is_quoted(text) { text.into() } else { scalar::resolve(text) })
    }

    /// A text that does not read as it is written: a block, or with escapes.
    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    /// A tag: `!` alone marks a text.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (tag, content) = tagged.variant::<String>()?;
        if tag == "!" {
            return content.newtype_variant::<String>().map(Value::from);
        }
        Err(self.tree.fail(Error::new("this tag (!name) is not understood; a text that begins with ! needs quotes")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = vec![];
        loop {
            let path = format!("{}[{}]", self.path, list.len());
            match items.next_element_seed(Node { tree: &mut *self.tree, path })? {
                Some(item) => list.push(item),
                None => return Ok(Value::Sequence(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let (mut own, mut merged) = (Mapping::new(), Value::Mapping(Mapping::new()));
        loop {
            self.tree.error = Some(Error::new("a key has to be a text"));
            let Some(Key(key)) = entries.next_key()? else { break };
            self.tree.error = None;
            let path = if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) };
            let mut is_merge = false;
            if let Cow::Borrowed(key) = key {
                let line = self.tree.source.advance(key);
                self.tree.mark_item(&self.path, line);
                self.tree.lines.insert(path.clone(), line);
                is_merge = key == "<<" && !self.tree.source.is_quoted(key);
                if self.path.is_empty() && self.tree.source.has_anchor() {
                    self.tree.helpers.push(key.to_owned());
                }
            }
            let value = entries.next_value_seed(Node { tree: &mut *self.tree, path: path.clone() })?;
            let line = self.tree.lines.line(&path);
            if is_merge {
                merge(&mut merged, value).map_err(|error| self.tree.fail(error.on_line(line)))?;
            } else if own.insert(key.into(), value).is_some() {
                self.tree.duplicates.push(Duplicate { path, line: line.unwrap_or_default() });
            }
        }
        self.tree.error = None;
        let mut own = Value::Mapping(own);
        merge(&mut own, merged).map_err(|error| self.tree.fail(error))?;
        Ok(own)
    }
}

/// Adds the entries of `from`, a section or a list of sections, whose keys are not there yet.
fn merge(into: &mut Value, from: Value) -> Result<(), Error> {
    match (into, from) {
        (Value::Mapping(into), Value::Mapping(from)) => {
            for (key, value) in from {
                into.entry(key).or_insert(value);
            }
            Ok(())
        }
        (into, Value::Sequence(sections)) => sections.into_iter().try_for_each(|section| merge(into, section)),
        _ => Err(Error::new("`<<` takes a section, or a list of sections")),
    }
}
