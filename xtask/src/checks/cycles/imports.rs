//! Reads the paths that one Rust file uses, without compiling it: `use` trees and inline paths such as `crate::a::b`.

use super::lexer::Token;

/// A path as it is written, such as `["super", "card", "Card"]`.
#[derive(Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    /// The name that a `use` gives it; `None` for an inline path.
    pub alias: Option<String>,
    /// The inline modules around it, outermost first.
    pub inside: Vec<String>,
    pub line: usize,
}

/// What one file names.
#[derive(Debug, Default)]
pub struct Imports {
    pub paths: Vec<Path>,
    /// Child modules that exist only in tests.
    pub test_modules: Vec<String>,
    /// Macros that are defined here; `#[macro_export]` puts them into the root of the crate.
    pub macros: Vec<String>,
}

/// All paths of a file, leaving out items under `#[cfg(test)]`.
pub fn read(tokens: &[Token]) -> Imports {
    let mut reader = Reader { tokens, at: 0, inside: vec![], depths: vec![], depth: 0, found: Imports::default() };
    while reader.at < tokens.len() {
        reader.step();
    }
    reader.found
}

const CFG_TEST: [&str; 7] = ["#", "[", "cfg", "(", "test", ")", "]"];

struct Reader<'a> {
    tokens: &'a [Token],
    at: usize,
    /// Names of the inline modules that are open, and the depth of braces at which each begins.
    inside: Vec<String>,
    depths: Vec<usize>,
    depth: usize,
    found: Imports,
}

impl Reader<'_> {
    fn text(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", |token| &token.text)
    }

    fn step(&mut self) {
        let is_test = (0..).zip(CFG_TEST).all(|(ahead, text)| self.text(ahead) == text);
        match (self.text(0), self.text(1), self.text(2)) {
            _ if is_test => self.skip_item(),
            ("macro_rules", "!", name) => {
                self.found.macros.push(name.to_owned());
                self.at += 3;
            }
            ("use", ..) => self.use_tree(),
            ("mod", name, "{") => {
                self.inside.push(name.to_owned());
                self.depths.push(self.depth);
                self.at += 2;
            }
            ("{", ..) => {
                self.depth += 1;
                self.at += 1;
            }
            ("}", ..) => {
                self.depth -= 1;
                if self.depths.last() == Some(&self.depth) {
                    self.depths.pop();
                    self.inside.pop();
                }
                self.at += 1;
            }
            (_, "::", _) if self.tokens[self.at].is_word() => self.inline_path(),
            _ => self.at += 1,
        }
    }

    /// Skips the item after `#[cfg(test)]`: to its `;` or `,`, to the end of its block, or to the end of the block around it.
    fn skip_item(&mut self) {
        self.at += CFG_TEST.len();
        if self.text(0) == "mod" && self.text(2) == ";" {
            let name = self.text(1).to_owned();
            self.found.test_modules.push(name);
        }
        let mut depth = 0_usize;
        while self.at < self.tokens.len() {
            match self.text(0) {
                "}" | ")" | "]" if depth == 0 => return,
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth -= 1,
                _ => {}
            }
            self.at += 1;
            let is_end = matches!(self.tokens[self.at - 1].text.as_str(), ";" | "," | "}");
            if depth == 0 && is_end {
                return;
            }
        }
    }

    fn use_tree(&mut self) {
        let end = self.tokens[self.at..].iter().position(|token| token.text == ";").unwrap_or(0);
        let tree = &self.tokens[self.at + 1..self.at + end.max(1)];
        self.at += end.max(1);
        let mut rest = tree;
        while !rest.is_empty() {
            rest = branch(&[], rest, &self.inside, &mut self.found.paths);
        }
    }

    fn inline_path(&mut self) {
        let line = self.tokens[self.at].line;
        let mut segments = vec![self.text(0).to_owned()];
        self.at += 1;
        while self.text(0) == "::" && self.tokens.get(self.at + 1).is_some_and(Token::is_word) {
            segments.push(self.text(1).to_owned());
            self.at += 2;
        }
        if self.text(0) == "::" {
            self.at += 1;
        }
        self.found.paths.push(Path { segments, alias: None, inside: self.inside.clone(), line });
    }
}

/// Reads one branch of a `use` tree, such as `a::{b, c as d}`, and returns what follows its comma.
fn branch<'a>(prefix: &[String], tokens: &'a [Token], inside: &[String], found: &mut Vec<Path>) -> &'a [Token] {
    let mut segments = prefix.to_vec();
    let mut alias = None;
    let mut rest = tokens;
    let line = tokens.first().map_or(0, |token| token.line);
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        match first.text.as_str() {
            "," => break,
            "::" => {}
            "as" => {
                alias = rest.first().map(|token| token.text.clone());
                rest = rest.get(1..).unwrap_or_default();
            }
            "{" => {
                let (mut group, after) = closing(rest);
                while !group.is_empty() {
                    group = branch(&segments, group, inside, found);
                }
                return after.strip_prefix_comma();
            }
            "self" if !segments.is_empty() => {}
            text => segments.push(text.to_owned()),
        }
    }
    let alias = alias.or_else(|| segments.last().cloned());
    found.push(Path { segments, alias, inside: inside.to_vec(), line });
    rest
}

/// What is before the brace that closes the group, and what is after it.
fn closing(tokens: &[Token]) -> (&[Token], &[Token]) {
    let mut depth = 1;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (&tokens[..at], &tokens[at + 1..]);
        }
    }
    (tokens, &[])
}

trait StripComma {
    fn strip_prefix_comma(&self) -> &Self;
}

impl StripComma for [Token] {
    fn strip_prefix_comma(&self) -> &Self {
        match self.split_first() {
            Some((first, rest)) if first.text == "," => rest,
            _ => self,
        }
    }
}
