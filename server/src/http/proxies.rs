//! Whose address a request has: the peer's, or behind our own proxies the one that they tell.

use std::net::IpAddr;

use poem::Request;

/// The client's address. Forwarding headers are believed only from a configured proxy, and of
/// their list only the right-most address that is no proxy of ours: everything left of it can be
/// made up by anybody.
pub(crate) fn address_of(request: &Request, trusted: &[String]) -> Option<IpAddr> {
    let peer = request.remote_addr().as_socket_addr()?.ip();
    if !is_trusted(peer, trusted) {
        return Some(peer);
    }
    let told = request.headers().get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let hops: Vec<IpAddr> =
        told.flat_map(|list| list.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    Some(hops.into_iter().rev().find(|hop| !is_trusted(*hop, trusted)).unwrap_or(peer))
}

pub(super) fn is_trusted(address: IpAddr, networks: &[String]) -> bool {
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
    use super::holds;

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
