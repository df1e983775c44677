//! Dependencies point one way: see ARCHITECTURE.md.

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::run;

/// What each member may use of the others.
const EDGES: [(&str, &[&str]); 8] = [
    ("synapse-registration", &["registration-web", "registration-bot", "registration-core", "registration-migration"]),
    ("registration-web", &["registration-core"]),
    ("registration-bot", &["registration-core"]),
    ("registration-core", &["registration-migration"]),
    ("registration-migration", &[]),
    ("registration-properties", &["registration-core"]),
    ("registration-bench", &[]),
    ("xtask", &[]),
];

/// Libraries that only some members may use directly; `axum` stands for `axum-extra` too.
const KEPT: [(&str, &[&str]); 4] = [
    ("axum", &["registration-web", "registration-bench", "registration-properties"]),
    ("matrix-sdk", &["registration-bot", "registration-bench"]),
    ("sea-orm-migration", &["registration-migration", "registration-core"]),
    ("sea-orm", &["registration-core", "registration-migration"]),
];

/// Libraries of which two versions would not work together, or cost too much.
const SINGLE: [&str; 2] = ["libsqlite3-sys", "rustls"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_members: Vec<String>,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `dev`, `build`, or nothing for a normal one.
    kind: Option<String>,
}

/// Every edge that should not be, and every library that is there twice.
pub fn breaches() -> anyhow::Result<Vec<String>> {
    let mut command = run::cargo();
    command.args(["metadata", "--format-version", "1", "--locked"]);
    let output = command.output().context("cannot run cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    Ok(breaches_in(&serde_json::from_slice(&output.stdout)?))
}

fn breaches_in(metadata: &Metadata) -> Vec<String> {
    let members: Vec<_> =
        metadata.packages.iter().filter(|package| metadata.workspace_members.contains(&package.id)).collect();
    let names: Vec<_> = members.iter().map(|member| member.name.as_str()).collect();
    let mut found = Vec::new();
    for member in &members {
        for dependency in member.dependencies.iter().filter(|dependency| dependency.kind.is_none()) {
            found.extend(breach(&member.name, &dependency.name, &names));
        }
    }
    found.extend(SINGLE.iter().filter_map(|name| several(metadata, name)));
    found
}

/// What is wrong with `member` using `dependency`.
fn breach(member: &str, dependency: &str, members: &[&str]) -> Option<String> {
    if members.contains(&dependency) {
        let allowed = EDGES.iter().find(|(name, _)| *name == member).map_or(&[][..], |(_, allowed)| allowed);
        let fits = allowed.contains(&dependency);
        return (!fits).then(|| format!("{member} → {dependency}: {member} may use {}", or_none(allowed)));
    }
    let belongs =
        |name: &str| dependency == name || dependency.strip_prefix(name).is_some_and(|rest| rest.starts_with('-'));
    let (kept, allowed) = KEPT.iter().find(|(name, _)| belongs(name))?;
    let fits = allowed.contains(&member);
    (!fits).then(|| format!("{member} → {dependency}: {kept} is for {} only", allowed.join(" and ")))
}

fn or_none(names: &[&str]) -> String {
    if names.is_empty() { "no other member".to_owned() } else { format!("only {}", names.join(", ")) }
}

fn several(metadata: &Metadata, name: &str) -> Option<String> {
    let found = metadata.packages.iter().filter(|package| package.name == name);
    let versions: Vec<_> = found.map(|package| package.version.as_str()).collect();
    (versions.len() > 1).then(|| format!("{name} is in Cargo.lock {} times: {}", versions.len(), versions.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEMBERS: [&str; 2] = ["registration-core", "registration-web"];

    #[test]
    fn the_web_uses_the_core_and_never_the_other_way() {
        assert_eq!(breach("registration-web", "registration-core", &MEMBERS), None);
        let told = breach("registration-core", "registration-web", &MEMBERS);
        assert_eq!(
            told.as_deref(),
            Some("registration-core → registration-web: registration-core may use only registration-migration")
        );
    }

    #[test]
    fn libraries_stay_where_they_belong() {
        assert_eq!(breach("registration-web", "axum-extra", &MEMBERS), None);
        assert_eq!(breach("registration-core", "axumatic", &MEMBERS), None);
        assert_eq!(breach("registration-core", "sea-orm", &MEMBERS), None);
        let told = breach("registration-bot", "matrix-sdk-base", &MEMBERS);
        assert_eq!(told, None);
        let told = breach("registration-web", "matrix-sdk-base", &MEMBERS);
        assert_eq!(
            told.as_deref(),
            Some("registration-web → matrix-sdk-base: matrix-sdk is for registration-bot and registration-bench only")
        );
        assert!(breach("synapse-registration", "matrix-sdk-sqlite", &MEMBERS).is_some());
        assert!(breach("registration-web", "sea-orm-migration", &MEMBERS).is_some());
    }

    #[test]
    fn a_library_that_is_there_twice_is_told() {
        let package = |version: &str| Package {
            id: version.to_owned(),
            name: "rustls".to_owned(),
            version: version.to_owned(),
            dependencies: Vec::new(),
        };
        let packages = vec![package("0.22.1"), package("0.23.4")];
        let told = breaches_in(&Metadata { packages, workspace_members: Vec::new() });
        assert_eq!(told, ["rustls is in Cargo.lock 2 times: 0.22.1, 0.23.4"]);
    }
}
