//! Whose address a request has: the peer's, or behind our own proxies the one that they tell.

use std::net::{IpAddr, SocketAddr};

use poem::Request;
use poem::http::HeaderValue;

/// The client's address. Forwarding headers are believed only from a configured proxy, and of
/// their list only the right-most address that is no proxy of ours: everything left of it can be
/// made up by anybody, and so can all that is left of what is no address.
pub(crate) fn address_of(request: &Request, trusted: &[String]) -> Option<IpAddr> {
    let peer = request.remote_addr().as_socket_addr()?.ip().to_canonical();
    let told: Vec<&HeaderValue> = request.headers().get_all("x-forwarded-for").iter().collect();
    let hops = told.into_iter().rev().flat_map(|list| {
        let list = list.to_str().unwrap_or("?");
        list.rsplit(',').filter(|hop| !hop.trim().is_empty()).map(hop_of)
    });
    Some(beyond(peer, hops, trusted))
}

/// The first address that is no proxy of ours on the way from the peer outwards; the last that is
/// known where the way ends before.
fn beyond(
    peer: IpAddr,
    mut hops: impl Iterator<Item = Option<IpAddr>>,
    trusted: &[String],
) -> IpAddr {
    let mut last = peer;
    while is_trusted(last, trusted) {
        match hops.next().flatten() {
            Some(hop) => last = hop,
            None => break,
        }
    }
    last
}

/// An address as proxies write it, with a port or without.
fn hop_of(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = || text.strip_prefix('[')?.strip_suffix(']')?.parse::<IpAddr>().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let hop = text.parse().ok().or_else(with_port).or_else(bare)?;
    Some(hop.to_canonical())
}

/// Whether one of the networks holds the address; an IPv4 address in the form of IPv6, as a listener
/// for both has it, is taken for what it is.
pub(super) fn is_trusted(address: IpAddr, networks: &[String]) -> bool {
    let address = address.to_canonical();
    networks.iter().any(|network| holds(network, address).unwrap_or(false))
}

/// Whether a network (`10.0.0.0/8`, or a single address) holds an address.
fn holds(network: &str, address: IpAddr) -> Option<bool> {
    let (base, bits) = match network.split_once('/') {
        Some((base, bits)) => (base.parse::<IpAddr>().ok()?, bits.parse::<u32>().ok()?),
        None => (network.parse::<IpAddr>().ok()?, 128),
    };
    Some(match (base, address) {
        (IpAddr::V4(base), IpAddr::V4(address)) => {
            let free = 32_u32.saturating_sub(bits.min(32));
            u32::from(base).checked_shr(free) == u32::from(address).checked_shr(free)
        }
        (IpAddr::V6(base), IpAddr::V6(address)) => {
            let free = 128_u32.saturating_sub(bits.min(128));
            u128::from(base).checked_shr(free) == u128::from(address).checked_shr(free)
        }
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{beyond, holds, hop_of, is_trusted};

    #[test]
    fn nothing_left_of_what_is_no_address_of_a_proxy_is_believed() {
        let ours = ["127.0.0.0/8".to_owned(), "fd00::/8".to_owned()];
        for (told, found) in [
            ("", "127.0.0.1"),
            ("198.51.100.7", "198.51.100.7"),
            ("9.9.9.1, 198.51.100.7", "198.51.100.7"),
            ("9.9.9.1, 198.51.100.7, 127.0.0.2", "198.51.100.7"),
            ("9.9.9.1, 198.51.100.8:4711", "198.51.100.8"),
            ("9.9.9.1, [2001:db8::1]:4711", "2001:db8::1"),
            ("9.9.9.1, [2001:db8::1], fd00::2", "2001:db8::1"),
            ("9.9.9.1, ::ffff:198.51.100.7", "198.51.100.7"),
            ("9.9.9.1, unknown", "127.0.0.1"),
            ("9.9.9.1, unknown, 127.0.0.2", "127.0.0.2"),
            ("9.9.9.1, 198.51.100.8:99999", "127.0.0.1"),
        ] {
            let hops = told.rsplit(',').filter(|hop| !hop.is_empty()).map(hop_of);
            let peer = "127.0.0.1".parse().unwrap();
            assert_eq!(beyond(peer, hops, &ours).to_string(), found, "{told}");
        }
        let stranger = "203.0.113.9".parse().unwrap();
        let told = ["9.9.9.1"].into_iter().map(hop_of);
        assert_eq!(beyond(stranger, told, &ours), stranger);
        assert!(is_trusted("::ffff:127.0.0.1".parse().unwrap(), &ours));
        assert!(!is_trusted("::ffff:8.8.8.8".parse().unwrap(), &ours));
    }

    #[test]
    fn a_network_holds_its_own_addresses_only() {
        let within = |network: &str, address: &str| holds(network, address.parse().unwrap());
        assert_eq!(within("10.0.0.0/8", "10.200.3.4"), Some(true));
        assert_eq!(within("10.0.0.0/8", "11.0.0.1"), Some(false));
        assert_eq!(within("127.0.0.1", "127.0.0.1"), Some(true));
        assert_eq!(within("0.0.0.0/0", "8.8.8.8"), Some(true));
        assert_eq!(within("fd00::/8", "fd12::1"), Some(true));
        assert_eq!(within("fd00::/8", "10.0.0.1"), Some(false));
        assert_eq!(within("nonsense", "10.0.0.1"), None);
    }
}
