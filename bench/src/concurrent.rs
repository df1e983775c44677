//! Runs many tasks, with a limit on how many run at once.

use anyhow::Context;
use tokio::task::JoinSet;

/// Runs `count` tasks, `at_once` at a time, and returns their results.
pub async fn run_concurrently<T: Send + 'static, Task>(
    count: usize,
    at_once: usize,
    mut task: impl FnMut() -> Task,
) -> anyhow::Result<Vec<T>>
where
    Task: Future<Output = anyhow::Result<T>> + Send + 'static,
{
    let (mut running, mut results) = (JoinSet::new(), vec![]);
    for _ in 0..count {
        if running.len() == at_once
            && let Some(done) = running.join_next().await
        {
            results.push(done.context("a task panicked")??);
        }
        running.spawn(task());
    }
    while let Some(done) = running.join_next().await {
        results.push(done.context("a task panicked")??);
    }
    Ok(results)
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn all_tasks_run_within_the_limit() {
        let (busy, mut number) = (Arc::new(AtomicUsize::new(0)), 0);
        let brought = run_concurrently(20, 3, || {
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
