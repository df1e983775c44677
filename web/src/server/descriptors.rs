//! File descriptors: how many connections leave enough of them to the database, the mail server and the bot.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// More connections than this serve nobody better: a proxy needs far fewer, and each costs memory.
const MOST: u64 = 1024;
/// For the database, mail, Synapse, the bot's stores and the log: some sixty in use, and twice as many at times.
const RESERVED: u64 = 200;
/// More than we ever use.
const ENOUGH: u64 = 4096;

/// How many connections the form may have. Raises our soft limit of file descriptors as far as the hard one allows.
pub fn connection_limit() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let (soft, wanted) = (current.unwrap_or(ENOUGH), maximum.unwrap_or(ENOUGH).min(ENOUGH));
    let raised = soft < wanted && setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok();
    let limit = connections(if raised { wanted } else { soft });
    if limit < 128 {
        tracing::warn!(
            limit,
            "few file descriptors are allowed (ulimit -n, LimitNOFILE), so the form takes few connections at a time"
        );
    }
    limit
}

fn connections(descriptors: u64) -> usize {
    // With very few descriptors, both sides make do with half of them.
    let ours = descriptors.saturating_sub(RESERVED).clamp(descriptors / 3, MOST.max(descriptors / 3)).min(MOST);
    usize::try_from(ours.max(4)).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptors_are_kept_in_reserve() {
        for (descriptors, limit) in
            [(64, 21), (256, 85), (300, 100), (1024, 824), (4096, 1024), (1 << 20, 1024), (0, 4)]
        {
            assert_eq!(connections(descriptors), limit, "{descriptors}");
        }
    }
}
