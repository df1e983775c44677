//! Many people who do the same, some of them at once.

use anyhow::Context;
use tokio::task::JoinSet;

/// Has `count` people do it, `at_once` at a time, and gives what each of them brings back.
pub async fn crowd<T: Send + 'static, Doing>(
    count: usize,
    at_once: usize,
    mut person: impl FnMut() -> Doing,
) -> anyhow::Result<Vec<T>>
where
    Doing: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let (mut busy, mut brought) = (JoinSet::new(), vec![]);
    for _ in 0..count {
        if busy.len() == at_once
            && let Some(done) = busy.join_next().await
        {
            brought.push(done.context("somebody panicked")??);
        }
        busy.spawn(person());
    }
    while let Some(done) = busy.join_next().await {
        brought.push(done.context("somebody panicked")??);
    }
    Ok(brought)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn everybody_has_a_turn_and_no_more_are_busy_than_wanted() {
        let (busy, mut number) = (Arc::new(AtomicUsize::new(0)), 0);
        let brought = crowd(20, 3, || {
            let busy = busy.clone();
            number += 1;
            async move {
                let now = busy.fetch_add(1, Ordering::SeqCst) + 1;
                tokio::task::yield_now().await;
                busy.fetch_sub(1, Ordering::SeqCst);
                anyhow::ensure!(now <= 3, "{now} at once");
                Ok(number)
            }
        });
        let mut brought = brought.await.unwrap();
        brought.sort_unstable();
        assert_eq!(brought, (1..=20).collect::<Vec<_>>());
    }
}
