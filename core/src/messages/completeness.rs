//! A test that compares every language with English: messages, variables, and plural categories.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::{
    ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};
use fluent_templates::fluent_bundle::{FluentArgs, FluentBundle, FluentResource};

use super::BUILT_IN;

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

/// The messages of `sources`, and what is wrong with their syntax.
fn read<'a>(sources: &[&'a str]) -> (Shapes<'a>, Vec<String>) {
    let (mut shapes, mut wrong) = (Shapes::new(), vec![]);
    for source in sources {
        let resource = parser::parse(*source).unwrap_or_else(|(resource, errors)| {
            wrong.extend(errors.into_iter().map(|error| {
                let line = source[..error.pos.start].matches('\n').count() + 1;
                format!("line {line}: {error}")
            }));
            resource
        });
        for entry in resource.body {
            let mut shape = Shape::default();
            let (id, twice) = match &entry {
                Entry::Message(message) => {
                    if let Some(pattern) = &message.value {
                        shape.read(pattern);
                    }
                    (message.id.name.to_owned(), true)
                }
                Entry::Term(term) => {
                    shape.read(&term.value);
                    // A term is a language's own.
                    (format!("-{}", term.id.name), false)
                }
                _ => continue,
            };
            if shapes.insert(id.clone(), shape).is_some() && twice {
                wrong.push(format!("{id} is there twice"));
            }
        }
    }
    shapes.retain(|id, _| !id.starts_with('-'));
    (shapes, wrong)
}

/// The categories into which whole numbers fall in the language `tag`.
fn categories(tag: &str) -> BTreeSet<&'static str> {
    let branches = PLURALS.map(|one| format!("[{one}] {one}\n    ")).concat();
    let source = format!("n = {{ $n ->\n    {}\n}}\n", branches.replace("[other]", "*[other]"));
    let mut bundle = FluentBundle::new(vec![tag.parse().expect("a language tag")]);
    bundle.add_resource(FluentResource::try_new(source).expect("no mistake")).expect("no message twice");
    let pattern = bundle.get_message("n").and_then(|message| message.value()).expect("a pattern");
    let of = |number: u32| {
        let args = FluentArgs::from_iter([("n", number)]);
        let said = bundle.format_pattern(pattern, Some(&args), &mut vec![]).into_owned();
        PLURALS.into_iter().find(|one| *one == said.trim())
    };
    (0..200).chain([1_000_000]).filter_map(of).chain(["other"]).collect()
}

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
        let lacks = expected.variables.difference(&shape.variables).map(|name| format!("{id} lacks ${name}"));
        let adds = shape.variables.difference(&expected.variables).map(|name| format!("{id} has an unknown ${name}"));
        found.extend(lacks.chain(adds));
        found
            .extend(shape.choices.iter().filter(|one| one.is_plural()).flat_map(|one| wrong_plurals(id, one, &plural)));
        found.extend(expected.choices.iter().filter_map(|one| missing_choice(id, one, shape, &plural)));
    }
    found
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
