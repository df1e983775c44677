//! Key check: detects a `secret_key` other than the one that the database was created with.

use super::{Store, StoreError, state::SecretKeyMark};
use crate::keys::Keys;

impl Store {
    /// Whether `keys` belong to this database; `None` if no key was used yet. Changes nothing.
    pub async fn knows_key(&self, keys: &Keys) -> Result<Option<bool>, StoreError> {
        Ok(self.state::<SecretKeyMark>().get().await?.map(|mark| mark.0 == keys.mark()))
    }

    /// Records the key if it is the first one; `false` means that the database has another one.
    pub async fn remember_key(&self, keys: &Keys) -> Result<bool, StoreError> {
        let slot = self.state();
        let seen = slot.seen().await?;
        let is_first = seen.value.is_none() && slot.replace(&seen, &SecretKeyMark(keys.mark())).await?;
        Ok(is_first || self.knows_key(keys).await? == Some(true))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::*;

    #[tokio::test]
    async fn another_key_is_detected_and_does_not_replace_the_first() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(&folder.path().join("db.sqlite3")).await.expect("made");
        store.migrate().await.expect("a schema");
        let [first, other] = ["first", "other"].map(|text| Keys::new(&SecretString::from(text)));
        assert_eq!(store.knows_key(&first).await.expect("read"), None);
        for _ in 0..2 {
            assert!(store.remember_key(&first).await.expect("written"));
            assert!(!store.remember_key(&other).await.expect("read"));
        }
        assert_eq!(store.knows_key(&first).await.expect("read"), Some(true));
        assert_eq!(store.knows_key(&other).await.expect("read"), Some(false));
    }
}
