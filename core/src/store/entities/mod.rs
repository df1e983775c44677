//! Entities: rows as they are stored. They never leave the store.

use sea_orm::{EntityTrait, Related, RelationDef};

macro_rules! entity {
    ($(#[$doc:meta])* $module:ident, $table:literal, { $($(#[$attr:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        pub(super) mod $module {
            use sea_orm::entity::prelude::*;

            #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
            #[sea_orm(table_name = $table)]
            pub(in crate::store) struct Model { $($(#[$attr])* pub(in crate::store) $field: $type),* }

            #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
            pub(in crate::store) enum Relation {}

            impl ActiveModelBehavior for ActiveModel {}
        }
    };
}

entity!(
    /// Requests for accounts.
    registration, "registrations", {
        #[sea_orm(primary_key)]
        id: i64,
        state: String,
        localpart: String,
        email_local: String,
        email_domain: String,
        email_canonical: String,
        reason: Option<String>,
        account: String,
        account_intended_at: Option<i64>,
        address: Option<String>,
        nonce: Vec<u8>,
        status_hash: Vec<u8>,
        started_at: i64,
        verified_at: Option<i64>,
        submitted_at: Option<i64>,
        verdict: Option<String>,
        decided_by: Option<String>,
        decided_at: Option<i64>,
        decision_message: Option<String>,
        changed_at: i64,
        network: Option<String>,
        decision_notify: bool,
        imported_from: Option<String>,
        skeleton: Option<String>,
        language: Option<String>,
        questions: Option<String>,
        answers: Option<String>,
        undo_until: Option<i64>,
        confirmed_by: Option<String>,
    }
);

entity!(
    /// Mailed links.
    link, "links", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        hash: Vec<u8>,
        nonce: Vec<u8>,
        created_at: i64,
        expires_at: i64,
        used_at: Option<i64>,
        purpose: String,
        used_by: Option<Vec<u8>>,
    }
);

impl Related<registration::Entity> for link::Entity {
    fn to() -> RelationDef {
        let to = Self::belongs_to(registration::Entity);
        to.from(link::Column::RegistrationId).to(registration::Column::Id).into()
    }
}

entity!(
    /// The audit log.
    event, "events", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        at: i64,
        kind: String,
        actor: String,
        detail: Option<String>,
        address: Option<String>,
    }
);

entity!(
    /// Queued effects.
    outbox, "outbox", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        lane: String,
        effect: String,
        key: String,
        needed: bool,
        attempts: i64,
        due_at: i64,
        leased_until: i64,
        parked_at: Option<i64>,
        last_error: Option<String>,
        /// When the row was last written.
        created_at: i64,
        payload: String,
        queued_at: Option<i64>,
    }
);

entity!(
    /// Accounts on the homeserver that we created or may have created.
    account, "accounts", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        localpart: String,
        status: String,
        proof: Option<String>,
        nonce: Vec<u8>,
        intended_at: i64,
        created_at: Option<i64>,
        created_by: Option<i64>,
        confirmed: Option<String>,
        pending: Option<String>,
        removed_at: Option<i64>,
        released_at: Option<i64>,
        question: Option<String>,
        busy_until: i64,
        unsettled_at: Option<i64>,
    }
);

entity!(
    /// Questions to applicants.
    inquiry, "inquiries", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        question: String,
        asked_by: String,
        asked_at: i64,
        expires_at: i64,
        answer: Option<String>,
        closed_at: Option<i64>,
    }
);

entity!(
    /// The claim and the hold of a pending request.
    triage, "triage", {
        #[sea_orm(primary_key, auto_increment = false)]
        registration_id: i64,
        claimed_by: Option<String>,
        claimed_at: Option<i64>,
        claim_event: Option<String>,
        held_by: Option<String>,
        held_at: Option<i64>,
        held_until: Option<i64>,
        hold_reason: Option<String>,
    }
);

entity!(
    /// Votes that were not cast by reaction, and votes that were withdrawn.
    vote, "votes", {
        #[sea_orm(primary_key)]
        id: i64,
        registration_id: i64,
        voter: String,
        verdict: Option<String>,
        message: Option<String>,
        notify: bool,
        at: i64,
        event: String,
        is_reaction: bool,
        confirmed_by: Option<String>,
    }
);

entity!(
    /// Cards in the moderators' room.
    card, "cards", {
        #[sea_orm(primary_key, auto_increment = false)]
        event: String,
        room: String,
        registration_id: i64,
    }
);

entity!(
    /// Remembered values, by key.
    setting, "settings", {
        #[sea_orm(primary_key, auto_increment = false)]
        key: String,
        value: String,
    }
);

entity!(
    /// Block rules.
    rule, "rules", {
        #[sea_orm(primary_key)]
        id: i64,
        kind: String,
        pattern: String,
        reason: Option<String>,
        show_reason: bool,
        author: String,
        created_at: i64,
        expires_at: Option<i64>,
        confirmed_by: Option<String>,
    }
);

entity!(
    /// Attempts that count against rate limits.
    attempt, "attempts", {
        #[sea_orm(primary_key)]
        id: i64,
        key: Vec<u8>,
        at: i64,
    }
);
