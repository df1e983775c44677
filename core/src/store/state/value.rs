//! What is stored as state: a key, and how the value is read and written.

/// A remembered value. Keys and texts are those of earlier versions.
pub trait State: Sized {
    /// Its key. Where there is one value for each card, event or room, that follows the key after a space.
    const KEY: &'static str;

    /// Reads what [`to_text`](Self::to_text) wrote; `None` if another version wrote something that this one cannot
    /// read.
    fn from_text(text: &str) -> Option<Self>;

    /// The value as it is stored.
    fn to_text(&self) -> String;
}

/// Values that are stored as they are.
macro_rules! text_state {
    ($($type:ident = $key:literal),+ $(,)?) => {
        $(impl $crate::store::state::value::State for $type {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                Some(Self(text.to_owned()))
            }

            fn to_text(&self) -> String {
                self.0.clone()
            }
        })+
    };
}

/// Values that are stored as two words: the second one may contain spaces.
macro_rules! pair_state {
    ($($type:ident { $first:ident, $second:ident } = $key:literal),+ $(,)?) => {
        $(impl $crate::store::state::value::State for $type {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                let ($first, $second) = text.split_once(' ')?;
                Some(Self { $first: $first.to_owned(), $second: $second.to_owned() })
            }

            fn to_text(&self) -> String {
                format!("{} {}", self.$first, self.$second)
            }
        })+
    };
}

/// Values that are stored as JSON.
macro_rules! json_state {
    ($($type:ident $(<$of:ident>)? = $key:literal),+ $(,)?) => {
        $(impl $(<$of: serde::Serialize + serde::de::DeserializeOwned>)? $crate::store::state::value::State for $type $(<$of>)? {
            const KEY: &'static str = $key;

            fn from_text(text: &str) -> Option<Self> {
                serde_json::from_str(text).ok()
            }

            fn to_text(&self) -> String {
                serde_json::to_string(self).unwrap_or_default()
            }
        })+
    };
}

pub(super) use {json_state, pair_state, text_state};
