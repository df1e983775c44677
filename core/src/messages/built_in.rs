//! The messages of the built-in languages, from the folders in `messages/`.

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
