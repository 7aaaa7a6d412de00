//! Who is at the other end of the connection.

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use std::net::{IpAddr, SocketAddr};

/// The headers by which a proxy says whose request it passes on.
const PASSED_ON: [&str; 2] = ["forwarded", "x-forwarded-for"];

/// The address that a request came from. A proxy on this machine is believed about whose request it passes on; anybody
/// else could write anything.
pub(super) fn address(extensions: &Extensions, headers: &HeaderMap) -> String {
    let Some(peer) = ip(extensions) else {
        return String::new();
    };
    let passed_on = headers
        .get_all(PASSED_ON[1])
        .iter()
        .next_back()
        .and_then(|value| value.to_str().ok());
    // The proxy adds what it saw at the end; what stands before came with the request.
    let client = passed_on
        .filter(|_| peer.is_loopback())
        .and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    client.unwrap_or(peer).to_string()
}

/// Whether a request comes from this machine, and not through a proxy on it.
pub(super) fn is_local(extensions: &Extensions, headers: &HeaderMap) -> bool {
    let is_passed_on = PASSED_ON.iter().any(|name| headers.contains_key(*name));
    !is_passed_on && ip(extensions).is_some_and(|peer| peer.is_loopback())
}

fn ip(extensions: &Extensions) -> Option<IpAddr> {
    let ConnectInfo(peer) = extensions.get::<ConnectInfo<SocketAddr>>()?;
    Some(peer.ip().to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn request(peer: &str, passed_on: Option<&'static str>) -> (Extensions, HeaderMap) {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
        let headers = passed_on.map(|value| {
            (
                "x-forwarded-for".parse().unwrap(),
                HeaderValue::from_static(value),
            )
        });
        (extensions, headers.into_iter().collect())
    }

    #[test]
    fn only_a_proxy_on_this_machine_is_believed() {
        for (peer, passed_on, believed) in [
            ("192.0.2.7", None, "192.0.2.7"),
            ("192.0.2.7", Some("198.51.100.1"), "192.0.2.7"),
            ("127.0.0.1", Some("198.51.100.1"), "198.51.100.1"),
            ("::ffff:127.0.0.1", Some("10.0.0.1, 198.51.100.2"), "198.51.100.2"),
            ("127.0.0.1", Some("<script>"), "127.0.0.1"),
        ] {
            let (extensions, headers) = request(peer, passed_on);
            assert_eq!(address(&extensions, &headers), believed);
        }
        assert_eq!(address(&Extensions::new(), &HeaderMap::new()), "");
    }

    #[test]
    fn what_a_proxy_passes_on_is_not_local() {
        for (peer, passed_on, local) in [
            ("127.0.0.1", None, true),
            ("::1", None, true),
            ("127.0.0.1", Some("x"), false),
            ("192.0.2.7", None, false),
        ] {
            let (extensions, headers) = request(peer, passed_on);
            assert_eq!(is_local(&extensions, &headers), local, "{peer}");
        }
        assert!(!is_local(&Extensions::new(), &HeaderMap::new()));
    }
}
