//! Mailed links: hash, registration, purpose and expiry.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr,
};

use super::{
    Store, StoreError,
    entities::{link, registration},
    to_instant,
};
use crate::{
    domain::{LinkId, Registration, RegistrationId, State, Token},
    keys::Keys,
};

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Confirms the e-mail address.
    Verification,
    /// Sets the password of an approved request.
    Password,
    /// It answers a question of the moderators.
    Answer,
}

impl Purpose {
    /// The purpose of a link that continues a request in this state.
    pub(crate) const fn to_go_on(from: State) -> Option<Self> {
        match from {
            State::AwaitingDetails => Some(Self::Verification),
            State::AwaitingPassword => Some(Self::Password),
            _ => None,
        }
    }

    const fn as_str(self) -> &'static str {
        match self {
            Self::Verification => "verification",
            Self::Password => "password",
            Self::Answer => "answer",
        }
    }
}

/// A mailed link, found by its token.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its row.
    pub id: LinkId,
    /// Its registration.
    pub registration: Registration,
    /// When it expires.
    pub expires_at: Timestamp,
    /// When it was used.
    pub used_at: Option<Timestamp>,
    /// Identifies the client that used it.
    pub used_by: Option<Vec<u8>>,
}

/// A link as a mail contains it.
#[derive(Clone, Debug)]
pub(crate) struct MailedLink {
    /// The token in its URL.
    pub token: Token,
    /// When it expires.
    pub expires_at: Timestamp,
}

fn expiry(row: &link::Model) -> Result<Timestamp, StoreError> {
    to_instant(row.expires_at).ok_or(StoreError::Corrupt { table: "links", id: row.id, column: "expires_at" })
}

/// Creates a link that expires at `expires_at`.
pub(crate) async fn create(
    txn: &impl ConnectionTrait,
    keys: &Keys,
    of: RegistrationId,
    purpose: Purpose,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<LinkId, StoreError> {
    let nonce = rand::random::<[u8; 32]>().to_vec();
    let hash = keys.link_token(&nonce).hash();
    insert(txn, of, purpose, hash, nonce, now, expires_at).await
}

/// Adopts a link that the Django app created and mailed; we never mail it.
pub(crate) async fn adopt(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    purpose: Purpose,
    token: &Token,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<LinkId, StoreError> {
    insert(txn, of, purpose, token.hash(), vec![], now, expires_at).await
}

async fn insert(
    txn: &impl ConnectionTrait,
    of: RegistrationId,
    purpose: Purpose,
    hash: Vec<u8>,
    nonce: Vec<u8>,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<LinkId, StoreError> {
    let row = link::ActiveModel {
        registration_id: Set(of.0),
        purpose: Set(purpose.as_str().to_owned()),
        hash: Set(hash),
        nonce: Set(nonce),
        created_at: Set(now.as_millisecond()),
        expires_at: Set(expires_at.as_millisecond()),
        ..Default::default()
    };
    Ok(LinkId(link::Entity::insert(row).exec(txn).await?.last_insert_id))
}

/// Marks a link as used; `false` means that somebody else was faster.
pub(crate) async fn use_up(
    txn: &impl ConnectionTrait,
    id: LinkId,
    by: Option<&[u8]>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let used = link::Entity::update_many()
        .col_expr(link::Column::UsedAt, Expr::value(now.as_millisecond()))
        .col_expr(link::Column::UsedBy, Expr::value(by.map(<[u8]>::to_vec)))
        .filter(link::Column::Id.eq(id.0))
        .filter(link::Column::UsedAt.is_null())
        .exec(txn)
        .await?;
    Ok(used.rows_affected == 1)
}

impl Store {
    /// The link of `token`, if there is one for this purpose.
    pub async fn link(&self, token: &Token, purpose: Purpose) -> Result<Option<Link>, StoreError> {
        let found = link::Entity::find()
            .filter(link::Column::Hash.eq(token.hash()))
            .filter(link::Column::Purpose.eq(purpose.as_str()))
            .find_also_related(registration::Entity)
            .one(self.reader())
            .await?;
        // A link is deleted with its registration.
        let Some((row, Some(of))) = found else { return Ok(None) };
        Ok(Some(Link {
            id: LinkId(row.id),
            registration: of.try_into()?,
            expires_at: expiry(&row)?,
            used_at: row.used_at.and_then(to_instant),
            used_by: row.used_by,
        }))
    }

    /// The token of a link, derived again from its row.
    pub async fn link_token(&self, keys: &Keys, id: LinkId) -> Result<Option<Token>, StoreError> {
        let row = link::Entity::find_by_id(id.0).one(self.reader()).await?;
        Ok(row.map(|row| keys.link_token(&row.nonce)))
    }

    /// A link for a mail, if it has this purpose and belongs to this registration.
    pub(crate) async fn mailed_link(
        &self,
        keys: &Keys,
        id: LinkId,
        (of, purpose): (RegistrationId, Purpose),
    ) -> Result<Option<MailedLink>, StoreError> {
        let row = link::Entity::find_by_id(id.0)
            .filter(link::Column::RegistrationId.eq(of.0))
            .filter(link::Column::Purpose.eq(purpose.as_str()))
            .one(self.reader())
            .await?;
        row.map(|row| Ok(MailedLink { token: keys.link_token(&row.nonce), expires_at: expiry(&row)? })).transpose()
    }

    /// When the newest links of `of` were created, newest first.
    pub async fn newest_links(&self, of: RegistrationId, count: usize) -> Result<Vec<Timestamp>, StoreError> {
        let rows = link::Entity::find()
            .filter(link::Column::RegistrationId.eq(of.0))
            .order_by_desc(link::Column::CreatedAt)
            .limit(count as u64)
            .all(self.reader())
            .await?;
        Ok(rows.iter().filter_map(|row| to_instant(row.created_at)).collect())
    }
}
