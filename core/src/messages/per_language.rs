//! A value of the config that may differ by language: one for all, or a map of them.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{Error, IntoDeserializer, MapAccess, Visitor, value::StringDeserializer},
};

use super::Language;

/// A value for every language, or values by the tags of their languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PerLanguage<T> {
    first: T,
    /// The tag of `first` and the other values; empty if `first` is for every language.
    tags: Vec<String>,
    others: Vec<T>,
}

impl<T> PerLanguage<T> {
    /// One value for every language.
    pub fn one(value: T) -> Self {
        Self { first: value, tags: vec![], others: vec![] }
    }

    /// The value for `language`. For a language without one, the first of the map.
    #[must_use]
    pub fn get(&self, language: Language) -> &T {
        let index = self.tags.iter().position(|tag| tag.eq_ignore_ascii_case(language.tag()));
        index.and_then(|index| index.checked_sub(1)).and_then(|index| self.others.get(index)).unwrap_or(&self.first)
    }

    /// The value that is written first.
    #[must_use]
    pub fn first(&self) -> &T {
        &self.first
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// The tags, if it is a map.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for PerLanguage<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneOrMap<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMap<T> {
            type Value = PerLanguage<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, or a map with a text for each language, like {en: Rules, de: Regeln}")
            }

            fn visit_str<E: Error>(self, one: &str) -> Result<PerLanguage<T>, E> {
                let one: StringDeserializer<E> = one.to_owned().into_deserializer();
                T::deserialize(one).map(PerLanguage::one)
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<PerLanguage<T>, E> {
                self.visit_str(&number.to_string())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<PerLanguage<T>, A::Error> {
                let Some((tag, first)) = map.next_entry()? else { return Err(A::Error::invalid_length(0, &self)) };
                let (mut tags, mut others) = (vec![tag], vec![]);
                while let Some((tag, value)) = map.next_entry()? {
                    tags.push(tag);
                    others.push(value);
                }
                Ok(PerLanguage { first, tags, others })
            }
        }
        from.deserialize_any(OneOrMap(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(yaml: &str) -> PerLanguage<String> {
        serde_yaml::from_str(yaml).expect("a text or a map")
    }

    #[test]
    fn each_language_has_its_value_or_the_first() {
        let [english, german, arabic] = ["en", "de", "ar"].map(|tag| Language::named(tag).expect("built in"));
        let both = texts("{DE: Regeln, en: Rules}");
        assert_eq!(
            [english, german, arabic].map(|language| both.get(language).as_str()),
            ["Rules", "Regeln", "Regeln"]
        );
        let one = texts("Rules");
        assert_eq!((one.get(german).as_str(), one.tags().len()), ("Rules", 0));
    }

    #[test]
    fn neither_text_nor_map_is_an_error() {
        for wrong in ["[]", "{}", "{en: []}"] {
            assert!(serde_yaml::from_str::<PerLanguage<String>>(wrong).is_err(), "{wrong}");
        }
    }
}
