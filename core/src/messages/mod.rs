//! Every sentence that a person reads, from the Fluent files under `messages/`, in each language.

mod completeness;
mod language;
mod languages;
mod overrides;

pub use fluent_templates::fluent_bundle::FluentValue as Value;
pub use language::{Direction, Language};
pub use languages::Languages;
pub use overrides::{Problem, load as load_overrides};

/// Embeds the folders of `messages/`, the reference first.
macro_rules! embedded {
    ($($tag:literal),+ $(,)?) => {
        &[$(($tag, [
            include_str!(concat!("../../../messages/", $tag, "/web.ftl")),
            include_str!(concat!("../../../messages/", $tag, "/mail.ftl")),
            include_str!(concat!("../../../messages/", $tag, "/room.ftl")),
        ])),+]
    };
}

/// The built-in languages and the source of their messages. A new language is a folder and an entry here.
pub(crate) const BUILT_IN: &[(&str, [&str; 3])] = embedded!["en", "de", "ar"];

/// The source of the built-in messages of a language.
#[must_use]
pub fn built_in(tag: &str) -> Option<String> {
    let (_, sources) = BUILT_IN.iter().find(|(one, _)| one.eq_ignore_ascii_case(tag))?;
    Some(sources.join("\n"))
}

/// Says a sentence: `text!(in language, "mail-greeting", name = "alice")`.
#[macro_export]
macro_rules! text {
    (in $language:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $language.say($id, &[$((stringify!($name), $crate::messages::Value::from($value))),*])
    };
}
