//! HTML for readers and for mail programs. Made from the model only, so it can hold nothing but these elements.

use crate::block::{Align, Attrs, Block, Cell, Item, Kind, Marker, Table, TextBlock};
use crate::document::Document;
use crate::export::inline::{ImageAddress, content, line_to_html};
use crate::numbering::Numbering;
use crate::text::clean;

/// Inline styles: mail programs drop style sheets.
const MAIL_FONT: &str = "font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5;color:#1f2328";
const MAIL_PARAGRAPH: &str = "margin:0 0 1em";
const MAIL_LIST: &str = "margin:0 0 1em;padding:0 0 0 28px";
const MAIL_INNER_LIST: &str = "margin:0;padding:0 0 0 28px";
const MAIL_CONTINUED: &str = "margin:8px 0 0";
const MAIL_QUOTE: &str = "margin:0 0 1em;padding:0 0 0 12px;border-left:3px solid #d0d7de";
const MAIL_TABLE: &str = "border-collapse:collapse;margin:0 0 1em";
const MAIL_CELL: &str = "border:1px solid #d0d7de;padding:6px 10px;text-align:left;vertical-align:top";
const MAIL_RULE: &str = "border:0;border-top:1px solid #d0d7de;margin:1em 0";
const MAIL_SIGNATURE: &str = "margin:1.5em 0 0;color:#57606a";

impl Document {
    /// HTML for the product's own pages, without images.
    pub fn to_html(&self) -> String {
        self.to_html_with(&|_| None)
    }

    /// HTML for the product's own pages; `image` gives the address of an attachment.
    pub fn to_html_with(&self, image: &dyn Fn(&str) -> Option<String>) -> String {
        Writer::new(false, image).document(self)
    }

    /// HTML for mail: the same with inline styles, in one `<div>`; images by `cid:` and their attachment's name.
    pub fn to_mail_html(&self) -> String {
        let body = Writer::new(true, &|id| Some(format!("cid:{id}"))).document(self);
        format!("<div style=\"{MAIL_FONT}\">{body}</div>")
    }
}

/// The HTML of plain text, the same as `Document::from_text(text).to_html()` without anything of the model: for pages
/// that only show what was typed, where each byte of code is loaded before the page can be used.
pub fn text_to_html(text: &str) -> String {
    let mut html = String::with_capacity(text.len() + text.len() / 8);
    let mut is_open = false;
    for line in clean(text).split('\n') {
        if line.trim().is_empty() {
            if is_open {
                html.push_str("</p>");
            }
            is_open = false;
            continue;
        }
        html.push_str(if is_open { "<br>" } else { "<p>" });
        is_open = true;
        line_to_html(line, &mut html);
    }
    if is_open {
        html.push_str("</p>");
    }
    html
}

struct Writer<'a> {
    is_mail: bool,
    image: ImageAddress<'a>,
    html: String,
    quote: u8,
    /// The lists that are open, the outermost first: their marker, and on which side the lines of the item that is
    /// open in each stand, which what is in the item inherits.
    lists: Vec<(Marker, Align)>,
    numbering: Numbering,
}

impl<'a> Writer<'a> {
    fn new(is_mail: bool, image: ImageAddress<'a>) -> Self {
        Self {
            is_mail,
            image,
            html: String::new(),
            quote: 0,
            lists: Vec::new(),
            numbering: Numbering::default(),
        }
    }

    fn document(mut self, document: &Document) -> String {
        let blocks = shown(document);
        for block in blocks {
            match block {
                Block::Text(text) => self.text(text),
                Block::Table(table) => {
                    self.stand(table.quote, None);
                    self.table(table);
                }
                Block::Rule { quote } => {
                    self.stand(*quote, None);
                    self.open("hr", &[(MAIL_RULE, true)], "");
                }
                Block::QuotedMail(mail) => {
                    self.stand(0, None);
                    self.open("blockquote", &[(MAIL_QUOTE, true)], " class=\"quoted-mail\"");
                    self.html.push_str(&mail.to_html());
                    self.html.push_str("</blockquote>");
                }
                Block::Signature(lines) => {
                    self.stand(0, None);
                    self.signature(lines);
                }
            }
        }
        self.stand(0, None);
        self.html
    }

    fn signature(&mut self, lines: &[TextBlock]) {
        if let [line] = lines
            && line.attrs == Attrs::default()
        {
            self.open("p", &[(MAIL_SIGNATURE, true)], " class=\"signature\"");
            self.content(line);
            self.html.push_str("</p>");
            return;
        }
        self.open("div", &[(MAIL_SIGNATURE, true)], " class=\"signature\"");
        for line in lines {
            self.text(line);
        }
        self.stand(0, None);
        self.html.push_str("</div>");
    }

    /// Writes a start tag: styles where their flag is set (those of mail only in mail), and attributes for readers.
    fn open(&mut self, name: &str, styles: &[(&str, bool)], for_readers: &str) {
        self.html.push('<');
        self.html.push_str(name);
        if !self.is_mail {
            self.html.push_str(for_readers);
        }
        let styles: Vec<&str> = styles
            .iter()
            .filter(|(style, is_for_mail)| !style.is_empty() && (self.is_mail || !is_for_mail))
            .map(|(style, _)| *style)
            .collect();
        if !styles.is_empty() {
            self.html.push_str(&format!(" style=\"{}\"", styles.join(";")));
        }
        self.html.push('>');
    }

    /// Opens and closes quotes and lists up to the place of the next block. An item itself is opened by its block.
    fn stand(&mut self, quote: u8, item: Option<Item>) {
        if item.is_none() {
            self.numbering.interrupt();
        }
        let kept = match item {
            Some(item) if quote == self.quote => usize::from(item.level) + 1,
            _ => 0,
        };
        while self.lists.len() > kept {
            self.close_list();
        }
        while self.quote > quote {
            self.html.push_str("</blockquote>");
            self.quote -= 1;
        }
        while self.quote < quote {
            self.open("blockquote", &[(MAIL_QUOTE, true)], "");
            self.quote += 1;
        }
    }

    /// On which side lines stand when nothing is said.
    fn inherited(&self) -> Align {
        self.lists.last().map_or(Align::Start, |(_, align)| *align)
    }

    fn close_list(&mut self) {
        if let Some((marker, _)) = self.lists.pop() {
            self.html.push_str(if marker == Marker::Number {
                "</li></ol>"
            } else {
                "</li></ul>"
            });
        }
    }

    fn text(&mut self, text: &TextBlock) {
        let attrs = &text.attrs;
        self.stand(attrs.quote, attrs.item);
        let number = self.numbering.next(attrs);
        match attrs.item {
            None => self.paragraph(text),
            Some(item) if item.marker == Marker::Continued => {
                self.open(
                    "p",
                    &[(MAIL_CONTINUED, true), (align(attrs, self.inherited()), false)],
                    "",
                );
                self.content(text);
                self.html.push_str("</p>");
            }
            Some(item) => {
                self.item(item, number);
                let own = self.lists.pop();
                let align = align(attrs, self.inherited());
                self.lists.extend(own.map(|(marker, _)| (marker, attrs.align)));
                self.open("li", &[(align, false)], "");
                self.content(text);
            }
        }
    }

    /// Ends the item before, or begins the list of the next item.
    fn item(&mut self, item: Item, number: Option<u32>) {
        let level = usize::from(item.level);
        if self.lists.len() == level + 1 {
            if self.lists[level].0 == item.marker && item.start.is_none() {
                self.html.push_str("</li>");
                return;
            }
            self.close_list();
        }
        let style = if level == 0 { MAIL_LIST } else { MAIL_INNER_LIST };
        let name = match (item.marker, number) {
            (Marker::Number, None | Some(1)) => "ol".to_owned(),
            (Marker::Number, Some(number)) => format!("ol start=\"{number}\""),
            _ => "ul".to_owned(),
        };
        self.open(&name, &[(style, true)], "");
        self.lists.push((item.marker, Align::Start));
    }

    fn paragraph(&mut self, text: &TextBlock) {
        let attrs = &text.attrs;
        let (name, style) = match attrs.kind {
            Kind::Paragraph => ("p", MAIL_PARAGRAPH),
            Kind::Heading1 => ("h1", "margin:0 0 12px;font-size:24px;line-height:1.3"),
            Kind::Heading2 => ("h2", "margin:0 0 10px;font-size:20px;line-height:1.3"),
            Kind::Heading3 => ("h3", "margin:0 0 8px;font-size:17px;line-height:1.3"),
        };
        let indent = match attrs.indent {
            0 => String::new(),
            steps => format!("margin-left:{}px", u32::from(steps) * 40),
        };
        self.open(
            name,
            &[
                (style, true),
                (align(attrs, Align::Start), false),
                (&indent, false),
            ],
            "",
        );
        self.content(text);
        self.html.push_str(&format!("</{name}>"));
    }

    fn content(&mut self, text: &TextBlock) {
        content(&text.content, self.is_mail, self.image, &mut self.html);
    }

    fn table(&mut self, table: &Table) {
        // The border also tells a table of one cell from one that only places things.
        let name = match self.is_mail {
            true => "table border=\"1\" cellpadding=\"6\" cellspacing=\"0\"",
            false => "table border=\"1\"",
        };
        self.open(name, &[(MAIL_TABLE, true)], "");
        for row in &table.rows {
            self.html.push_str("<tr>");
            for cell in &row.cells {
                self.cell(cell);
            }
            self.html.push_str("</tr>");
        }
        self.html.push_str("</table>");
    }

    /// A cell of one plain paragraph holds its text alone.
    fn cell(&mut self, cell: &Cell) {
        let name = if cell.is_header { "th" } else { "td" };
        let mut inner = Writer::new(self.is_mail, self.image);
        let mut alignment = "";
        match cell.blocks.as_slice() {
            [text]
                if Attrs {
                    align: Align::Start,
                    ..text.attrs
                } == Attrs::default() =>
            {
                alignment = align(&text.attrs, Align::Start);
                if !text.is_empty() {
                    inner.content(text);
                }
            }
            blocks => {
                for text in blocks {
                    inner.text(text);
                }
                inner.stand(0, None);
            }
        }
        self.open(name, &[(MAIL_CELL, true), (alignment, false)], "");
        self.html.push_str(&inner.html);
        self.html.push_str(&format!("</{name}>"));
    }
}

/// The blocks that are shown: nothing of a blank text, and not the empty paragraph where the caret stands after a
/// table or before a signature.
pub(super) fn shown(document: &Document) -> Vec<&Block> {
    let mut blocks: Vec<&Block> = document.blocks().iter().map(|block| &**block).collect();
    let signature = match blocks.last() {
        Some(Block::Signature(_)) => blocks.pop(),
        _ => None,
    };
    let is_closing = |block: &Block| {
        block
            .as_text()
            .is_some_and(|text| text.is_empty() && text.attrs == Attrs::default())
    };
    let is_after_block = match blocks.as_slice() {
        [_] => true,
        [.., before, _] => before.as_text().is_none(),
        [] => false,
    };
    if is_after_block && blocks.last().is_some_and(|last| is_closing(last)) {
        blocks.pop();
    }
    blocks.extend(signature);
    blocks
}

fn align(attrs: &Attrs, inherited: Align) -> &'static str {
    match attrs.align {
        same if same == inherited => "",
        Align::Start => "text-align:left",
        Align::Center => "text-align:center",
        Align::Right => "text-align:right",
        Align::Justify => "text-align:justify",
    }
}
