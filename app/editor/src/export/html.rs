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
    /// HTML for other programs, as on the clipboard, without images.
    pub fn to_html(&self) -> String {
        self.to_html_with(&|_| None)
    }

    /// HTML for other programs; `image` gives the address of an attachment.
    pub fn to_html_with(&self, image: &dyn Fn(&str) -> Option<String>) -> String {
        Writer::new(Look::Plain, image).document(self)
    }

    /// HTML for the product's own pages: no inline style, which their policy refuses. Sides, sizes and colours are classes from a
    /// closed list, so that a page can keep them readable on any ground; headings are paragraphs, because the page has an outline
    /// of its own; images are fetched when they come into view.
    pub fn to_page_html(&self, image: &dyn Fn(&str) -> Option<String>) -> String {
        Writer::new(Look::Page, image).document(self)
    }

    /// HTML for mail: the same with inline styles, in one `<div>`; images by `cid:` and their attachment's name.
    pub fn to_mail_html(&self) -> String {
        self.to_mail_html_with(&|id| Some(format!("cid:{id}")))
    }

    /// HTML for mail; `image` gives the address of an attachment, or of what a quoted mail calls `cid:`.
    pub fn to_mail_html_with(&self, image: &dyn Fn(&str) -> Option<String>) -> String {
        let body = Writer::new(Look::Mail, image).document(self);
        format!("<div style=\"{MAIL_FONT}\">{body}</div>")
    }
}

/// Whom the HTML is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// Other programs.
    Plain,
    /// The product's own pages.
    Page,
    /// Mail programs.
    Mail,
}

/// One thing that is said of an element.
enum Style<'a> {
    /// In mail alone, where style sheets are dropped.
    Mail(&'a str),
    Align(Align),
    /// In steps of 40 px.
    Indent(u8),
    /// In our pages alone.
    Page(&'static str),
}

impl Style<'_> {
    /// As a declaration; `None` when it goes without saying.
    fn declared(&self, look: Look) -> Option<String> {
        match self {
            Style::Mail(style) => (look == Look::Mail).then(|| (*style).to_owned()),
            Style::Align(align) => Some(format!("text-align:{}", side(*align))),
            Style::Indent(0) | Style::Page(_) => None,
            Style::Indent(steps) => Some(format!("margin-left:{}px", u32::from(*steps) * 40)),
        }
    }

    /// As a class of our pages.
    fn class(&self) -> Option<String> {
        match self {
            Style::Align(align) => Some(side(*align).to_owned()),
            Style::Indent(0) | Style::Mail(_) => None,
            Style::Indent(steps) => Some(format!("indent-{steps}")),
            Style::Page(class) => Some((*class).to_owned()),
        }
    }
}

fn side(align: Align) -> &'static str {
    match align {
        Align::Start => "left",
        Align::Center => "center",
        Align::Right => "right",
        Align::Justify => "justify",
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
    look: Look,
    image: ImageAddress<'a>,
    html: String,
    quote: u8,
    /// The lists that are open, the outermost first: their marker, and on which side the lines of the item that is
    /// open in each stand, which what is in the item inherits.
    lists: Vec<(Marker, Align)>,
    numbering: Numbering,
}

impl<'a> Writer<'a> {
    fn new(look: Look, image: ImageAddress<'a>) -> Self {
        Self {
            look,
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
                    self.open("hr", &[Style::Mail(MAIL_RULE)]);
                }
                Block::QuotedMail(mail) => {
                    self.stand(0, None);
                    self.open_named("blockquote", MAIL_QUOTE, "quoted-mail");
                    let mail = match self.look {
                        Look::Page => mail.to_page_html(),
                        Look::Plain | Look::Mail => mail.to_html_with(self.image),
                    };
                    self.html.push_str(&mail);
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
            self.open_named("p", MAIL_SIGNATURE, "signature");
            self.content(line);
            self.html.push_str("</p>");
            return;
        }
        self.open_named("div", MAIL_SIGNATURE, "signature");
        for line in lines {
            self.text(line);
        }
        self.stand(0, None);
        self.html.push_str("</div>");
    }

    /// Writes a start tag with what is said of it: styles, or classes in our pages.
    fn open(&mut self, name: &str, styles: &[Style<'_>]) {
        let is_page = self.look == Look::Page;
        let said: Vec<String> = styles
            .iter()
            .filter_map(|style| {
                if is_page {
                    style.class()
                } else {
                    style.declared(self.look)
                }
            })
            .collect();
        self.html.push('<');
        self.html.push_str(name);
        if !said.is_empty() {
            let (attribute, separator) = if is_page { ("class", " ") } else { ("style", ";") };
            self.html
                .push_str(&format!(" {attribute}=\"{}\"", said.join(separator)));
        }
        self.html.push('>');
    }

    /// Writes a start tag that has a style in mail and a class elsewhere.
    fn open_named(&mut self, name: &str, style: &str, class: &str) {
        let attribute = match self.look {
            Look::Mail => format!("style=\"{style}\""),
            Look::Plain | Look::Page => format!("class=\"{class}\""),
        };
        self.html.push_str(&format!("<{name} {attribute}>"));
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
            self.open("blockquote", &[Style::Mail(MAIL_QUOTE)]);
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
                let mut styles = vec![Style::Mail(MAIL_CONTINUED)];
                styles.extend(align(attrs, self.inherited()));
                self.open("p", &styles);
                self.content(text);
                self.html.push_str("</p>");
            }
            Some(item) => {
                self.item(item, number);
                let own = self.lists.pop();
                let align = align(attrs, self.inherited());
                self.lists.extend(own.map(|(marker, _)| (marker, attrs.align)));
                self.open("li", align.as_slice());
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
        self.open(&name, &[Style::Mail(style)]);
        self.lists.push((item.marker, Align::Start));
    }

    fn paragraph(&mut self, text: &TextBlock) {
        let attrs = &text.attrs;
        let (name, style, class) = match attrs.kind {
            Kind::Paragraph => ("p", MAIL_PARAGRAPH, None),
            Kind::Heading1 => (
                "h1",
                "margin:0 0 12px;font-size:24px;line-height:1.3",
                Some("heading-1"),
            ),
            Kind::Heading2 => (
                "h2",
                "margin:0 0 10px;font-size:20px;line-height:1.3",
                Some("heading-2"),
            ),
            Kind::Heading3 => (
                "h3",
                "margin:0 0 8px;font-size:17px;line-height:1.3",
                Some("heading-3"),
            ),
        };
        let name = if self.look == Look::Page { "p" } else { name };
        let mut styles = vec![Style::Mail(style)];
        styles.extend(class.map(Style::Page));
        styles.extend(align(attrs, Align::Start));
        styles.push(Style::Indent(attrs.indent));
        self.open(name, &styles);
        self.content(text);
        self.html.push_str(&format!("</{name}>"));
    }

    fn content(&mut self, text: &TextBlock) {
        content(&text.content, self.look, self.image, &mut self.html);
    }

    fn table(&mut self, table: &Table) {
        // The border also tells a table of one cell from one that only places things.
        let name = match self.look {
            Look::Mail => "table border=\"1\" cellpadding=\"6\" cellspacing=\"0\"",
            Look::Plain => "table border=\"1\"",
            Look::Page => "table",
        };
        self.open(name, &[Style::Mail(MAIL_TABLE)]);
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
        let mut inner = Writer::new(self.look, self.image);
        let mut styles = vec![Style::Mail(MAIL_CELL)];
        match cell.blocks.as_slice() {
            [text]
                if Attrs {
                    align: Align::Start,
                    ..text.attrs
                } == Attrs::default() =>
            {
                styles.extend(align(&text.attrs, Align::Start));
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
        self.open(name, &styles);
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

/// On which side lines stand, where it is not as around them.
fn align(attrs: &Attrs, inherited: Align) -> Option<Style<'static>> {
    (attrs.align != inherited).then_some(Style::Align(attrs.align))
}
