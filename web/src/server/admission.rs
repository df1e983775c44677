//! Connection limits, in total and per network, and the eviction of idle connections.
//!
//! At the limit, the connection that has waited longest for its client is evicted: it is idle, or its client sends no
//! head or body, or does not read. Clients that open many idle connections lose them first, and a request that is
//! being processed is never cut off.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc, MutexGuard, Weak,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use registration_core::lock::Lock;
use tokio_util::sync::CancellationToken;

/// One network may have an eighth of all connections.
const SHARES: usize = 8;
/// Even under a low limit, a network may have as many connections as a browser opens.
const LEAST_SHARE: usize = 8;

/// Admits connections to one listener.
pub struct Admission {
    total: usize,
    /// The limit of one network. An IPv6 site, which has many networks, may have twice as many.
    share: usize,
    /// Whether a peer serves many clients: a proxy.
    is_shared: Box<dyn Fn(IpAddr) -> bool + Send + Sync>,
    open: Lock<Open>,
    began: Instant,
}

#[derive(Default)]
struct Open {
    slots: HashMap<u64, Arc<Slot>>,
    per_network: HashMap<Network, usize>,
    last_id: u64,
}

/// A network by its first address and the length of its prefix.
type Network = (IpAddr, u8);

/// The slot of one connection.
pub struct Slot {
    admission: Weak<Admission>,
    id: u64,
    networks: Vec<Network>,
    /// Since when the connection waits for its client, in milliseconds; 0 while we process a request.
    waiting_since: AtomicU64,
    evicted: CancellationToken,
}

impl Admission {
    /// Admits `total` connections. Peers for which `is_shared` is true do not count towards a network's limit.
    pub fn new(total: usize, is_shared: impl Fn(IpAddr) -> bool + Send + Sync + 'static) -> Arc<Self> {
        let share = (total / SHARES).max(LEAST_SHARE).min(total);
        Arc::new(Self { total, share, is_shared: Box::new(is_shared), open: Lock::default(), began: Instant::now() })
    }

    /// A slot for a connection from `peer`; `None` if the limit is reached and no connection is idle.
    pub fn admit(self: &Arc<Self>, peer: IpAddr) -> Option<Arc<Slot>> {
        let networks = if (self.is_shared)(peer) { vec![] } else { networks_of(peer) };
        let mut open = self.open();
        for (network, times) in networks.iter().zip(1..) {
            if open.per_network.get(network).is_some_and(|count| *count >= self.share * times) {
                open.evict(Some(network))?;
            }
        }
        if open.slots.len() >= self.total {
            open.evict(None)?;
        }
        open.last_id += 1;
        let slot = Arc::new(Slot {
            admission: Arc::downgrade(self),
            id: open.last_id,
            networks,
            waiting_since: AtomicU64::new(self.now()),
            evicted: CancellationToken::new(),
        });
        open.slots.insert(slot.id, Arc::clone(&slot));
        for network in &slot.networks {
            *open.per_network.entry(*network).or_default() += 1;
        }
        Some(slot)
    }

    /// Evicts the connection that has waited longest for its client, if any waits.
    pub fn evict_one(&self) {
        let _ = self.open().evict(None);
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.open.lock()
    }

    fn now(&self) -> u64 {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX).saturating_add(1)
    }
}

impl Open {
    /// `None` if no connection waits; with `network`, looks only at its connections.
    fn evict(&mut self, network: Option<&Network>) -> Option<()> {
        let waits = |slot: &&Arc<Slot>| {
            slot.waiting_since() > 0 && network.is_none_or(|network| slot.networks.contains(network))
        };
        let slot = Arc::clone(self.slots.values().filter(waits).min_by_key(|slot| (slot.waiting_since(), slot.id))?);
        slot.evicted.cancel();
        self.forget(&slot);
        Some(())
    }

    fn forget(&mut self, slot: &Slot) {
        if self.slots.remove(&slot.id).is_none() {
            return; // already evicted
        }
        for network in &slot.networks {
            if let Some(count) = self.per_network.get_mut(network) {
                *count -= 1;
                if *count == 0 {
                    self.per_network.remove(network);
                }
            }
        }
    }
}

impl Slot {
    /// We are processing a request.
    pub(super) fn is_busy(&self) {
        self.waiting_since.store(0, Ordering::Relaxed);
    }

    /// It is the client's turn to send or to read.
    pub(super) fn waits_for_client(&self) {
        let now = self.admission.upgrade().map_or(1, |admission| admission.now());
        let _ = self.waiting_since.compare_exchange(0, now, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The client has read something, so its wait starts again.
    pub(super) fn makes_progress(&self) {
        if self.waiting_since() > 0 {
            self.is_busy();
            self.waits_for_client();
        }
    }

    fn waiting_since(&self) -> u64 {
        self.waiting_since.load(Ordering::Relaxed)
    }

    /// Runs `connection`; `None` if it was evicted.
    pub(super) async fn until_evicted<T>(&self, connection: impl Future<Output = T>) -> Option<T> {
        let ended = self.evicted.run_until_cancelled(connection).await;
        if let Some(admission) = self.admission.upgrade() {
            admission.open().forget(self);
        }
        ended
    }
}

/// The networks that a peer counts towards: an IPv4 address alone; for IPv6, its /64 and its /48.
fn networks_of(peer: IpAddr) -> Vec<Network> {
    match peer.to_canonical() {
        IpAddr::V4(v4) => vec![(IpAddr::V4(v4), 32)],
        IpAddr::V6(v6) => {
            let first = |length: u8| Ipv6Addr::from_bits(v6.to_bits() >> (128 - length) << (128 - length)).into();
            vec![(first(64), 64), (first(48), 48)]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    fn is_open(slot: &Slot) -> bool {
        !slot.evicted.is_cancelled()
    }

    fn none_is_shared(_: IpAddr) -> bool {
        false
    }

    #[test]
    fn the_longest_idle_connection_is_evicted() {
        let admission = Admission::new(3, |_| true);
        let slots: Vec<_> = (0..3).map(|_| admission.admit(ip("10.0.0.1")).expect("room")).collect();
        slots[0].is_busy();
        let late = admission.admit(ip("10.0.0.2")).expect("one gives way");
        assert_eq!(slots.iter().map(|slot| is_open(slot)).collect::<Vec<_>>(), [true, false, true]);
        slots[2].is_busy();
        late.is_busy();
        assert!(admission.admit(ip("10.0.0.3")).is_none(), "requests that are being answered are not cut off");
        slots[2].waits_for_client();
        admission.admit(ip("10.0.0.3")).expect("one gives way");
        assert!(!is_open(&slots[2]));
    }

    #[test]
    fn a_network_over_its_limit_loses_its_own_connections() {
        let admission = Admission::new(80, none_is_shared);
        let patient = admission.admit(ip("203.0.113.1")).expect("room");
        let greedy: Vec<_> = (0..200).map(|_| admission.admit(ip("203.0.113.9")).expect("one gives way")).collect();
        assert_eq!(greedy.iter().filter(|slot| is_open(slot)).count(), 10);
        assert!(is_open(&patient), "others are left alone");
        for slot in &greedy {
            slot.is_busy();
        }
        assert!(admission.admit(ip("203.0.113.9")).is_none());
        admission.admit(ip("203.0.113.10")).expect("another network");
    }

    #[test]
    fn an_ipv6_site_has_twice_the_limit_of_a_network() {
        let admission = Admission::new(80, none_is_shared);
        let slots: Vec<_> =
            (0..100).map(|number| admission.admit(ip(&format!("2001:db8:1:{number}::1"))).expect("room")).collect();
        assert_eq!(slots.iter().filter(|slot| is_open(slot)).count(), 20);
        admission.admit(ip("2001:db8:2::1")).expect("another site");
        assert_eq!(admission.open().slots.len(), 21);
    }

    #[test]
    fn proxies_have_no_network_limit() {
        let admission = Admission::new(80, |peer| peer.is_loopback());
        let slots: Vec<_> = (0..80).map(|_| admission.admit(ip("127.0.0.1")).expect("room")).collect();
        assert!(slots.iter().all(|slot| is_open(slot)));
    }

    #[tokio::test]
    async fn a_connection_that_ends_frees_its_slot() {
        let admission = Admission::new(1, none_is_shared);
        let slot = admission.admit(ip("203.0.113.1")).expect("room");
        slot.is_busy();
        assert!(admission.admit(ip("203.0.113.2")).is_none());
        assert_eq!(slot.until_evicted(std::future::ready(7)).await, Some(7));
        let next = admission.admit(ip("203.0.113.2")).expect("room again");
        admission.evict_one();
        assert_eq!(next.until_evicted(std::future::pending::<()>()).await, None);
        assert!(admission.open().per_network.is_empty());
    }
}
