//! Compares the messages of a language with the English ones: ids, variables, and plural categories.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};
use fluent_templates::fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What the messages of a language need, by their ids.
type Shapes<'a> = BTreeMap<String, Shape<'a>>;

/// What one message needs.
#[derive(Default)]
struct Shape<'a> {
    variables: BTreeSet<&'a str>,
    choices: Vec<Choice<'a>>,
}

/// A choice between variants.
struct Choice<'a> {
    on: &'a str,
    keys: BTreeSet<&'a str>,
    default: &'a str,
}

impl Choice<'_> {
    /// Whether it counts something; else its keys are names.
    fn is_plural(&self) -> bool {
        self.default == "other"
            && self.keys.iter().any(|key| (*key != "other" && PLURALS.contains(key)) || is_number(key))
    }
}

fn is_number(key: &str) -> bool {
    key.parse::<f64>().is_ok()
}

impl<'a> Shape<'a> {
    fn read(&mut self, pattern: &Pattern<&'a str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&'a str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                if let InlineExpression::VariableReference { id } = selector {
                    self.choices.push(Choice { on: id.name, keys: keys(variants), default: default(variants) });
                }
                for variant in variants {
                    self.read(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&'a str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name);
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::FunctionReference { arguments: CallArguments { positional, named }, .. } => {
                for one in positional.iter().chain(named.iter().map(|one| &one.value)) {
                    self.inline(one);
                }
            }
            _ => {}
        }
    }
}

fn key<'a>(variant: &Variant<&'a str>) -> &'a str {
    match &variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

fn keys<'a>(variants: &[Variant<&'a str>]) -> BTreeSet<&'a str> {
    variants.iter().map(key).collect()
}

fn default<'a>(variants: &[Variant<&'a str>]) -> &'a str {
    variants.iter().find(|variant| variant.default).map(key).unwrap_or_default()
}

/// What is wrong with `source`, a file of an operator that replaces messages of the language `tag`: the line and a
/// sentence for each.
pub(super) fn problems_of_override(tag: &str, source: &str) -> Vec<(usize, String)> {
    let (english, _) = read(&super::BUILT_IN[0].1);
    let (shapes, syntax) = parse(source);
    let plural = categories(tag);
    let mut found = syntax;
    for (id, shape) in &shapes {
        let wrong = match english.get(id) {
            None => vec![format!("there is no message {id}")],
            Some(expected) => compare(id, expected, shape, &plural),
        };
        found.extend(wrong.into_iter().map(|text| (line_of(source, id), text)));
    }
    found.sort();
    found
}

/// The messages that `sources`, all files of a language, lack.
pub(super) fn missing_messages(sources: &[&str]) -> Vec<String> {
    let ((english, _), (shapes, _)) = (read(&super::BUILT_IN[0].1), read(sources));
    english.into_keys().filter(|id| !shapes.contains_key(id)).collect()
}

fn line_of(source: &str, id: &str) -> usize {
    let defines = |line: &str| line.strip_prefix(id).is_some_and(|rest| rest.trim_start().starts_with('='));
    source.lines().position(defines).map_or(1, |index| index + 1)
}

/// The messages of `sources`, and what is wrong with their syntax.
fn read<'a>(sources: &[&'a str]) -> (Shapes<'a>, Vec<String>) {
    let (mut all, mut wrong) = (Shapes::new(), vec![]);
    for source in sources {
        let (shapes, syntax) = parse(source);
        wrong.extend(syntax.into_iter().map(|(line, text)| format!("line {line}: {text}")));
        wrong.extend(shapes.keys().filter(|id| all.contains_key(*id)).map(|id| format!("{id} is there twice")));
        all.extend(shapes);
    }
    (all, wrong)
}

/// The messages of one file, and the lines at which its syntax is wrong. Terms are a language's own.
fn parse(source: &str) -> (Shapes<'_>, Vec<(usize, String)>) {
    let mut wrong = vec![];
    let resource = parser::parse(source).unwrap_or_else(|(resource, errors)| {
        let line = |at: usize| source[..at].matches('\n').count() + 1;
        let begin = |error: &parser::ParserError| error.slice.as_ref().map_or(error.pos.start, |slice| slice.start);
        wrong.extend(errors.iter().map(|error| (line(begin(error)), error.to_string())));
        resource
    });
    let mut shapes = Shapes::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut shape = Shape::default();
        if let Some(pattern) = &message.value {
            shape.read(pattern);
        }
        if shapes.insert(message.id.name.to_owned(), shape).is_some() {
            wrong.push((line_of(source, message.id.name), format!("{} is there twice", message.id.name)));
        }
    }
    (shapes, wrong)
}

/// The categories into which whole numbers fall in the language `tag`.
fn categories(tag: &str) -> BTreeSet<&'static str> {
    let branches = PLURALS.map(|one| format!("[{one}] {one}\n    ")).concat();
    let source = format!("n = {{ $n ->\n    {}\n}}\n", branches.replace("[other]", "*[other]"));
    let mut bundle = FluentBundle::new(tag.parse().into_iter().collect());
    bundle.add_resource_overriding(FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource));
    let of = |number: u32| {
        let pattern = bundle.get_message("n")?.value()?;
        let args = FluentArgs::from_iter([("n", number)]);
        let said = bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned();
        PLURALS.into_iter().find(|one| *one == said.trim())
    };
    (0..200).chain([1_000_000]).filter_map(of).chain(["other"]).collect()
}

#[cfg(test)]
/// Everything in which `other`, the messages of the language `tag`, differ from `english`.
fn differences(english: &Shapes<'_>, tag: &str, other: &Shapes<'_>) -> Vec<String> {
    let plural = categories(tag);
    let extra = other.keys().filter(|id| !english.contains_key(*id)).map(|id| format!("{id} is not in English"));
    let mut found: Vec<String> = extra.collect();
    for (id, expected) in english {
        let Some(shape) = other.get(id) else {
            found.push(format!("{id} is missing"));
            continue;
        };
        found.extend(compare(id, expected, shape, &plural));
    }
    found
}

/// In which `shape` differs from the English message.
fn compare(id: &str, expected: &Shape<'_>, shape: &Shape<'_>, plural: &BTreeSet<&str>) -> Vec<String> {
    let lacks = expected.variables.difference(&shape.variables).map(|name| format!("{id} lacks ${name}"));
    let adds = shape.variables.difference(&expected.variables).map(|name| format!("{id} has an unknown ${name}"));
    let plurals = shape.choices.iter().filter(|one| one.is_plural()).flat_map(|one| wrong_plurals(id, one, plural));
    let choices = expected.choices.iter().filter_map(|one| missing_choice(id, one, shape, plural));
    lacks.chain(adds).chain(plurals).chain(choices).collect()
}

fn wrong_plurals(id: &str, choice: &Choice<'_>, plural: &BTreeSet<&str>) -> Vec<String> {
    let has = |category: &str| choice.keys.contains(category) || (category == "zero" && choice.keys.contains("0"));
    let lacks = plural.iter().filter(|one| !has(one)).map(|one| format!("{id} lacks [{one}] of ${}", choice.on));
    let named = choice.keys.iter().filter(|key| !is_number(key));
    let adds = named.filter(|key| !plural.contains(**key)).map(|key| format!("{id} has [{key}] of ${}", choice.on));
    lacks.chain(adds).collect()
}

/// A choice that English has: a plural may have other categories, names must be the same.
fn missing_choice(id: &str, choice: &Choice<'_>, shape: &Shape<'_>, plural: &BTreeSet<&str>) -> Option<String> {
    let mut on_same = shape.choices.iter().filter(|other| other.on == choice.on);
    let is_there = if choice.is_plural() {
        plural.len() == 1 || on_same.any(Choice::is_plural)
    } else {
        on_same.any(|other| (&other.keys, other.default) == (&choice.keys, choice.default))
    };
    (!is_there).then(|| format!("{id} does not choose by ${} as English does", choice.on))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::BUILT_IN;

    #[test]
    fn every_language_is_complete() {
        let (english, _) = read(&BUILT_IN[0].1);
        for (tag, sources) in BUILT_IN {
            let (shapes, mut wrong) = read(sources);
            wrong.extend(differences(&english, tag, &shapes));
            assert!(wrong.is_empty(), "messages/{tag}:\n{}", wrong.join("\n"));
        }
    }

    #[test]
    fn every_folder_is_a_language() {
        let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../messages")).expect("the messages");
        let folders: BTreeSet<String> =
            folders.map(|one| one.expect("one").file_name().into_string().expect("text")).collect();
        assert_eq!(folders, BUILT_IN.iter().map(|(tag, _)| (*tag).to_owned()).collect());
    }

    #[test]
    fn a_difference_is_named() {
        let english = "\
            gone = Gone\n\
            name = { $kind ->\n    [a] A\n   *[b] B\n}\n\
            count = { $n ->\n    [0] none\n    [one] one of { $all }\n   *[other] { $n } of { $all }\n}\n";
        let arabic = "\
            new = New\n\
            name = { $kind ->\n    [a] A\n   *[c] C\n}\n\
            count = { $n ->\n    [zero] z\n    [one] o\n    [two] t\n    [few] f\n   *[other] { $m }\n}\n";
        let (english, arabic) = (read(&[english]).0, read(&[arabic]).0);
        assert_eq!(
            differences(&english, "ar", &arabic),
            [
                "new is not in English",
                "count lacks $all",
                "count has an unknown $m",
                "count lacks [many] of $n",
                "gone is missing",
                "name does not choose by $kind as English does",
            ]
        );
        assert_eq!(differences(&english, "en", &english), [""; 0]);
    }

    #[test]
    fn a_mistake_in_the_syntax_is_told_with_its_line() {
        let (_, wrong) = read(&["one = 1\ntwo = { $x\n", "one = 1\n"]);
        assert!(wrong.len() == 2 && wrong[0].starts_with("line 2: ") && wrong[1] == "one is there twice", "{wrong:?}");
    }
}
