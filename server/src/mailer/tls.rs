//! Encryption of a connection, and what a certificate is worth.

use super::dial::Stream;
use super::trouble::Trouble;
use domain::reason::MailReason;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};

/// Whose certificate is good enough.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Trust {
    /// Signed by an authority that browsers know.
    Public,
    /// Or by one of these (PEM).
    Also(Vec<u8>),
    Anybody,
}

/// Encrypts a connection to the server of this name. The limit is for the whole handshake.
pub(super) async fn encrypt(
    stream: Box<dyn Stream>,
    host: &str,
    trust: &Trust,
    limit: Duration,
) -> Result<Box<dyn Stream>, Trouble> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        Trouble::own(
            MailReason::CertificateOfAnother,
            "no certificate can be made out for the name of the mail server",
        )
    })?;
    let connector = TlsConnector::from(Arc::new(config(trust)?));
    match timeout(limit, connector.connect(name, stream)).await {
        Ok(Ok(encrypted)) => Ok(Box::new(encrypted)),
        Ok(Err(error)) => Err(refusal(&error)),
        Err(_) => Err(Trouble::late("encryption")),
    }
}

/// Why a handshake came to nothing.
fn refusal(error: &io::Error) -> Trouble {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let reason = match inner {
        Some(Error::InvalidCertificate(
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
        )) => MailReason::CertificateOfAnother,
        Some(Error::InvalidCertificate(_)) => MailReason::CertificateRefused,
        _ => MailReason::EncryptionBroken,
    };
    Trouble::own(
        reason,
        &format!("no encrypted connection to the mail server: {error}"),
    )
}

fn config(trust: &Trust) -> Result<ClientConfig, Trouble> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| Trouble::own(MailReason::EncryptionBroken, &error.to_string()))?;
    let builder = match trust {
        Trust::Anybody => builder
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(AnyCertificate(provider))),
        Trust::Public => builder.with_root_certificates(public_roots()),
        Trust::Also(pem) => builder.with_root_certificates(roots_and(pem)?),
    };
    Ok(builder.with_no_client_auth())
}

fn public_roots() -> RootCertStore {
    RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    }
}

fn roots_and(pem: &[u8]) -> Result<RootCertStore, Trouble> {
    let unreadable = |what: &str| {
        Trouble::own(
            MailReason::CertificateRefused,
            &format!("the file of ca= holds no certificate that can be read{what}"),
        )
    };
    let mut roots = public_roots();
    let before = roots.len();
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|_| unreadable(""))?;
        roots
            .add(certificate)
            .map_err(|error| unreadable(&format!(": {error}")))?;
    }
    if roots.len() == before {
        return Err(unreadable(""));
    }
    Ok(roots)
}

/// Takes every certificate, as long as who shows it holds its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
