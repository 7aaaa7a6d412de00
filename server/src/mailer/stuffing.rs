//! A message in the form in which SMTP carries it: dots at the beginning of a line doubled, a line with a single dot at its end
//! (RFC 5321 section 4.5.2).

/// Bytes of the message in a block: each block has its own time limit.
const BLOCK_BYTES: usize = 16 * 1024;
const END: &[u8] = b"\r\n.\r\n";

/// The blocks of a message. The last one, and only that one, holds the final dot.
pub(super) struct Stuffed<'a> {
    rest: Option<&'a [u8]>,
    before: [u8; 2],
}

impl<'a> Stuffed<'a> {
    pub(super) fn new(message: &'a [u8]) -> Self {
        Self {
            // The line end before the dot is that of the last line.
            rest: Some(message.strip_suffix(b"\r\n").unwrap_or(message)),
            before: *b"\r\n",
        }
    }
}

impl Iterator for Stuffed<'_> {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let rest = self.rest?;
        let (block, later) = rest.split_at(rest.len().min(BLOCK_BYTES));
        let mut stuffed = Vec::with_capacity(block.len() + block.len() / 32 + END.len());
        for byte in block {
            if *byte == b'.' && self.before == *b"\r\n" {
                stuffed.push(b'.');
            }
            stuffed.push(*byte);
            self.before = [self.before[1], *byte];
        }
        self.rest = (!later.is_empty()).then_some(later);
        if self.rest.is_none() {
            stuffed.extend_from_slice(END);
        }
        Some(stuffed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(message: &[u8]) -> Vec<u8> {
        Stuffed::new(message).flatten().collect()
    }

    #[test]
    fn dots_at_the_beginning_of_a_line_are_doubled() {
        for (message, wire) in [
            (&b"a\r\n"[..], &b"a\r\n.\r\n"[..]),
            (b"", b"\r\n.\r\n"),
            (b"no end", b"no end\r\n.\r\n"),
            (b".\r\n", b"..\r\n.\r\n"),
            (b"a\r\n.b\r\n..\r\nc.d\r\n", b"a\r\n..b\r\n...\r\nc.d\r\n.\r\n"),
            (b"a\r\n\r\n", b"a\r\n\r\n.\r\n"),
        ] {
            assert_eq!(whole(message), wire, "{message:?}");
        }
    }

    #[test]
    fn only_the_last_block_holds_the_end() {
        // A line end that lies across two blocks, with a dot behind it.
        let mut message = vec![b'x'; BLOCK_BYTES - 1];
        message.extend_from_slice(b"\r\n.y\r\n");
        let blocks: Vec<Vec<u8>> = Stuffed::new(&message).collect();
        assert_eq!(blocks.len(), 2);
        assert_eq!(blocks[0].len(), BLOCK_BYTES);
        assert_eq!(blocks[1], b"\n..y\r\n.\r\n");
        let exact = vec![b'x'; BLOCK_BYTES];
        assert_eq!(Stuffed::new(&exact).count(), 1);
    }
}
