//! Accounts on the homeserver that we created or may have created, and every write to them before it is sent.

use std::time::Duration;

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, UpdateMany,
    sea_query::{Expr, SimpleExpr},
};

use super::{
    Store, StoreError, Txn,
    entities::{
        account::{ActiveModel, Column, Entity, Model},
        registration,
    },
    outbox::millis,
    registrations::set_account,
    to_instant,
};
use crate::domain::{
    Account, AccountFields, AccountId, AccountProof, AccountRecord, AccountStatus, Localpart, Mismatch, Registration,
    RegistrationId, SeenAccount, State,
};

/// What became of an attempt to record that an account is about to be created.
#[derive(Debug)]
pub(crate) enum Intent {
    /// It is recorded, and ours to settle.
    Recorded(Box<AccountRecord>),
    /// Somebody else has a claim to the name, or the request has moved on.
    Refused,
}

fn is_named(name: &Localpart) -> Condition {
    Condition::all()
        .add(Column::Localpart.eq(name.as_str()))
        .add(Column::Status.is_in(AccountStatus::HOLDING.map(AccountStatus::as_str)))
}

fn is_intended() -> SimpleExpr {
    Column::Status.eq(AccountStatus::Intended.as_str())
}

/// Nobody works on it. A time that is too far away was written before the clock was set back.
fn is_idle(now: i64, lease: Duration) -> Condition {
    Condition::any().add(Column::BusyUntil.lte(now)).add(Column::BusyUntil.gt(now + 2 * millis(lease)))
}

fn json(fields: Option<&AccountFields>) -> SimpleExpr {
    Expr::value(fields.and_then(|fields| serde_json::to_string(fields).ok()))
}

fn update(id: AccountId, from: &[AccountStatus]) -> UpdateMany<Entity> {
    let from = from.iter().map(|status| status.as_str());
    Entity::update_many().filter(Column::Id.eq(id.0)).filter(Column::Status.is_in(from))
}

fn with_status(update: UpdateMany<Entity>, status: AccountStatus) -> UpdateMany<Entity> {
    update.col_expr(Column::Status, Expr::value(status.as_str()))
}

/// Has the request of an account say what became of it, if it still asks for the same name.
async fn note_request(txn: &Txn, of: &AccountRecord, account: Account) -> Result<(), StoreError> {
    set_account(txn, (of.registration, &of.localpart), account).await
}

/// Ends our claim to an account: nothing is written to it any more, and its personal data is forgotten.
pub(crate) async fn end(txn: &Txn, record: &AccountRecord, status: AccountStatus) -> Result<bool, StoreError> {
    let none = || Expr::value(None::<String>);
    let ended = with_status(update(record.id, &AccountStatus::HOLDING), status)
        .col_expr(Column::Confirmed, none())
        .col_expr(Column::Pending, none())
        .col_expr(Column::Question, none())
        .col_expr(Column::BusyUntil, Expr::value(0_i64))
        .exec(txn)
        .await?;
    if !matches!(status, AccountStatus::Opened | AccountStatus::Kept) {
        note_request(txn, record, Account::None).await?;
    }
    Ok(ended.rows_affected == 1)
}

/// Takes back the question about an account.
pub(crate) async fn clear_question(txn: &Txn, id: AccountId) -> Result<(), StoreError> {
    let none = Expr::value(None::<String>);
    Entity::update_many().col_expr(Column::Question, none).filter(Column::Id.eq(id.0)).exec(txn).await?;
    Ok(())
}

/// Takes back the questions about the accounts of a request; `false` means that there were none.
pub(crate) async fn clear_questions_of(txn: &Txn, of: RegistrationId) -> Result<bool, StoreError> {
    let cleared = Entity::update_many()
        .col_expr(Column::Question, Expr::value(None::<String>))
        .filter(Column::RegistrationId.eq(of.0))
        .filter(Column::Status.eq(AccountStatus::Ours.as_str()))
        .filter(Column::Question.is_not_null())
        .exec(txn)
        .await?;
    Ok(cleared.rows_affected > 0)
}

/// Records that a person calls this account ours, as it is now.
pub(crate) async fn adopt(txn: &Txn, record: &AccountRecord, seen: &SeenAccount) -> Result<bool, StoreError> {
    let none = || Expr::value(None::<String>);
    let adopted = with_status(update(record.id, &[AccountStatus::Leftover, AccountStatus::Ours]), AccountStatus::Ours)
        .col_expr(Column::Proof, Expr::value(AccountProof::Adopted.as_str()))
        .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
        .col_expr(Column::Confirmed, json(Some(&seen.fields)))
        .col_expr(Column::Pending, none())
        .col_expr(Column::Question, none())
        .exec(txn)
        .await?;
    note_request(txn, record, Account::Ours).await?;
    Ok(adopted.rows_affected == 1)
}

impl Store {
    /// The account that has a claim to this name.
    pub async fn account_named(&self, name: &Localpart) -> Result<Option<AccountRecord>, StoreError> {
        let row = Entity::find().filter(is_named(name)).one(self.reader()).await?;
        row.map(AccountRecord::try_from).transpose()
    }

    /// The newest account of a request, under the name that it asks for now.
    pub async fn account_of(&self, of: &Registration) -> Result<Option<AccountRecord>, StoreError> {
        let rows = Entity::find()
            .filter(Column::RegistrationId.eq(of.id.0))
            .filter(Column::Localpart.eq(of.localpart.as_str()));
        rows.order_by_desc(Column::Id).one(self.reader()).await?.map(AccountRecord::try_from).transpose()
    }

    /// The account of this row.
    pub async fn account(&self, id: AccountId) -> Result<Option<AccountRecord>, StoreError> {
        Entity::find_by_id(id.0).one(self.reader()).await?.map(AccountRecord::try_from).transpose()
    }

    /// Accounts about which a person has to decide, the oldest first.
    pub async fn account_questions(&self) -> Result<Vec<AccountRecord>, StoreError> {
        let asked = Entity::find().filter(Column::Question.is_not_null()).order_by_asc(Column::Id).limit(100);
        asked.all(self.reader()).await?.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Intents that nobody settles any more: whoever recorded them has died.
    pub(crate) async fn abandoned_intents(
        &self,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Vec<AccountRecord>, StoreError> {
        let abandoned = Entity::find()
            .filter(Column::Status.eq(AccountStatus::Intended.as_str()))
            .filter(is_idle(now.as_millisecond(), lease))
            .limit(500);
        abandoned.all(self.reader()).await?.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Records that the account of a request is about to be created, under a new nonce. A `leftover` of the same
    /// name that does not exist on the homeserver becomes the intent.
    pub(crate) async fn intend_account(
        &self,
        of: &Registration,
        leftover: Option<&AccountRecord>,
        now: Timestamp,
        lease: Duration,
    ) -> Result<Intent, StoreError> {
        let txn = self.begin().await?;
        if !is_waiting(&txn, of).await? {
            return Ok(Intent::Refused);
        }
        let (nonce, busy_until) = (rand::random::<[u8; 32]>().to_vec(), now.as_millisecond() + millis(lease));
        let row = if let Some(leftover) = leftover {
            let updated = with_status(update(leftover.id, &[AccountStatus::Leftover]), AccountStatus::Intended)
                .col_expr(Column::RegistrationId, Expr::value(of.id.0))
                .col_expr(Column::Nonce, Expr::value(nonce))
                .col_expr(Column::IntendedAt, Expr::value(now.as_millisecond()))
                .col_expr(Column::CreatedAt, Expr::value(None::<i64>))
                .col_expr(Column::Question, Expr::value(None::<String>))
                .col_expr(Column::BusyUntil, Expr::value(busy_until))
                .exec_with_returning(&txn)
                .await?;
            updated.into_iter().next()
        } else {
            let row = ActiveModel {
                registration_id: Set(of.id.0),
                localpart: Set(of.localpart.as_str().to_owned()),
                status: Set(AccountStatus::Intended.as_str().to_owned()),
                nonce: Set(nonce),
                intended_at: Set(now.as_millisecond()),
                busy_until: Set(busy_until),
                ..Default::default()
            };
            match Entity::insert(row).exec_with_returning(&txn).await.map_err(StoreError::from) {
                Ok(row) => Some(row),
                Err(error) if error.violated("accounts_localpart", "accounts.localpart") => None,
                Err(error) => return Err(error),
            }
        };
        let Some(row) = row else { return Ok(Intent::Refused) };
        set_account(&txn, (of.id, &of.localpart), Account::Intended).await?;
        self.commit(txn).await?;
        Ok(Intent::Recorded(Box::new(row.try_into()?)))
    }

    /// Records that an intent ended without an account: there is none of its name.
    pub(crate) async fn forget_intent(&self, intent: &AccountRecord) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        Entity::delete_many().filter(Column::Id.eq(intent.id.0)).filter(is_intended()).exec(&txn).await?;
        note_request(&txn, intent, Account::None).await?;
        self.commit(txn).await
    }

    /// Records that an intent created nothing. What was in doubt before it stays in doubt.
    pub(crate) async fn withdraw_intent(&self, intent: &AccountRecord) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        let doubtful = with_status(update(intent.id, &[AccountStatus::Intended]), AccountStatus::Leftover)
            .col_expr(Column::Question, Expr::value(Mismatch::Unsettled.as_str()))
            .col_expr(Column::BusyUntil, Expr::value(0_i64))
            .filter(Column::UnsettledAt.is_not_null());
        if doubtful.exec(&txn).await?.rows_affected == 0 {
            Entity::delete_many().filter(Column::Id.eq(intent.id.0)).filter(is_intended()).exec(&txn).await?;
        }
        note_request(&txn, intent, Account::None).await?;
        self.commit(txn).await
    }

    /// Records that nobody knows whether an intent created an account; `seen` is one that might be it. `false`
    /// means that somebody else settled it.
    pub(crate) async fn leave_over(
        &self,
        intent: &AccountRecord,
        seen: Option<&SeenAccount>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let left = with_status(update(intent.id, &[AccountStatus::Intended]), AccountStatus::Leftover)
            .col_expr(Column::CreatedAt, Expr::value(seen.map(|seen| seen.created_at)))
            .col_expr(Column::Question, Expr::value(Mismatch::Unsettled.as_str()))
            .col_expr(Column::UnsettledAt, Expr::value(now.as_millisecond()))
            .col_expr(Column::BusyUntil, Expr::value(0_i64));
        Ok(self.lasting(left.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records that an account is ours.
    pub(crate) async fn record_ours(
        &self,
        intent: &AccountRecord,
        proof: AccountProof,
        seen: &SeenAccount,
    ) -> Result<bool, StoreError> {
        let txn = self.begin().await?;
        let from = [AccountStatus::Intended, AccountStatus::Leftover];
        // What a later look shows may have been changed by somebody else meanwhile: a new account has only its name.
        let fields = match proof {
            AccountProof::Login => {
                AccountFields { displayname: Some(intent.localpart.as_str().to_owned()), ..AccountFields::default() }
            }
            _ => seen.fields.clone(),
        };
        let recorded = with_status(update(intent.id, &from), AccountStatus::Ours)
            .col_expr(Column::Proof, Expr::value(proof.as_str()))
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&fields)))
            .col_expr(Column::Question, Expr::value(None::<String>))
            .col_expr(Column::UnsettledAt, Expr::value(None::<i64>))
            .exec(&txn)
            .await?;
        if recorded.rows_affected == 1 {
            note_request(&txn, intent, Account::Ours).await?;
        }
        self.commit(txn).await?;
        Ok(recorded.rows_affected == 1)
    }

    /// Records an account that was created after its intent had been settled: a person has to decide about it.
    /// `false` means that its name has a record.
    pub(crate) async fn record_late(
        &self,
        intent: &AccountRecord,
        seen: &SeenAccount,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let row = ActiveModel {
            registration_id: Set(intent.registration.0),
            localpart: Set(intent.localpart.as_str().to_owned()),
            status: Set(AccountStatus::Leftover.as_str().to_owned()),
            nonce: Set(intent.nonce.clone()),
            intended_at: Set(intent.intended_at.as_millisecond()),
            created_at: Set(Some(seen.created_at)),
            question: Set(Some(Mismatch::Unsettled.as_str().to_owned())),
            unsettled_at: Set(Some(now.as_millisecond())),
            busy_until: Set(0),
            ..Default::default()
        };
        match self.lasting(Entity::insert(row).exec_without_returning(self.writer())).await {
            Ok(_) => Ok(true),
            // Whoever tries to create it anew will find that it exists, and leave it to a person as well.
            Err(error) if error.violated("accounts_localpart", "accounts.localpart") => {
                let doubt = Entity::update_many()
                    .col_expr(Column::UnsettledAt, Expr::value(now.as_millisecond()))
                    .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
                    .filter(Column::Localpart.eq(intent.localpart.as_str()))
                    .filter(is_intended());
                self.lasting(doubt.exec(self.writer())).await.map(|_| false)
            }
            Err(error) => Err(error),
        }
    }

    /// Records that an account of ours had vanished, and that a request of ours has created another in its place.
    pub(crate) async fn record_recreated(
        &self,
        vanished: &AccountRecord,
        seen: &SeenAccount,
        lease: (Timestamp, Duration),
    ) -> Result<Option<AccountRecord>, StoreError> {
        let txn = self.begin().await?;
        if !end(&txn, vanished, AccountStatus::Vanished).await? {
            return Ok(None);
        }
        let row = ActiveModel {
            registration_id: Set(vanished.registration.0),
            localpart: Set(vanished.localpart.as_str().to_owned()),
            status: Set(AccountStatus::Ours.as_str().to_owned()),
            proof: Set(Some(AccountProof::Created.as_str().to_owned())),
            nonce: Set(rand::random::<[u8; 32]>().to_vec()),
            intended_at: Set(lease.0.as_millisecond()),
            created_at: Set(Some(seen.created_at)),
            confirmed: Set(serde_json::to_string(&seen.fields).ok()),
            busy_until: Set(lease.0.as_millisecond() + millis(lease.1)),
            ..Default::default()
        };
        let record = AccountRecord::try_from(Entity::insert(row).exec_with_returning(&txn).await?)?;
        note_request(&txn, &record, Account::Ours).await?;
        self.commit(txn).await?;
        Ok(Some(record))
    }

    /// Records that the removed account of a name is about to be given to another request.
    pub(crate) async fn reissue_account(
        &self,
        removed: &AccountRecord,
        to: &Registration,
        seen: &SeenAccount,
        pending: &AccountFields,
    ) -> Result<bool, StoreError> {
        let txn = self.begin().await?;
        if !is_waiting(&txn, to).await? {
            return Ok(false);
        }
        let reissued = with_status(update(removed.id, &[AccountStatus::Removed]), AccountStatus::Ours)
            .col_expr(Column::RegistrationId, Expr::value(to.id.0))
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, json(Some(pending)))
            .exec(&txn)
            .await?;
        if reissued.rows_affected == 0 {
            return Ok(false);
        }
        set_account(&txn, (to.id, &to.localpart), Account::Ours).await?;
        self.commit(txn).await?;
        Ok(true)
    }

    /// Records a write before it is sent; `false` means that the account is no longer ours to write to.
    pub(crate) async fn record_pending(&self, id: AccountId, pending: &AccountFields) -> Result<bool, StoreError> {
        let pend = update(id, &[AccountStatus::Ours]).col_expr(Column::Pending, json(Some(pending)));
        Ok(self.lasting(pend.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Records what the homeserver has confirmed.
    pub(crate) async fn record_confirmed(&self, id: AccountId, seen: &SeenAccount) -> Result<(), StoreError> {
        let confirm = update(id, &[AccountStatus::Ours])
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, json(Some(&seen.fields)))
            .col_expr(Column::Pending, Expr::value(None::<String>));
        self.lasting(confirm.exec(self.writer())).await.map(drop)
    }

    /// Records that an account was removed, and when: from then on its name may be given out again for some time.
    pub(crate) async fn record_removed(
        &self,
        record: &AccountRecord,
        seen: &SeenAccount,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        let none = || Expr::value(None::<String>);
        with_status(update(record.id, &[AccountStatus::Ours]), AccountStatus::Removed)
            .col_expr(Column::CreatedAt, Expr::value(seen.created_at))
            .col_expr(Column::Confirmed, none())
            .col_expr(Column::Pending, none())
            .col_expr(Column::Question, none())
            .col_expr(Column::RemovedAt, Expr::value(now.as_millisecond()))
            .col_expr(Column::ReleasedAt, Expr::value(None::<i64>))
            .col_expr(Column::BusyUntil, Expr::value(0_i64))
            .exec(&txn)
            .await?;
        note_request(&txn, record, Account::Removed).await?;
        self.commit(txn).await
    }

    /// Ends our claim to an account.
    pub(crate) async fn end_account(&self, record: &AccountRecord, status: AccountStatus) -> Result<(), StoreError> {
        let txn = self.begin().await?;
        end(&txn, record, status).await?;
        self.commit(txn).await
    }

    /// Records why a person has to decide about an account; `false` means that this was known.
    pub(crate) async fn ask_about_account(&self, id: AccountId, why: Mismatch) -> Result<bool, StoreError> {
        let is_new = Condition::any().add(Column::Question.is_null()).add(Column::Question.ne(why.as_str()));
        let ask = Entity::update_many()
            .col_expr(Column::Question, Expr::value(why.as_str()))
            .filter(Column::Id.eq(id.0))
            .filter(is_new);
        Ok(self.lasting(ask.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Allows the name of a removed account to be given out again, however old the denial is.
    pub(crate) async fn release_name(&self, id: AccountId, now: Timestamp) -> Result<bool, StoreError> {
        let release =
            update(id, &[AccountStatus::Removed]).col_expr(Column::ReleasedAt, Expr::value(now.as_millisecond()));
        Ok(self.lasting(release.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Keeps other workers away from an account for some time; `false` means that one of them is at it.
    pub(crate) async fn begin_work(&self, id: AccountId, now: Timestamp, lease: Duration) -> Result<bool, StoreError> {
        let now = now.as_millisecond();
        let begin = Entity::update_many()
            .col_expr(Column::BusyUntil, Expr::value(now + millis(lease)))
            .filter(Column::Id.eq(id.0))
            .filter(is_idle(now, lease));
        Ok(self.in_passing(begin.exec(self.writer())).await?.rows_affected == 1)
    }

    /// Lets other workers at an account again.
    pub(crate) async fn end_work(&self, id: AccountId) -> Result<(), StoreError> {
        let end = Entity::update_many().col_expr(Column::BusyUntil, Expr::value(0_i64)).filter(Column::Id.eq(id.0));
        self.in_passing(end.exec(self.writer())).await.map(drop)
    }
}

#[cfg(any(test, feature = "testing"))]
impl Store {
    /// Every account that was ever recorded, the oldest first.
    pub async fn accounts(&self) -> Result<Vec<AccountRecord>, StoreError> {
        let all = Entity::find().order_by_asc(Column::Id).all(self.reader()).await?;
        all.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Records what became of the account of a request, as if the homeserver had answered.
    pub async fn set_account(&self, id: RegistrationId, account: Account) -> Result<(), StoreError> {
        let Some(of) = self.registration(id).await? else { return Ok(()) };
        Entity::delete_many().filter(Column::RegistrationId.eq(id.0)).exec(self.writer()).await?;
        let status = match account {
            Account::None => None,
            Account::Intended => Some(AccountStatus::Intended),
            Account::Ours => Some(AccountStatus::Ours),
            Account::Removed => Some(AccountStatus::Removed),
        };
        if let Some(status) = status {
            let fields = AccountFields {
                locked: true,
                deactivated: false,
                displayname: Some(of.localpart.as_str().to_owned()),
                email: Some(of.email.threepid()),
            };
            let row = ActiveModel {
                registration_id: Set(id.0),
                localpart: Set(of.localpart.as_str().to_owned()),
                status: Set(status.as_str().to_owned()),
                proof: Set(Some(AccountProof::Created.as_str().to_owned())),
                nonce: Set(vec![0; 32]),
                intended_at: Set(of.started_at.as_millisecond()),
                created_at: Set(Some(of.started_at.as_second())),
                confirmed: Set(serde_json::to_string(&fields).ok()),
                busy_until: Set(0),
                ..Default::default()
            };
            Entity::insert(row).exec_without_returning(self.writer()).await?;
        }
        let txn = self.begin().await?;
        set_account(&txn, (id, &of.localpart), account).await?;
        self.commit(txn).await
    }
}

/// Whether a request still waits for its account under the same name. On a database server this locks its row.
async fn is_waiting(txn: &Txn, of: &Registration) -> Result<bool, StoreError> {
    let touched = registration::Entity::update_many()
        .col_expr(registration::Column::ChangedAt, Expr::col(registration::Column::ChangedAt))
        .filter(registration::Column::Id.eq(of.id.0))
        .filter(registration::Column::Localpart.eq(of.localpart.as_str()))
        .filter(registration::Column::State.is_in([State::AwaitingDetails, State::AwaitingPassword].map(State::as_str)))
        .exec(txn)
        .await?;
    Ok(touched.rows_affected == 1)
}

impl TryFrom<Model> for AccountRecord {
    type Error = StoreError;

    fn try_from(row: Model) -> Result<Self, StoreError> {
        let corrupt = |column| StoreError::Corrupt { table: "accounts", id: row.id, column };
        let fields = |text: Option<&str>, column| {
            text.map(serde_json::from_str::<AccountFields>).transpose().map_err(|_| corrupt(column))
        };
        Ok(Self {
            id: AccountId(row.id),
            registration: RegistrationId(row.registration_id),
            status: row.status.parse().map_err(|_| corrupt("status"))?,
            proof: row.proof.as_deref().map(str::parse).transpose().map_err(|_| corrupt("proof"))?,
            intended_at: to_instant(row.intended_at).ok_or(corrupt("intended_at"))?,
            created_at: row.created_at,
            created_by: row.created_by,
            confirmed: fields(row.confirmed.as_deref(), "confirmed")?,
            pending: fields(row.pending.as_deref(), "pending")?,
            removed_at: row.removed_at.and_then(to_instant),
            is_released: row.released_at.is_some(),
            question: row.question.as_deref().map(str::parse).transpose().map_err(|_| corrupt("question"))?,
            busy_until: to_instant(row.busy_until).ok_or(corrupt("busy_until"))?,
            localpart: Localpart::stored(&row.localpart).ok_or(corrupt("localpart"))?,
            nonce: row.nonce,
        })
    }
}
