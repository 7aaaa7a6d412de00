//! Where a request comes from. A browser sends its cookies with a form of any page in the world, so whatever changes
//! something must come from a page of ours.

use axum::http::header::{HOST, ORIGIN, REFERER};
use axum::http::{HeaderMap, Method, Uri};
use std::fmt;
use std::str::FromStr;

/// The address that users see: scheme and authority, no path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BaseUrl {
    is_https: bool,
    authority: String,
}

/// The text is no `http://host:port` or `https://host:port`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NotABaseUrl;

impl FromStr for BaseUrl {
    type Err = NotABaseUrl;

    fn from_str(text: &str) -> Result<Self, NotABaseUrl> {
        let uri: Uri = text.parse().map_err(|_| NotABaseUrl)?;
        let authority = uri
            .authority()
            .map(|authority| authority.as_str())
            .ok_or(NotABaseUrl)?;
        let is_https = match uri.scheme_str() {
            Some("http") => false,
            Some("https") => true,
            _ => return Err(NotABaseUrl),
        };
        let is_bare = uri.path() == "/" && uri.query().is_none() && !authority.contains('@');
        if is_bare {
            Ok(Self {
                is_https,
                authority: authority.to_ascii_lowercase(),
            })
        } else {
            Err(NotABaseUrl)
        }
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}

impl BaseUrl {
    pub fn is_https(&self) -> bool {
        self.is_https
    }
}

/// Whether a request that may change something comes from elsewhere: `Origin`, else `Sec-Fetch-Site`, else `Referer`.
/// A request with none of them is no browser's.
pub fn is_foreign(method: &Method, headers: &HeaderMap, base: &BaseUrl) -> bool {
    if method.is_safe() {
        return false;
    }
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(origin) = text(ORIGIN.as_str()) {
        return !is_ours(origin, headers, base);
    }
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    text(REFERER.as_str()).is_some_and(|referer| !is_ours(referer, headers, base))
}

/// `Origin: null` and whatever has no host is nobody's.
fn is_ours(address: &str, headers: &HeaderMap, base: &BaseUrl) -> bool {
    let Some(host) = address
        .parse::<Uri>()
        .ok()
        .and_then(|uri| uri.authority().map(|host| plain(host.as_str())))
    else {
        return false;
    };
    let asked = headers.get(HOST).and_then(|host| host.to_str().ok()).map(plain);
    asked.as_deref() == Some(&host) || plain(&base.authority) == host
}

/// Lower case, without the port that the scheme implies.
fn plain(authority: &str) -> String {
    let lower = authority.to_ascii_lowercase();
    let host = lower
        .strip_suffix(":80")
        .or_else(|| lower.strip_suffix(":443"))
        .unwrap_or(&lower);
    host.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn is_foreign_post(headers: &[(&'static str, &'static str)]) -> bool {
        let headers = headers
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value)))
            .collect();
        is_foreign(
            &Method::POST,
            &headers,
            &"https://echanges.example".parse().unwrap(),
        )
    }

    #[test]
    fn a_base_address_is_a_scheme_and_a_host() {
        for good in [
            "http://127.0.0.1:3000",
            "https://echanges.example",
            "https://echanges.example/",
            "http://[::1]:3000",
        ] {
            assert!(good.parse::<BaseUrl>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "/",
            "echanges.example",
            "ftp://a.example",
            "https://a.example/x",
            "https://u:p@a.example",
            "https://a.example/?q",
        ] {
            assert!(bad.parse::<BaseUrl>().is_err(), "{bad}");
        }
    }

    #[test]
    fn what_comes_from_elsewhere_is_told_from_what_is_ours() {
        let host = ("host", "10.0.0.5:3000");
        for ours in [
            vec![host],
            vec![host, ("origin", "http://10.0.0.5:3000")],
            vec![host, ("origin", "https://echanges.example")],
            vec![host, ("origin", "https://ECHANGES.example:443")],
            vec![host, ("sec-fetch-site", "same-origin")],
            vec![
                host,
                (
                    "referer",
                    "https://echanges.example/dits/DIT-2026-0001?panel=exchanges",
                ),
            ],
        ] {
            assert!(!is_foreign_post(&ours), "{ours:?}");
        }
        for foreign in [
            vec![host, ("origin", "http://evil.example")],
            vec![host, ("origin", "null")],
            vec![host, ("origin", "http://10.0.0.5:3001")],
            vec![host, ("origin", "https://echanges.example.evil.example")],
            vec![
                host,
                ("origin", "https://evil.example"),
                ("sec-fetch-site", "same-origin"),
            ],
            vec![host, ("sec-fetch-site", "cross-site")],
            vec![host, ("sec-fetch-site", "same-site")],
            vec![
                host,
                ("referer", "https://evil.example/https://echanges.example/"),
            ],
        ] {
            assert!(is_foreign_post(&foreign), "{foreign:?}");
        }
    }

    #[test]
    fn reading_is_open_to_links_from_anywhere() {
        let headers = [(
            "origin".parse().unwrap(),
            HeaderValue::from_static("http://evil.example"),
        )]
        .into_iter()
        .collect();
        assert!(!is_foreign(
            &Method::GET,
            &headers,
            &"http://a.example".parse().unwrap()
        ));
    }
}
