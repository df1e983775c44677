//! The client's address from `X-Forwarded-For` or `Forwarded`.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderName, header};

use super::rfc7239;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The addresses that the proxies added, in the order of the headers; `None` for an entry without an address.
///
/// `Forwarded` counts only if there is no `X-Forwarded-For`. Nearly every proxy writes `X-Forwarded-For` and passes the
/// client's own `Forwarded` on, so the opposite order would let clients forge their address. A proxy that writes
/// only `Forwarded` must remove `X-Forwarded-For`.
#[must_use]
pub fn chain(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    let (name, parse): (_, fn(&str) -> Option<IpAddr>) =
        if headers.contains_key(X_FORWARDED_FOR) { (X_FORWARDED_FOR, address) } else { (header::FORWARDED, element) };
    // Bytes, not text: an invalid byte from the client must not hide what a proxy added.
    let entries = headers.get_all(name).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    entries.map(|entry| parse(str::from_utf8(entry).ok()?)).collect()
}

/// The rightmost address that is not a trusted proxy.
///
/// Each proxy appends the address of its peer. Clients can write anything to the left of the first address that is
/// not trusted or not readable.
#[must_use]
pub fn client(peer: IpAddr, chain: &[Option<IpAddr>], trusted: impl Fn(IpAddr) -> bool) -> IpAddr {
    let mut nearest = peer.to_canonical();
    for entry in chain.iter().rev() {
        match entry {
            Some(address) if trusted(nearest) => nearest = address.to_canonical(),
            _ => break,
        }
    }
    nearest
}

/// An address, with or without a port and brackets.
fn address(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    entry
        .parse()
        .ok()
        .or_else(|| entry.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
        .or_else(|| entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok())
}

/// The `for` address of an element of `Forwarded`; `None` for `unknown` and obfuscated names.
fn element(entry: &str) -> Option<IpAddr> {
    let pairs = rfc7239::pairs(entry)?;
    let mut names = pairs.iter().filter(|(name, _)| name.eq_ignore_ascii_case("for"));
    match (names.next(), names.next()) {
        (Some((_, node)), None) => address(node),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    const TRUSTED: [&str; 4] = ["127.0.0.1", "10.0.0.1", "10.0.0.2", "::1"];

    /// The client behind `peer`, which sends these headers.
    fn found(peer: &str, headers: &[(&'static str, &[u8])]) -> String {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, HeaderValue::from_bytes(value).expect("a value that HTTP can carry"));
        }
        let trusted = |address: IpAddr| TRUSTED.contains(&&*address.to_string());
        client(peer.parse().expect("an address"), &chain(&map), trusted).to_string()
    }

    #[test]
    fn x_forwarded_for_is_read_from_the_right() {
        for (peer, list, expected) in [
            ("203.0.113.9", "198.51.100.7", "203.0.113.9"), // not a trusted proxy
            ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "6.6.6.6, 198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "198.51.100.7, 10.0.0.2", "198.51.100.7"),
            ("127.0.0.1", "6.6.6.6,198.51.100.7,10.0.0.2,10.0.0.1", "198.51.100.7"),
            ("127.0.0.1", "10.0.0.2, 10.0.0.1", "10.0.0.2"),
            ("127.0.0.1", "6.6.6.6, garbage", "127.0.0.1"),
            ("127.0.0.1", "6.6.6.6, unknown, 10.0.0.1", "10.0.0.1"),
            ("127.0.0.1", "6.6.6.6,", "127.0.0.1"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", ",,,,", "127.0.0.1"),
            ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
            ("::1", "2001:db8::7", "2001:db8::7"),
            ("::1", "[2001:db8::7]:443", "2001:db8::7"),
            ("::1", "[2001:db8::7]", "2001:db8::7"),
            ("::1", "fe80::1%eth0", "::1"),
            ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "999.1.1.1", "127.0.0.1"),
            ("127.0.0.1", "198.51.100.7:99999", "127.0.0.1"),
        ] {
            assert_eq!(found(peer, &[("x-forwarded-for", list.as_bytes())]), expected, "{peer} {list:?}");
        }
    }

    #[test]
    fn forwarded_is_read_from_the_right() {
        for (peer, list, expected) in [
            ("203.0.113.9", "for=198.51.100.7", "203.0.113.9"),
            ("127.0.0.1", "for=198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "For=198.51.100.7;Proto=https;By=10.0.0.1", "198.51.100.7"),
            ("127.0.0.1", "proto=https; FOR = 198.51.100.7", "127.0.0.1"), // no space around `=`
            ("127.0.0.1", "proto=https ; for=\"198.51.100.7:4711\"", "198.51.100.7"),
            ("127.0.0.1", "for=6.6.6.6, for=198.51.100.7;by=10.0.0.2, for=10.0.0.2", "198.51.100.7"),
            ("::1", "for=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("::1", "for=\"[2001:db8::1]\"", "2001:db8::1"),
            ("::1", "for=[2001:db8::1]:4711", "2001:db8::1"), // not valid, but common
            ("127.0.0.1", "for=\"198.51.\\100.7\"", "198.51.100.7"),
            ("127.0.0.1", "for=6.6.6.6, for=unknown", "127.0.0.1"),
            ("127.0.0.1", "for=6.6.6.6, for=_hidden, for=10.0.0.1", "10.0.0.1"),
            ("127.0.0.1", "for=6.6.6.6;for=7.7.7.7", "127.0.0.1"),
            ("127.0.0.1", "for=6.6.6.6, proto=https", "127.0.0.1"),
            ("127.0.0.1", "for=6.6.6.6, for=\"198.51.100.7", "127.0.0.1"),
            // An open quotation mark from the client does not swallow what a proxy added.
            ("127.0.0.1", "for=\", for=198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "for=6.6.6.6;x=\"a, for=198.51.100.7", "198.51.100.7"),
            // A quoted host is not read as an element of its own.
            ("127.0.0.1", "host=\"a;for=6.6.6.6\";for=198.51.100.7", "198.51.100.7"),
            ("127.0.0.1", "host=\"a,for=6.6.6.6;x=\";for=198.51.100.7", "127.0.0.1"),
            ("127.0.0.1", "host=\"a,for=6.6.6.6;x=\";for=\"[2001:db8::1]\"", "127.0.0.1"),
            ("127.0.0.1", "", "127.0.0.1"),
            ("127.0.0.1", ";;;===,\"\\", "127.0.0.1"),
        ] {
            assert_eq!(found(peer, &[("forwarded", list.as_bytes())]), expected, "{peer} {list:?}");
        }
    }

    #[test]
    fn repeated_headers_are_one_list_and_bad_bytes_hide_nothing() {
        let x = |value: &'static [u8]| ("x-forwarded-for", value);
        assert_eq!(found("127.0.0.1", &[x(b"6.6.6.6"), x(b"198.51.100.7"), x(b"10.0.0.1")]), "198.51.100.7");
        assert_eq!(found("127.0.0.1", &[x(b"6.6.6.6, \xff\xfe, 198.51.100.7")]), "198.51.100.7");
        assert_eq!(found("127.0.0.1", &[x(b"\xc3\xa4"), x(b"198.51.100.7")]), "198.51.100.7");
        assert_eq!(found("127.0.0.1", &[x(b"6.6.6.6, \xff")]), "127.0.0.1");
        let lines = [("forwarded", &b"for=6.6.6.6"[..]), ("forwarded", b"for=\xff, for=198.51.100.7")];
        assert_eq!(found("127.0.0.1", &lines), "198.51.100.7");
        assert_eq!(found("127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn forwarded_is_ignored_beside_x_forwarded_for() {
        let both = |x: &'static [u8], forwarded: &'static [u8]| {
            found("127.0.0.1", &[("x-forwarded-for", x), ("forwarded", forwarded)])
        };
        assert_eq!(both(b"198.51.100.7", b"for=6.6.6.6"), "198.51.100.7");
        assert_eq!(both(b"garbage", b"for=6.6.6.6"), "127.0.0.1");
        assert_eq!(both(b"", b"for=6.6.6.6"), "127.0.0.1");
    }
}
