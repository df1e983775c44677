//! Changes of registrations: the state by compare-and-set, the username, the account, the decision.

use jiff::Timestamp;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, SimpleExpr},
};

use super::{
    StoreError, answers,
    entities::registration::{Column, Entity},
    registrations::verdict_name,
};
use crate::domain::{Account, Answers, Decision, Localpart, Reason, RegistrationId, State, skeleton};

/// Restarts the time that `id` has been in `state`; `false` means that it has left that state.
pub(crate) async fn touch(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    state: State,
    now: Timestamp,
) -> Result<bool, StoreError> {
    advance(txn, id, (state, state), now).await
}

/// Moves `id` from one state to another; `false` means that somebody else moved it first.
pub(super) async fn advance(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    (from, to): (State, State),
    now: Timestamp,
) -> Result<bool, StoreError> {
    let stamp = Expr::value(now.as_millisecond());
    let mut update = Entity::update_many()
        .col_expr(Column::State, Expr::value(to.as_str()))
        .col_expr(Column::ChangedAt, stamp.clone())
        .filter(Column::Id.eq(id.0))
        .filter(Column::State.eq(from.as_str()));
    update = match to {
        State::AwaitingDetails if from != to => update.col_expr(Column::VerifiedAt, stamp),
        State::AwaitingReview if from == State::AwaitingDetails => update.col_expr(Column::SubmittedAt, stamp),
        _ => update,
    };
    Ok(update.exec(txn).await?.rows_affected == 1)
}

/// Changes the username to one for which no account exists yet.
pub(crate) async fn rename(txn: &impl ConnectionTrait, id: RegistrationId, to: &Localpart) -> Result<(), StoreError> {
    let columns = vec![
        (Column::Localpart, Expr::value(to.as_str())),
        (Column::Skeleton, Expr::value(skeleton(to.as_str()))),
        (Column::Account, Expr::value(Account::None.as_str())),
    ];
    set(txn, id, columns).await
}

/// Records the status of the account of a registration, if its username is still this one.
pub(super) async fn set_account(
    db: &impl ConnectionTrait,
    (id, name): (RegistrationId, &Localpart),
    account: Account,
) -> Result<(), StoreError> {
    Entity::update_many()
        .col_expr(Column::Account, Expr::value(account.as_str()))
        .filter(Column::Id.eq(id.0))
        .filter(Column::Localpart.eq(name.as_str()))
        .exec(db)
        .await?;
    Ok(())
}

/// Stores the answers of step 3.
pub(crate) async fn set_answers(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    answers: &Answers,
) -> Result<(), StoreError> {
    let Answers { reason, own } = answers;
    let (questions, answers) = answers::columns(own);
    let columns = vec![
        (Column::Reason, Expr::value(reason.as_ref().map(Reason::as_str))),
        (Column::Questions, Expr::value(questions)),
        (Column::Answers, Expr::value(answers)),
    ];
    set(txn, id, columns).await
}

/// Saves the language, by its tag, in which the applicant is answered from now on.
pub(crate) async fn set_language(
    db: &impl ConnectionTrait,
    id: RegistrationId,
    language: &str,
) -> Result<(), StoreError> {
    set(db, id, vec![(Column::Language, Expr::value(language))]).await
}

/// Saves a decision.
pub(crate) async fn decide(
    txn: &impl ConnectionTrait,
    id: RegistrationId,
    decision: &Decision,
) -> Result<(), StoreError> {
    let columns = vec![
        (Column::Verdict, Expr::value(verdict_name(decision.verdict))),
        (Column::DecidedBy, Expr::value(decision.by.to_string())),
        (Column::DecidedAt, Expr::value(decision.at.as_millisecond())),
        (Column::DecisionMessage, Expr::value(decision.message.clone())),
        (Column::DecisionNotify, Expr::value(decision.notify)),
        (Column::ConfirmedBy, Expr::value(decision.confirmed_by.as_ref().map(ToString::to_string))),
        (Column::UndoUntil, Expr::value(decision.undo_until.map(Timestamp::as_millisecond))),
    ];
    set(txn, id, columns).await
}

/// Removes the decision.
pub(crate) async fn undecide(txn: &impl ConnectionTrait, id: RegistrationId) -> Result<(), StoreError> {
    let columns = vec![
        (Column::Verdict, Expr::value(None::<String>)),
        (Column::DecidedBy, Expr::value(None::<String>)),
        (Column::DecidedAt, Expr::value(None::<i64>)),
        (Column::DecisionMessage, Expr::value(None::<String>)),
        (Column::DecisionNotify, Expr::value(true)),
        (Column::ConfirmedBy, Expr::value(None::<String>)),
        (Column::UndoUntil, Expr::value(None::<i64>)),
    ];
    set(txn, id, columns).await
}

async fn set(
    db: &impl ConnectionTrait,
    id: RegistrationId,
    columns: Vec<(Column, SimpleExpr)>,
) -> Result<(), StoreError> {
    let mut update = Entity::update_many().filter(Column::Id.eq(id.0));
    for (column, value) in columns {
        update = update.col_expr(column, value);
    }
    update.exec(db).await?;
    Ok(())
}
