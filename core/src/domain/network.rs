//! Networks of applicants: what counts as one client, whose limits and history are shared.

use std::net::{IpAddr, Ipv6Addr};

/// The network of an address: IPv4 addresses stand for themselves, of IPv6 the first 64 bits do,
/// because a household has as many of the rest as it likes.
#[must_use]
pub fn network_of(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.to_string(),
        IpAddr::V6(v6) => format!("{}/64", Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
    }
}

/// The site of an IPv6 address: a provider gives its customer up to 65,536 of the networks above. `None` for IPv4.
#[must_use]
pub fn site_of(address: IpAddr) -> Option<String> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(v6) => Some(format!("{}/48", Ipv6Addr::from_bits(v6.to_bits() >> 80 << 80))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_household_is_one_client_and_an_ipv4_address_is_another() {
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
    fn an_ipv6_site_has_many_networks() {
        let site = |text: &str| site_of(text.parse().expect("an address"));
        assert_eq!(site("2001:db8:1:2:3:4:5:6").as_deref(), Some("2001:db8:1::/48"));
        assert_eq!(site("203.0.113.9"), None);
        assert_eq!(site("::ffff:203.0.113.9"), None);
    }
}
