//! The connection limit, derived from the limit of file descriptors.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// A proxy needs far fewer connections, and each costs memory.
const MOST: u64 = 1024;
/// For the database, mail, Synapse, the bot's stores and the log: about 60, at times twice as many.
const RESERVED: u64 = 200;
/// More than we use.
const ENOUGH: u64 = 4096;

/// The maximum number of connections. Raises the soft limit of file descriptors, up to the hard one.
pub fn connection_limit() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let (soft, wanted) = (current.unwrap_or(ENOUGH), maximum.unwrap_or(ENOUGH).min(ENOUGH));
    let raised = soft < wanted && setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum }).is_ok();
    let limit = connections(if raised { wanted } else { soft });
    if limit < 128 {
        tracing::warn!(
            limit,
            "the limit of file descriptors is low (ulimit -n, LimitNOFILE), so the form accepts few connections at a time"
        );
    }
    limit
}

fn connections(descriptors: u64) -> usize {
    // With very few descriptors, a third of them is for connections.
    let ours = descriptors.saturating_sub(RESERVED).clamp(descriptors / 3, MOST.max(descriptors / 3)).min(MOST);
    usize::try_from(ours.max(4)).unwrap_or(4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_descriptors_are_reserved() {
        for (descriptors, limit) in
            [(64, 21), (256, 85), (300, 100), (1024, 824), (4096, 1024), (1 << 20, 1024), (0, 4)]
        {
            assert_eq!(connections(descriptors), limit, "{descriptors}");
        }
    }
}
