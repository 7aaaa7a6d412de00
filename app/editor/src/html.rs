//! HTML for readers and for mail programs. Made from the model only, so it can hold nothing but these elements.

use crate::document::{Block, Document};

/// Inline styles: mail programs drop style sheets.
const MAIL_FONT: &str = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1f2328";
const MAIL_PARAGRAPH: &str = "margin:0 0 1em";
const MAIL_SIGNATURE: &str = "margin:1.5em 0 0;color:#57606a";

impl Document {
    /// HTML for the product's own pages: `<p>` and `<br>` alone.
    pub fn to_html(&self) -> String {
        self.blocks().iter().map(|block| paragraph(block, "")).collect()
    }

    /// HTML for mail: the same with inline styles, in one `<div>`.
    pub fn to_mail_html(&self) -> String {
        let body: String = self
            .blocks()
            .iter()
            .map(|block| match block {
                Block::Paragraph(_) => paragraph(block, MAIL_PARAGRAPH),
                Block::Signature(_) => paragraph(block, MAIL_SIGNATURE),
            })
            .collect();
        format!("<div style=\"{MAIL_FONT}\">{body}</div>")
    }
}

fn paragraph(block: &Block, style: &str) -> String {
    let (Block::Paragraph(lines) | Block::Signature(lines)) = block;
    let body = lines
        .iter()
        .map(|line| escape(line))
        .collect::<Vec<_>>()
        .join("<br>");
    if style.is_empty() {
        format!("<p>{body}</p>")
    } else {
        format!("<p style=\"{style}\">{body}</p>")
    }
}

/// Text as it may stand between tags. Runs of spaces survive as no-break spaces.
fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + 16);
    let mut after_space = true;
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            ' ' if after_space => html.push_str("&nbsp;"),
            '\t' => html.push_str("&nbsp;&nbsp;&nbsp; "),
            c => html.push(c),
        }
        after_space = c == ' ';
    }
    html
}

#[cfg(test)]
mod tests {
    use crate::Document;

    #[test]
    fn text_becomes_paragraphs_and_no_markup_survives() {
        let html = |text: &str| Document::from_text(text).to_html();
        assert_eq!(html("un\ndeux\n\ntrois"), "<p>un<br>deux</p><p>trois</p>");
        assert_eq!(
            html("<script>alert(\"1\")</script> & co"),
            "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co</p>"
        );
        assert_eq!(html("a  b"), "<p>a &nbsp;b</p>");
    }

    #[test]
    fn the_signature_stands_apart_in_mail() {
        let html = Document::from_text("Bonjour")
            .with_signature("Anne\n<b>")
            .to_mail_html();
        assert!(html.contains("Bonjour</p><p style=\"margin:1.5em"), "{html}");
        assert!(html.ends_with("Anne<br>&lt;b&gt;</p></div>"), "{html}");
    }
}
