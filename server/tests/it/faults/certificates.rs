//! Certificates that the tests share: making keys takes longer than everything else here.

use super::server::HOST;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivatePkcs8KeyDer};

pub struct Certificates {
    pub right: TlsAcceptor,
    /// Made out for another name, by an authority that is trusted.
    pub of_another: TlsAcceptor,
    /// Made out for the right name, by nobody known.
    pub unknown: TlsAcceptor,
    folder: TempDir,
}

impl Certificates {
    /// A file with the authorities that the mailer is to trust.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

pub static CERTIFICATES: LazyLock<Certificates> = LazyLock::new(|| {
    let (right, right_pem) = acceptor(HOST);
    let (of_another, another_pem) = acceptor("other.example");
    let (unknown, _) = acceptor(HOST);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ca.pem"), right_pem + &another_pem).unwrap();
    Certificates {
        right,
        of_another,
        unknown,
        folder,
    }
});

fn acceptor(name: &str) -> (TlsAcceptor, String) {
    let key = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let private = PrivatePkcs8KeyDer::from(key.signing_key.serialize_der()).into();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![key.cert.der().clone()], private)
        .unwrap();
    (TlsAcceptor::from(Arc::new(config)), key.cert.pem())
}
