//! Every sentence that a person reads, looked up in the Fluent files under `messages/`.
//!
//! A folder there is a language, named by its code; `en` is the one that all fall back to.

use std::{borrow::Cow, collections::HashMap};

use fluent_templates::{Loader, fluent_bundle::FluentValue, static_loader};

static_loader! {
    static LOCALES = {
        locales: "../messages",
        fallback_language: "en",
        // Isolation marks would show up in plain-text mails and in a terminal.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

/// The sentence `id`, its placeables filled from `args`. Prefer the [`text!`](crate::text) macro.
#[must_use]
pub fn lookup(id: &str, args: Vec<(&'static str, FluentValue<'_>)>) -> String {
    let language = LOCALES.fallback();
    if args.is_empty() {
        return LOCALES.lookup(language, id);
    }
    let args: HashMap<Cow<'static, str>, FluentValue<'_>> =
        args.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect();
    LOCALES.lookup_with_args(language, id, &args)
}

/// What a placeable is filled with: text, or a number that Fluent can count with.
pub use fluent_templates::fluent_bundle::FluentValue as Value;

/// Says a sentence: `text!("mail-greeting", name = "alice")`.
#[macro_export]
macro_rules! text {
    ($id:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $crate::messages::lookup($id, vec![$((stringify!($name), $crate::messages::Value::from($value))),*])
    };
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_sentence_is_filled_in_without_isolation_marks() {
        let said = crate::text!("mail-greeting", name = "alice");
        assert!(said.contains("alice") && !said.contains('\u{2068}'), "{said}");
    }
}
