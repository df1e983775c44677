//! Who is behind a chain of proxies.

use std::net::{IpAddr, SocketAddr};

/// The nearest address that is not a trusted proxy's.
///
/// `list` is `X-Forwarded-For` in its order: each proxy adds, on the right, whom it heard from. What
/// stands left of the first address we do not trust could have been written by anybody.
pub fn client(peer: IpAddr, list: &[&str], trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for entry in list.iter().rev() {
        if !trusted(nearest) {
            break;
        }
        let Some(address) = parse(entry) else {
            break;
        };
        nearest = address.to_canonical();
    }
    nearest
}

/// An address, with or without a port and brackets.
fn parse(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    entry
        .parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_walked_from_the_right_past_trusted_proxies() {
        let trusted = |address: IpAddr| ["127.0.0.1", "10.0.0.1", "10.0.0.2", "::1"].contains(&&*address.to_string());
        for (peer, list, expected) in [
            ("203.0.113.9", &[][..], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.7"], "203.0.113.9"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["6.6.6.6", "198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["198.51.100.7", "10.0.0.2"], "198.51.100.7"),
            ("127.0.0.1", &["6.6.6.6", "198.51.100.7", "10.0.0.2", "10.0.0.1"], "198.51.100.7"),
            ("127.0.0.1", &["6.6.6.6", "garbage"], "127.0.0.1"),
            ("127.0.0.1", &["6.6.6.6", ""], "127.0.0.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.7:4711"], "198.51.100.7"),
            ("::1", &["2001:db8::7"], "2001:db8::7"),
            ("::1", &["[2001:db8::7]:443"], "2001:db8::7"),
            ("::1", &["[2001:db8::7]"], "2001:db8::7"),
            ("::ffff:127.0.0.1", &["::ffff:198.51.100.7"], "198.51.100.7"),
        ] {
            let peer: IpAddr = peer.parse().expect("an address");
            assert_eq!(client(peer, list, trusted).to_string(), expected, "{peer} {list:?}");
        }
    }
}
