//! Every sentence that a person reads, from the Fluent files under `messages/`, in each language.

mod bidi;
mod built_in;
mod completeness;
mod formats;
mod language;
mod languages;
mod overrides;
mod per_language;

pub use bidi::isolated_if_mixed;
pub(crate) use built_in::BUILT_IN;
pub use built_in::built_in;
pub use fluent_templates::fluent_bundle::FluentValue as Value;
pub use language::{Direction, Language};
pub use languages::Languages;
pub use overrides::{Problem, load as load_overrides};
pub use per_language::PerLanguage;

/// Says a sentence: `text!(in language, "mail-greeting", name = "alice")`.
#[macro_export]
macro_rules! text {
    (in $language:expr, $id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $language.say($id, &[$((stringify!($name), $crate::messages::Value::from($value))),*])
    };
}
