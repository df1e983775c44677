//! No import cycles between the modules of a crate.
//!
//! A file depends on the files that define the names in its paths. A re-export (`pub use` in a `mod.rs`) makes the `mod.rs`
//! depend on the module that it names; a user of the re-exported name depends on the module that defines it.

mod imports;
mod lexer;

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, sources};
use crate::paths;
use imports::Imports;

/// The folders of the crates, each with its `main.rs` or `lib.rs`.
const CRATES: [&str; 9] = [
    "src",
    "core/src",
    "web/src",
    "bot/src",
    "migration/src",
    "tests/system",
    "xtask/src",
    "bench/src",
    "properties/src",
];

/// The path of a module within its crate; empty for the root.
type Module = Vec<String>;

/// Every group of modules that import each other, in all crates.
pub fn violations() -> anyhow::Result<Vec<String>> {
    let mut found = vec![];
    for folder in CRATES {
        found.extend(cycles(folder, &sources(&paths::root(), folder, "rs")?));
    }
    Ok(found)
}

/// The cycles among the files of one crate, each with an example that names the lines.
fn cycles(folder: &str, files: &[Source]) -> Vec<String> {
    let tree = Tree::of(folder, files);
    let arrows = tree.arrows();
    let mut told: BTreeSet<&Module> = BTreeSet::new();
    let mut found = vec![];
    for module in arrows.keys() {
        if told.contains(module) {
            continue;
        }
        let Some(path) = shortest_cycle(&arrows, module) else { continue };
        let group: Vec<_> =
            arrows.keys().filter(|other| reaches(&arrows, module, other) && reaches(&arrows, other, module)).collect();
        told.extend(&group);
        let steps = path.windows(2).map(|step| {
            format!("  {} line {} uses {}", tree.file(&step[0]), arrows[&step[0]][&step[1]], tree.file(&step[1]))
        });
        found.push(format!(
            "{folder}: import cycle of {} modules, for example:\n{}",
            group.len(),
            steps.collect::<Vec<_>>().join("\n")
        ));
    }
    found
}

/// From each module to those that it uses, with the line of the first use.
type Arrows = BTreeMap<Module, BTreeMap<Module, usize>>;

/// The shortest way from `start` back to itself.
fn shortest_cycle(arrows: &Arrows, start: &Module) -> Option<Vec<Module>> {
    let mut ways = vec![vec![start.clone()]];
    let mut seen = BTreeSet::new();
    while !ways.is_empty() {
        let mut longer = vec![];
        for way in &ways {
            for next in way.last().and_then(|last| arrows.get(last)).into_iter().flat_map(BTreeMap::keys) {
                let way = [way.clone(), vec![next.clone()]].concat();
                if next == start {
                    return Some(way);
                }
                if seen.insert(next.clone()) {
                    longer.push(way);
                }
            }
        }
        ways = longer;
    }
    None
}

fn reaches(arrows: &Arrows, from: &Module, to: &Module) -> bool {
    let (mut seen, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(module) = open.pop() {
        for next in arrows.get(module).into_iter().flat_map(BTreeMap::keys) {
            if next == to {
                return true;
            }
            if seen.insert(next) {
                open.push(next);
            }
        }
    }
    false
}

/// The modules of a crate.
struct Tree {
    modules: BTreeMap<Module, (String, Imports)>,
    /// The module that defines each macro.
    macros: BTreeMap<String, Module>,
}

impl Tree {
    fn of(folder: &str, files: &[Source]) -> Self {
        let module = |file: &Source| {
            let path = file.path.strip_prefix(folder).unwrap_or(&file.path).with_extension("");
            let mut names: Module = path.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            names.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
            names
        };
        let read = |file: &Source| (file.path.display().to_string(), imports::read(&lexer::tokens(&file.text)));
        let mut modules: BTreeMap<_, _> = files.iter().map(|file| (module(file), read(file))).collect();
        let tests = |(module, (_, imports)): (&Module, &(String, Imports))| {
            imports
                .test_modules
                .iter()
                .map(|name| [&module[..], std::slice::from_ref(name)].concat())
                .collect::<Vec<_>>()
        };
        let tests: Vec<Module> = modules.iter().flat_map(tests).collect();
        modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        let macros = |(module, (_, imports)): (&Module, &(String, Imports))| {
            imports.macros.iter().map(|name| (name.clone(), module.clone())).collect::<Vec<_>>()
        };
        let macros = modules.iter().flat_map(macros).collect();
        Self { modules, macros }
    }

    fn file(&self, module: &Module) -> &str {
        self.modules.get(module).map_or("", |(file, _)| file)
    }

    fn arrows(&self) -> Arrows {
        let mut arrows = Arrows::new();
        for (module, (_, imports)) in &self.modules {
            let to = arrows.entry(module.clone()).or_default();
            for path in &imports.paths {
                let target = self.absolute(module, path).and_then(|absolute| self.definition(&absolute, 0));
                if let Some(target) = target.filter(|target| target != module) {
                    to.entry(target).or_insert(path.line);
                }
            }
        }
        arrows
    }

    /// The path from the crate's root; `None` for other crates.
    fn absolute(&self, module: &Module, path: &imports::Path) -> Option<Vec<String>> {
        let here: Vec<String> = module.iter().chain(&path.inside).cloned().collect();
        let (first, rest) = path.segments.split_first()?;
        let with = |base: &[String], rest: &[String]| Some([base, rest].concat());
        match first.as_str() {
            "crate" => with(&[], rest),
            "self" => with(&here, rest),
            "super" => {
                let ups = path.segments.iter().take_while(|segment| *segment == "super").count();
                with(here.get(..here.len().checked_sub(ups)?)?, &path.segments[ups..])
            }
            _ if self.modules.contains_key(&[&here[..], std::slice::from_ref(first)].concat()) => {
                with(&here, &path.segments)
            }
            _ if path.alias.is_some() => None,
            _ => {
                let import = self.import(module, first)?;
                with(&self.absolute(module, import)?, rest)
            }
        }
    }

    /// The `use` in `module` that brings `name` in.
    fn import(&self, module: &Module, name: &str) -> Option<&imports::Path> {
        let (_, imports) = self.modules.get(module)?;
        imports.paths.iter().find(|path| path.alias.as_deref() == Some(name))
    }

    /// The module that defines what is at `path`, through re-exports. A module by itself is nothing that is used.
    fn definition(&self, path: &[String], depth: usize) -> Option<Module> {
        let mut length = 0;
        while length < path.len() && self.modules.contains_key(&path[..=length]) {
            length += 1;
        }
        let (module, rest) = (path[..length].to_vec(), &path[length..]);
        let name = rest.first()?;
        if module.is_empty()
            && let Some(defining) = self.macros.get(name)
        {
            return Some(defining.clone());
        }
        if let Some(import) = self.import(&module, name).filter(|_| depth < 10) {
            let absolute = self.absolute(&module, import)?;
            return self.definition(&[&absolute[..], &rest[1..]].concat(), depth + 1);
        }
        Some(module)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycles_of(files: &[(&str, &str)]) -> Vec<String> {
        let source = |(path, text): &(&str, &str)| Source { path: path.into(), text: (*text).to_owned() };
        cycles("a/src", &files.iter().map(source).collect::<Vec<_>>())
    }

    #[test]
    fn a_cycle_is_reported_with_its_lines() {
        let found = cycles_of(&[
            ("a/src/lib.rs", "mod one;\nmod two;\npub use one::One;"),
            ("a/src/one.rs", "// crate::two\nuse std::fmt;\nuse crate::{two::{self, Two}};\n"),
            ("a/src/two.rs", "struct Two;\nfn f() { \"}\"; super::one::f('{'); }"),
        ]);
        let lines = "  a/src/one.rs line 3 uses a/src/two.rs\n  a/src/two.rs line 2 uses a/src/one.rs";
        assert_eq!(found, [format!("a/src: import cycle of 2 modules, for example:\n{lines}")]);
    }

    #[test]
    fn a_reexport_leads_to_the_definition() {
        let root = ("a/src/lib.rs", "pub use b::Thing;\nmod b;\nmod c;");
        let user = ("a/src/c.rs", "use crate::Thing as Other;");
        assert!(cycles_of(&[root, ("a/src/b.rs", "pub struct Thing;"), user]).is_empty());
        assert_eq!(cycles_of(&[root, ("a/src/b.rs", "use crate::c::f;"), user]).len(), 1);
    }

    #[test]
    fn a_child_that_uses_its_parent_is_a_cycle() {
        let parent = ("a/src/b/mod.rs", "mod child;\npub use child::Child;\npub struct Parent;");
        assert_eq!(cycles_of(&[parent, ("a/src/b/child.rs", "use super::Parent;")]).len(), 1);
        assert_eq!(cycles_of(&[parent, ("a/src/b/child.rs", "mod x { fn f(p: super::super::Parent) {} }")]).len(), 1);
        assert!(cycles_of(&[parent, ("a/src/b/child.rs", "mod x { use super::Child; }")]).is_empty());
    }

    #[test]
    fn an_exported_macro_leads_to_its_definition() {
        let root = ("a/src/lib.rs", "mod b;\nmod c;\npub use c::C;");
        let (macros, user) = (("a/src/b.rs", "macro_rules! text { () => {} }"), ("a/src/c.rs", "use crate::text;"));
        assert!(cycles_of(&[root, macros, user]).is_empty());
    }

    #[test]
    fn imports_of_tests_do_not_count() {
        let parent = ("a/src/lib.rs", "mod child;\nuse child::f;\n#[cfg(test)]\nmod tests;\npub struct S;");
        let child = ("a/src/child.rs", "#[cfg(test)]\nmod tests { use crate::S; }\n#[cfg(test)]\nuse crate::S;");
        assert!(cycles_of(&[parent, child, ("a/src/tests.rs", "use super::*;")]).is_empty());
    }

    #[test]
    fn a_module_that_is_imported_by_name_is_followed() {
        let root = ("a/src/lib.rs", "mod b;\nmod c;");
        let (one, other) = (("a/src/b.rs", "use crate::c;\nfn f() { c::g() }"), ("a/src/c.rs", "use crate::b;"));
        assert!(cycles_of(&[root, one, other]).is_empty());
        assert_eq!(cycles_of(&[root, one, ("a/src/c.rs", "use crate::b;\nfn g() { b::f() }")]).len(), 1);
    }
}
