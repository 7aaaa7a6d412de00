//! The header of a message as it is written: fields, their folds, and where the body begins (RFC 5322 sections 2.2 and 3.6.8).
//!
//! Read strictly: what is ours is never obsolete syntax. Signing and judging a message share this reading, so that they cannot
//! disagree about what a field is.

/// One header field.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    /// What follows the colon, folds included, without the CRLF that ends the field.
    pub(super) value: &'a str,
}

/// The header is none: a line without a name, a fold that holds nothing, no empty line, or bytes that are not UTF-8.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct NoHeader;

impl<'a> Field<'a> {
    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// The value on one line, blanks at both ends left out (RFC 5322 section 2.2.3).
    pub(super) fn unfolded(&self) -> String {
        self.value
            .replace("\r\n", "")
            .trim_matches([' ', '\t'])
            .to_owned()
    }

    /// The lines of the field as they are written, without their CRLF.
    pub(super) fn lines(&self) -> impl Iterator<Item = String> + 'a {
        let name = self.name;
        self.value.split("\r\n").enumerate().map(move |(at, line)| {
            if at == 0 {
                format!("{name}:{line}")
            } else {
                line.to_owned()
            }
        })
    }
}

/// The fields in order, and the body.
pub(super) fn split(message: &[u8]) -> Result<(Vec<Field<'_>>, &[u8]), NoHeader> {
    let (header, body) = cut(message)?;
    let mut text = std::str::from_utf8(header).map_err(|_| NoHeader)?;
    let mut fields = Vec::new();
    while !text.is_empty() {
        let (field, rest) = text.split_at(field_end(text));
        fields.push(read(field.strip_suffix("\r\n").ok_or(NoHeader)?)?);
        text = rest;
    }
    Ok((fields, body))
}

/// The header with the CRLF of its last field, and what comes after the empty line.
fn cut(message: &[u8]) -> Result<(&[u8], &[u8]), NoHeader> {
    if let Some(body) = message.strip_prefix(b"\r\n") {
        return Ok((b"", body));
    }
    let at = message
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or(NoHeader)?;
    Ok((&message[..at + 2], &message[at + 4..]))
}

/// Where the next field begins: after the first CRLF that no blank follows.
fn field_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(at) = text[from..].find("\r\n") {
        let next = from + at + 2;
        if !matches!(bytes.get(next), Some(b' ' | b'\t')) {
            return next;
        }
        from = next;
    }
    text.len()
}

fn read(field: &str) -> Result<Field<'_>, NoHeader> {
    let (name, value) = field.split_once(':').ok_or(NoHeader)?;
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic());
    let is_folded_well = value
        .split("\r\n")
        .skip(1)
        .all(|line| !line.trim_matches([' ', '\t']).is_empty());
    let is_whole = !value.replace("\r\n", "").contains(['\r', '\n', '\0']);
    if is_name && is_folded_well && is_whole {
        Ok(Field { name, value })
    } else {
        Err(NoHeader)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_with_their_folds_and_the_body_follows_the_empty_line() {
        let (fields, body) = split(b"A: 1\r\nB-c:x\r\n y\r\n\r\nbody\r\n").unwrap();
        assert_eq!(fields.len(), 2);
        assert!(fields[0].is("a") && fields[1].is("B-C"));
        assert_eq!(
            (fields[0].unfolded(), fields[1].unfolded()),
            ("1".to_owned(), "x y".to_owned())
        );
        assert_eq!(fields[1].lines().collect::<Vec<_>>(), ["B-c:x", " y"]);
        assert_eq!(body, b"body\r\n");
        assert_eq!(split(b"\r\nbody").unwrap(), (Vec::new(), b"body".as_slice()));
    }

    #[test]
    fn what_is_no_header_is_none() {
        for bad in [
            b"".as_slice(),
            b"A: 1\r\n",
            b"A 1\r\n\r\n",
            b": 1\r\n\r\n",
            b"A b: 1\r\n\r\n",
            b" A: 1\r\n\r\n",
            b"A: 1\r\n \r\n b\r\n\r\n",
            b"A: 1\nB: 2\r\n\r\n",
            b"A: 1\rB\r\n\r\n",
            b"A: \xff\r\n\r\n",
            b"A: 1\r\n\tx\0y\r\n\r\n",
        ] {
            assert_eq!(split(bad), Err(NoHeader), "{bad:?}");
        }
    }
}
