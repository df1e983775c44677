//! What counts as one client: the network whose rate limits and history are shared.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The network of an address: an IPv4 address itself, or the first 64 bits of an IPv6 address, because a household
/// can use any of the others.
#[must_use]
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{}/64", Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

/// The site of an IPv6 address: a provider gives one customer up to 65,536 networks. `None` for IPv4.
#[must_use]
pub fn site_of(address: IpAddr) -> Option<String> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => Some(format!("{}/48", Ipv6Addr::from_bits(v6.to_bits() >> 80 << 80))),
    }
}

/// The network of one provider's customer or hoster around an address: the first 24 bits of IPv4, or the site of IPv6.
#[must_use]
pub fn neighbourhood_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => format!("{}/24", Ipv4Addr::from_bits(v4.to_bits() >> 8 << 8)),
        v6 @ IpAddr::V6(_) => site_of(v6).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ipv6_households_and_ipv4_addresses_are_clients() {
        for (address, network) in [
            ("203.0.113.9", "203.0.113.9"),
            ("::ffff:203.0.113.9", "203.0.113.9"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(network_of(address.parse().expect("an address")), network);
        }
    }

    #[test]
    fn neighbours_share_24_bits_of_ipv4_or_48_of_ipv6() {
        for (address, neighbourhood) in [
            ("203.0.113.9", "203.0.113.0/24"),
            ("::ffff:203.0.113.9", "203.0.113.0/24"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ] {
            assert_eq!(neighbourhood_of(address.parse().expect("an address")), neighbourhood);
        }
    }

    #[test]
    fn an_ipv6_site_has_many_networks() {
        let site = |text: &str| site_of(text.parse().expect("an address"));
        assert_eq!(site("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(site("203.0.113.9"), None);
        assert_eq!(site("::ffff:203.0.113.9"), None);
    }
}
