//! Account records for tests.

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::super::{
    Store, StoreError,
    entities::account::{ActiveModel, Column, Entity},
    updates::set_account,
};
use crate::domain::{Account, AccountFields, AccountProof, AccountRecord, AccountStatus, RegistrationId};

impl Store {
    /// Every account record, oldest first.
    pub async fn accounts(&self) -> Result<Vec<AccountRecord>, StoreError> {
        let all = Entity::find().order_by_asc(Column::Id).all(self.reader()).await?;
        all.into_iter().map(AccountRecord::try_from).collect()
    }

    /// Sets the account of a request, as if the homeserver had answered.
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

#[cfg(test)]
impl Store {
    /// Makes the schema as it was before accounts had a table of their own, and runs these statements.
    pub(crate) async fn with_legacy_rows(&self, statements: &[String]) {
        use registration_migration::{Migrator, MigratorTrait as _};
        use sea_orm::ConnectionTrait as _;

        let steps = Migrator::migrations();
        let before = steps.iter().position(|step| step.name() == "m20261128_000010_accounts").expect("a step");
        let before = u32::try_from(before).expect("few steps");
        Migrator::up(self.writer(), Some(before)).await.expect("an earlier schema");
        for statement in statements {
            self.writer().execute_unprepared(statement).await.expect("carried out");
        }
    }
}
