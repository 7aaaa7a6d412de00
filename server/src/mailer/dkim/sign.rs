//! The field DKIM-Signature: made, and checked before the mail may leave.

use super::super::fields::{self, Field};
use super::{DkimError, DkimKey, canon};
use base64ct::{Base64, Encoding};
use domain::time::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, UnparsedPublicKey};

/// What a signature covers. Each name is listed once more than there are such fields ("oversigned"), so that nobody on the way can add
/// a second Subject that a reader would see instead (RFC 6376 section 8.15).
const COVERED: [&str; 12] = [
    "From",
    "Subject",
    "Date",
    "To",
    "Cc",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "In-Reply-To",
    "References",
    "Reply-To",
    "Auto-Submitted",
];
const NAME: &str = "DKIM-Signature";
/// Longest line of the field, as far as its words allow.
const LINE_MAX: usize = 76;

/// The field that signs a message, with its CRLF, to be put before it.
///
/// # Errors
/// [`DkimError::Message`] when there is nothing to sign.
pub(in super::super) fn field(key: &DkimKey, message: &[u8], now: Timestamp) -> Result<String, DkimError> {
    let (fields, body) = fields::split(message).map_err(|_| DkimError::Message)?;
    let names = covered(&fields);
    let start = format!(
        " v=1; a=rsa-sha256; c=relaxed/relaxed; d={};\r\n s={}; t={};\r\n{};\r\n bh={};\r\n b=",
        key.domain,
        key.selector,
        now.0.div_euclid(1000),
        folded("h=", &names),
        Base64::encode_string(canon::body_hash(body).as_ref()),
    );
    let signed = signed_text(&fields, &names, &start);
    let mut signature = vec![0; key.pair.public().modulus_len()];
    key.pair
        .sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            signed.as_bytes(),
            &mut signature,
        )
        .map_err(|_| DkimError::Key)?;
    let base64 = Base64::encode_string(&signature);
    Ok(format!("{NAME}:{start}{}\r\n", in_lines(&base64)))
}

/// Whether a message carries one signature of this key over all that must be covered, and nothing moved since.
pub(in super::super) fn check(key: &DkimKey, message: &[u8]) -> bool {
    let Ok((mut fields, body)) = fields::split(message) else {
        return false;
    };
    let Some(at) = fields.iter().position(|field| field.is(NAME)) else {
        return false;
    };
    let own = fields.remove(at);
    let text = own.unfolded();
    let tags: Vec<(&str, String)> = text
        .split(';')
        .filter_map(|tag| tag.split_once('='))
        .map(|(name, value)| (name.trim(), value.replace([' ', '\t'], "")))
        .collect();
    let tag = |name: &str| {
        let mut found = tags.iter().filter(|(known, _)| *known == name);
        found
            .next()
            .filter(|_| found.next().is_none())
            .map(|(_, value)| value.as_str())
    };
    let names = covered(&fields);
    let hash = Base64::encode_string(canon::body_hash(body).as_ref());
    let is_ours = tag("v") == Some("1")
        && tag("a") == Some("rsa-sha256")
        && tag("c") == Some("relaxed/relaxed")
        && tag("d") == Some(&key.domain)
        && tag("s") == Some(&key.selector)
        // A length would let anybody append to the message (RFC 6376 section 8.2).
        && tag("l").is_none()
        && tag("h") == Some(&names.join(":"))
        && tag("bh") == Some(&hash);
    let signature = tag("b").and_then(|base64| Base64::decode_vec(base64).ok());
    let (Some(signature), Some(start)) = (signature, own.value.rfind(" b=").map(|at| &own.value[..at + 3]))
    else {
        return false;
    };
    let public = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.pair.public().as_ref());
    is_ours
        && public
            .verify(signed_text(&fields, &names, start).as_bytes(), &signature)
            .is_ok()
}

/// The names of `h=`, in lower case: each as often as there are such fields, and once more.
fn covered(fields: &[Field<'_>]) -> Vec<String> {
    COVERED
        .iter()
        .flat_map(|name| {
            let count = fields.iter().filter(|field| field.is(name)).count();
            std::iter::repeat_n(name.to_ascii_lowercase(), count + 1)
        })
        .collect()
}

/// What the signature is over: each field named, those of one name from the last to the first, then the signature field itself with
/// an empty `b=` and without its CRLF (RFC 6376 section 3.7).
fn signed_text(fields: &[Field<'_>], names: &[String], start: &str) -> String {
    let mut text = String::new();
    for (at, name) in names.iter().enumerate() {
        let earlier = names[..at].iter().filter(|known| *known == name).count();
        let mut of_name = fields.iter().rev().filter(|field| field.is(name));
        if let Some(field) = of_name.nth(earlier) {
            text.push_str(&canon::field(field));
        }
    }
    text.push_str("dkim-signature:");
    text.push_str(&canon::value(start));
    text
}

/// ` h=from:from:…`, folded after a colon.
fn folded(start: &str, names: &[String]) -> String {
    let mut lines = String::new();
    let mut line = format!(" {start}");
    for (at, name) in names.iter().enumerate() {
        let piece = if at + 1 == names.len() {
            name.clone()
        } else {
            format!("{name}:")
        };
        if line.len() + piece.len() > LINE_MAX {
            lines.push_str(&line);
            lines.push_str("\r\n");
            " ".clone_into(&mut line);
        }
        line.push_str(&piece);
    }
    lines + &line
}

fn in_lines(base64: &str) -> String {
    let pieces = base64
        .as_bytes()
        .chunks(LINE_MAX - 4)
        .map(String::from_utf8_lossy);
    pieces.collect::<Vec<_>>().join("\r\n ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_510_800_999);
    const MESSAGE: &str = "Date: Tue, 24 Nov 2026 10:00:00 +0100\r\nFrom: a@example.org\r\nTo: b@client.example,\r\n \
                           c@client.example\r\nSubject: Essai\r\n\r\nBonjour,\r\n\r\nfin\r\n";

    fn key() -> DkimKey {
        DkimKey::generate("example.org", NOW).unwrap()
    }

    fn signed(key: &DkimKey) -> String {
        field(key, MESSAGE.as_bytes(), NOW).unwrap() + MESSAGE
    }

    #[test]
    fn a_signature_covers_what_is_there_and_what_could_be_added() {
        let key = key();
        let mail = signed(&key);
        assert!(check(&key, mail.as_bytes()), "{mail}");
        let text = mail.split("Date:").next().unwrap().replace("\r\n ", "");
        assert!(text.contains(
            "h=from:from:subject:subject:date:date:to:to:cc:message-id:mime-version:content-type:"
        ));
        assert!(
            text.contains("in-reply-to:references:reply-to:auto-submitted;"),
            "{text}"
        );
        assert!(text.contains(" t=1795510800;") && !text.contains(" l="), "{text}");
        assert!(mail.split("\r\n").all(|line| line.len() <= 78), "{mail}");
        assert_eq!(mail, signed(&key), "the same arguments give the same bytes");
    }

    #[test]
    fn whatever_is_changed_or_added_breaks_the_signature() {
        let key = key();
        let mail = signed(&key);
        for (from, to) in [
            ("Essai", "essai"),
            ("10:00:00", "10:00:01"),
            ("a@example.org", "x@example.org"),
            ("c@client", "d@client"),
            ("Bonjour", "bonjour"),
            ("fin\r\n", "fin.\r\n"),
            ("fin\r\n", "fin\r\nplus\r\n"),
            ("Subject:", "Subject: Autre\r\nSubject:"),
            ("From:", "From: z@example.org\r\nFrom:"),
            ("To:", "Cc: z@example.org\r\nTo:"),
            ("d=example.org", "d=example.com"),
            ("t=1795510800", "t=1795510801"),
            ("DKIM-Signature", "X-Signature"),
            ("cc:", ""),
            (" v=1;", " v=1; l=3;"),
        ] {
            assert!(mail.contains(from), "{from}");
            assert!(
                !check(&key, mail.replacen(from, to, 1).as_bytes()),
                "{from} -> {to}"
            );
        }
        let other = super::tests::key();
        assert!(!check(&other, mail.as_bytes()));
    }

    #[test]
    fn what_a_relay_may_do_leaves_the_signature_good() {
        let key = key();
        let mail = signed(&key)
            .replace("Subject: Essai", "subject:   Essai ")
            .replace("fin\r\n", "fin  \r\n\r\n");
        assert!(check(&key, mail.as_bytes()), "{mail}");
    }
}
