//! Fields of addresses: `Name <local@domain>, local@domain` (RFC 5322 section 3.4), without groups, comments and routes.

use super::words;

/// One mailbox as it is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Read {
    /// Empty when there is none.
    pub(super) name: String,
    pub(super) address: String,
}

/// The mailboxes of a field on one line; none when it is empty.
pub(super) fn read(line: &str) -> Result<Vec<Read>, ()> {
    let mut read = Vec::new();
    for piece in pieces(line)? {
        read.push(mailbox(piece.trim())?);
    }
    Ok(read)
}

/// What stands between the commas that are in no quoted string.
fn pieces(line: &str) -> Result<Vec<&str>, ()> {
    if line.is_empty() {
        return Ok(Vec::new());
    }
    let (mut pieces, mut start, mut is_quoted, mut is_escaped) = (Vec::new(), 0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                pieces.push(&line[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&line[start..]);
    if is_quoted { Err(()) } else { Ok(pieces) }
}

fn mailbox(piece: &str) -> Result<Read, ()> {
    let Some(inner) = piece.strip_suffix('>') else {
        return address(piece).map(|address| Read {
            name: String::new(),
            address,
        });
    };
    let (phrase, written) = inner.rsplit_once('<').ok_or(())?;
    let name = phrase.strip_suffix(' ').ok_or(())?;
    Ok(Read {
        name: display_name(name)?,
        address: address(written)?,
    })
}

fn address(written: &str) -> Result<String, ()> {
    // The syntax that the product allows is narrower than that of the RFC: no quoted local part, no domain literal.
    let known: domain::email::Email = written.parse().map_err(|_| ())?;
    if known.as_str() == written && known.domain().is_ascii() {
        Ok(written.to_owned())
    } else {
        Err(())
    }
}

/// A quoted string, or words of which some may be encoded.
fn display_name(phrase: &str) -> Result<String, ()> {
    let mut tokens: Vec<String> = Vec::new();
    let mut encoded: Vec<bool> = Vec::new();
    let mut rest = phrase;
    while !rest.is_empty() {
        let (token, is_encoded, after) = token(rest)?;
        tokens.push(token);
        encoded.push(is_encoded);
        rest = match after.strip_prefix(' ') {
            Some(next) if !next.is_empty() => next,
            None if after.is_empty() => after,
            _ => return Err(()),
        };
    }
    let mut name = String::new();
    for (at, token) in tokens.iter().enumerate() {
        if at > 0 && !(encoded[at - 1] && encoded[at]) {
            name.push(' ');
        }
        name.push_str(token);
    }
    if name.is_empty() { Err(()) } else { Ok(name) }
}

/// The first word of a phrase, whether it was encoded, and what follows it.
fn token(phrase: &str) -> Result<(String, bool, &str), ()> {
    if let Some(quoted) = phrase.strip_prefix('"') {
        let (text, after) = quoted_string(quoted)?;
        return Ok((text, false, after));
    }
    let (word, after) = phrase.split_at(phrase.find(' ').unwrap_or(phrase.len()));
    if words::is_word(word) {
        return Ok((words::sequence(&[word]).map_err(|_| ())?, true, after));
    }
    let is_atom = !word.is_empty()
        && word
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte));
    if is_atom {
        Ok((word.to_owned(), false, after))
    } else {
        Err(())
    }
}

/// The rest of a quoted string and what follows its end.
fn quoted_string(text: &str) -> Result<(String, &str), ()> {
    let mut said = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((said, &text[at + 1..])),
            '\\' => said.push(chars.next().ok_or(())?.1),
            c => said.push(c),
        }
    }
    Err(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_read() {
        let line = "a@b.example, Claude Martin <c@b.example>, \"Dupont, J \\\"JD\\\"\" <d@b.example>, \
                    =?utf-8?b?w4lsb2RpZQ==?= =?utf-8?b?IEQ=?= <e@b.example>";
        let names: Vec<_> = read(line)
            .unwrap()
            .into_iter()
            .map(|one| (one.name, one.address))
            .collect();
        let expected = [
            ("", "a@b.example"),
            ("Claude Martin", "c@b.example"),
            ("Dupont, J \"JD\"", "d@b.example"),
            ("Élodie D", "e@b.example"),
        ];
        assert_eq!(
            names,
            expected.map(|(name, address)| (name.to_owned(), address.to_owned()))
        );
        assert_eq!(read(""), Ok(Vec::new()));
    }

    #[test]
    fn what_is_no_list_of_mailboxes_is_none() {
        for bad in [
            ",",
            "a@b.example,",
            "\"open <a@b.example>",
            "Dupont, J <a@b.example>",
            "M. Dupont <a@b.example>",
            "Équipe <a@b.example>",
            "a@b.example <c@d.example",
            "x <a@b.example> y",
            " <a@b.example>",
            "a b@c.example",
            "a@é.example",
            "team: a@b.example;",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
