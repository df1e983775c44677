//! From the events of the YAML parser to a tree: aliases and merges are resolved, and of two equal
//! keys the last one wins.

use std::collections::HashMap;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag};
use secrecy::zeroize::Zeroizing;

use super::{
    Error,
    node::{Entry, Node, Value, join},
    scalar::Scalar,
};

/// A config file has a few hundred nodes; aliases of aliases can make billions of a few lines.
const MOST_NODES: usize = 20_000;
/// How deep values can be nested.
const DEEPEST: usize = 32;

/// A key that is there twice; the earlier value is not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::config) struct Duplicate {
    /// The path of the key.
    pub path: String,
    /// The line whose value is used.
    pub line: usize,
}

/// The tree of the one document in `text`.
pub(super) fn compose(text: &str) -> Result<(Node, Vec<Duplicate>), Error> {
    let mut composer =
        Composer { parser: Parser::new_from_str(text), anchors: HashMap::new(), duplicates: vec![], nodes: 0 };
    let mut root = None;
    loop {
        match composer.next()? {
            (Event::StreamEnd, _) => break,
            (Event::DocumentStart(_), span) if root.is_some() => {
                return Err(
                    Error::new("a second document begins here; there can be one").within(None, span.start.line())
                );
            }
            (Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing, _) => {}
            (event, span) => root = Some(composer.node(event, span, "", 0)?),
        }
    }
    let root = root.ok_or_else(|| Error::new("the file is empty"))?;
    Ok((root, composer.duplicates))
}

struct Composer<'a> {
    parser: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Node>,
    duplicates: Vec<Duplicate>,
    nodes: usize,
}

impl<'a> Composer<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), Error> {
        match self.parser.next() {
            Some(Ok(next)) => Ok(next),
            // The parser's own words may quote a character of a password.
            Some(Err(error)) => Err(Error::new(
                "this is not valid YAML: look for a missing quote or colon, or at the indentation; a text with special \
                 characters in it needs quotes",
            )
            .within(None, error.marker().line())),
            None => Err(Error::new("the file ends too early")),
        }
    }

    fn node(&mut self, event: Event<'a>, span: Span, path: &str, depth: usize) -> Result<Node, Error> {
        let line = span.start.line();
        let at = |error: Error| error.within(None, line);
        if depth > DEEPEST {
            return Err(at(Error::new("values are nested too deeply")));
        }
        self.count(1).map_err(at)?;
        let (anchor, value) = match event {
            Event::Alias(id) => return self.alias(id, line).map_err(at),
            Event::Scalar(text, style, anchor, tag) => {
                (anchor, scalar(text.into_owned(), style, tag.as_deref()).map_err(at)?)
            }
            Event::SequenceStart(anchor, tag) => {
                check_tag(tag.as_deref(), "seq").map_err(at)?;
                (anchor, self.list(path, depth)?)
            }
            Event::MappingStart(anchor, tag) => {
                check_tag(tag.as_deref(), "map").map_err(at)?;
                (anchor, self.map(path, depth)?)
            }
            _ => return Err(at(Error::new("expected a value"))),
        };
        let node = Node { line, value, has_anchor: anchor > 0 };
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn count(&mut self, more: usize) -> Result<(), Error> {
        self.nodes += more;
        if self.nodes > MOST_NODES { Err(Error::new("the file has too many values")) } else { Ok(()) }
    }

    fn alias(&mut self, id: usize, line: usize) -> Result<Node, Error> {
        let unknown =
            || Error::new("this alias (*name) refers to nothing before it; a text that begins with * needs quotes");
        let node = self.anchors.get(&id).ok_or_else(unknown)?.clone();
        self.count(size(&node))?;
        Ok(Node { line, has_anchor: false, ..node })
    }

    fn list(&mut self, path: &str, depth: usize) -> Result<Value, Error> {
        let mut items = vec![];
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::List(items)),
                (event, span) => {
                    let path = format!("{path}[{}]", items.len());
                    items.push(self.node(event, span, &path, depth + 1)?);
                }
            }
        }
    }

    fn map(&mut self, path: &str, depth: usize) -> Result<Value, Error> {
        let (mut entries, mut merged): (Vec<Entry>, Vec<Entry>) = (vec![], vec![]);
        loop {
            let (key, is_merge, line) = match self.next()? {
                (Event::MappingEnd, _) => break,
                (Event::Scalar(text, style, _, _), span) => {
                    let is_merge = style == ScalarStyle::Plain && text == "<<";
                    (text.into_owned(), is_merge, span.start.line())
                }
                (_, span) => return Err(Error::new("a key has to be a text").within(None, span.start.line())),
            };
            let path = join(path, &key);
            let (event, span) = self.next()?;
            let node = self.node(event, span, &path, depth + 1)?;
            if is_merge {
                merged.extend(merges(node, line)?);
            } else {
                let before = entries.len();
                entries.retain(|entry| entry.key != key);
                if entries.len() < before {
                    self.duplicates.push(Duplicate { path, line });
                }
                entries.push(Entry { key, line, node });
            }
        }
        // What a map says itself comes before what is merged into it, and earlier merges before later ones.
        for entry in merged {
            if !entries.iter().any(|own| own.key == entry.key) {
                entries.push(entry);
            }
        }
        Ok(Value::Map(entries))
    }
}

fn merges(node: Node, line: usize) -> Result<Vec<Entry>, Error> {
    let at_this_line = |entries: Vec<Entry>| entries.into_iter().map(move |entry| Entry { line, ..entry });
    let wrong = || Error::new("`<<` takes a section, or a list of sections").within(None, line);
    match node.value {
        Value::Map(entries) => Ok(at_this_line(entries).collect()),
        Value::List(items) => {
            let mut all = vec![];
            for item in items {
                let Value::Map(entries) = item.value else { return Err(wrong()) };
                all.extend(at_this_line(entries));
            }
            Ok(all)
        }
        Value::Scalar(..) => Err(wrong()),
    }
}

fn scalar(text: String, style: ScalarStyle, tag: Option<&Tag>) -> Result<Value, Error> {
    let text = Zeroizing::new(text);
    let meaning = match tag {
        // `!` alone says that it is a text.
        Some(tag) if tag.handle.is_empty() && tag.suffix == "!" => Scalar::Text,
        Some(tag) => {
            tag.is_yaml_core_schema().then(|| Scalar::tagged(&tag.suffix, &text)).flatten().ok_or_else(|| {
                Error::new(
                    "this tag (!name) is not understood, or does not fit; a text that begins with ! needs quotes",
                )
            })?
        }
        None if style == ScalarStyle::Plain => Scalar::plain(&text),
        None => Scalar::Text,
    };
    Ok(Value::Scalar(meaning, text))
}

fn check_tag(tag: Option<&Tag>, own: &str) -> Result<(), Error> {
    match tag {
        Some(tag) if !tag.is_yaml_core_schema() || tag.suffix != own => {
            Err(Error::new("this tag (!name) is not understood"))
        }
        _ => Ok(()),
    }
}

fn size(node: &Node) -> usize {
    1 + match &node.value {
        Value::Scalar(..) => 0,
        Value::List(items) => items.iter().map(size).sum(),
        Value::Map(entries) => entries.iter().map(|entry| size(&entry.node)).sum(),
    }
}
