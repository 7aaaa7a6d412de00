//! The document: blocks in reading order.

/// One block.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// Lines of text without line breaks; an empty line is an empty string.
    Paragraph(Vec<String>),
    /// The sender's signature, line by line; at most one, at the end.
    Signature(Vec<String>),
}

/// What a person wrote, ready to be shown or mailed.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Document {
    blocks: Vec<Block>,
}

impl Document {
    /// Reads plain text: `\n`, `\r\n` or `\r` end a line, one empty line or more end a paragraph.
    pub fn from_text(text: &str) -> Self {
        let mut blocks = Vec::new();
        let mut paragraph = Vec::new();
        for line in lines(text) {
            if line.trim().is_empty() {
                flush(&mut paragraph, &mut blocks);
            } else {
                paragraph.push(line);
            }
        }
        flush(&mut paragraph, &mut blocks);
        Self { blocks }
    }

    /// The document with this signature at its end; a blank signature changes nothing, another one takes its place.
    #[must_use]
    pub fn with_signature(mut self, signature: &str) -> Self {
        if !signature.trim().is_empty() {
            self.blocks.retain(|block| !matches!(block, Block::Signature(_)));
            self.blocks
                .push(Block::Signature(lines(signature.trim_end()).collect()));
        }
        self
    }

    /// The blocks in reading order.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Plain text: paragraphs separated by an empty line, the signature after `-- ` (RFC 3676 section 4.3).
    pub fn to_text(&self) -> String {
        let parts: Vec<String> = self
            .blocks
            .iter()
            .map(|block| match block {
                Block::Paragraph(lines) => lines.join("\n"),
                Block::Signature(lines) => format!("-- \n{}", lines.join("\n")),
            })
            .collect();
        parts.join("\n\n")
    }
}

fn flush(paragraph: &mut Vec<String>, blocks: &mut Vec<Block>) {
    if !paragraph.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(paragraph)));
    }
}

fn lines(text: &str) -> impl Iterator<Item = String> {
    text.replace("\r\n", "\n")
        .replace(['\r', '\u{b}', '\u{c}'], "\n")
        .split('\n')
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn empty_lines_end_paragraphs_however_they_are_written() {
        for text in [
            "un\ndeux\n\ntrois",
            "un\r\ndeux\r\n\r\ntrois\r\n",
            "\n\nun\rdeux\r \r\n\rtrois",
        ] {
            assert_eq!(
                Document::from_text(text).to_text(),
                "un\ndeux\n\ntrois",
                "{text:?}"
            );
        }
        assert_eq!(Document::from_text(" \n ").blocks(), []);
    }

    #[test]
    fn a_document_has_one_signature_at_most() {
        let signed = Document::from_text("Bonjour")
            .with_signature("Anne\n01 02")
            .with_signature("Luc");
        assert_eq!(signed.to_text(), "Bonjour\n\n-- \nLuc");
        assert_eq!(
            Document::from_text("Bonjour").with_signature(" \n").to_text(),
            "Bonjour"
        );
    }

    proptest! {
        #[test]
        fn text_read_again_is_the_same_document(text in "[ a-zé\n\r]{0,60}") {
            let document = Document::from_text(&text);
            prop_assert_eq!(Document::from_text(&document.to_text()), document);
        }
    }
}
