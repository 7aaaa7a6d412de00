//! Lines of HTML.

use crate::export::html::Look;
use crate::inline::{Atom, Image, Inline};
use crate::mark::{Color, Marks, Size};

/// Where images are found: an address for each attachment, or none to leave it out.
pub(crate) type ImageAddress<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The look of a link in mail, where style sheets are dropped.
const LINK: &str = "color:#0b57d0;text-decoration:underline";

/// Escapes text for its place between tags or in a quoted attribute.
pub(super) fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

/// Writes a line of plain text.
pub(super) fn line_to_html(line: &str, html: &mut String) {
    spaced(line, true, &mut true, html);
}

/// Writes text so that no space is folded: at the ends of a line and after another one it becomes a no-break space.
fn spaced(text: &str, is_line_end: bool, after_space: &mut bool, html: &mut String) {
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_last = chars.peek().map_or(is_line_end, |next| *next == '\n');
        match c {
            '\n' => html.push_str("<br>"),
            ' ' if *after_space || is_last => html.push_str("&nbsp;"),
            '\t' => html.push_str("&nbsp;&nbsp;&nbsp; "),
            c => escape(c.encode_utf8(&mut [0; 4]), html),
        }
        *after_space = matches!(c, ' ' | '\n' | '\t');
    }
}

/// Writes the content of a block. A block without content keeps its height.
pub(super) fn content(content: &[Inline], look: Look, image: ImageAddress<'_>, html: &mut String) {
    let mut writer = Writer {
        look,
        image,
        after_space: true,
        ends_with_break: content.is_empty(),
        html,
    };
    let mut open: Option<&Marks> = None;
    for (index, inline) in content.iter().enumerate() {
        let link_before = open.and_then(|marks| marks.link.as_ref());
        if inline.marks().link.as_ref() != link_before {
            if link_before.is_some() {
                writer.html.push_str("</a>");
            }
            writer.open_link(inline.marks());
        }
        open = Some(inline.marks());
        let is_line_end = match content.get(index + 1) {
            None => true,
            Some(Inline::Text { text, .. }) => text.starts_with('\n'),
            Some(Inline::Atom { .. }) => false,
        };
        writer.marked(inline, is_line_end);
    }
    if open.is_some_and(|marks| marks.link.is_some()) {
        writer.html.push_str("</a>");
    }
    // A line break at the very end shows nothing in HTML.
    if writer.ends_with_break {
        writer.html.push_str("<br>");
    }
}

struct Writer<'a> {
    look: Look,
    image: ImageAddress<'a>,
    after_space: bool,
    ends_with_break: bool,
    html: &'a mut String,
}

impl Writer<'_> {
    fn open_link(&mut self, marks: &Marks) {
        let Some(link) = &marks.link else { return };
        self.html.push_str("<a href=\"");
        escape(link.as_str(), self.html);
        let is_mail = self.look == Look::Mail;
        self.html.push_str(if is_mail {
            "\" style=\""
        } else {
            "\" rel=\"noopener noreferrer"
        });
        self.html
            .push_str(if is_mail { LINK } else { "\" target=\"_blank" });
        self.html.push_str("\">");
    }

    fn marked(&mut self, inline: &Inline, is_line_end: bool) {
        let marks = inline.marks();
        let mut ends: Vec<&str> = Vec::new();
        for (is_on, start, end) in [
            (marks.bold, "<b>", "</b>"),
            (marks.italic, "<i>", "</i>"),
            (marks.underline, "<u>", "</u>"),
            (marks.strikethrough, "<s>", "</s>"),
        ] {
            if is_on {
                self.html.push_str(start);
                ends.push(end);
            }
        }
        let (attribute, said) = match self.look {
            Look::Page => ("class", classes(marks)),
            Look::Plain | Look::Mail => ("style", style(marks)),
        };
        if !said.is_empty() {
            self.html.push_str(&format!("<span {attribute}=\"{said}\">"));
            ends.push("</span>");
        }
        match inline {
            Inline::Text { text, .. } => {
                self.ends_with_break = text.ends_with('\n');
                spaced(text, is_line_end, &mut self.after_space, self.html);
            }
            Inline::Atom { atom, .. } => self.atom(atom),
        }
        for end in ends.into_iter().rev() {
            self.html.push_str(end);
        }
    }

    fn atom(&mut self, atom: &Atom) {
        (self.after_space, self.ends_with_break) = (false, false);
        match atom {
            Atom::Image(image) => self.image(image),
            Atom::Field(name) => {
                let is_page = self.look == Look::Page;
                self.html
                    .push_str(if is_page { "<span class=\"field\">{" } else { "{" });
                escape(name.as_str(), self.html);
                self.html.push_str(if is_page { "}</span>" } else { "}" });
            }
        }
    }

    fn image(&mut self, image: &Image) {
        let Some(address) = (self.image)(image.id.as_str()) else {
            return escape(&image.alt, self.html);
        };
        self.html.push_str("<img src=\"");
        escape(&address, self.html);
        self.html.push_str("\" alt=\"");
        escape(&image.alt, self.html);
        self.html.push('"');
        if let Some(width_px) = image.width_px {
            self.html.push_str(&format!(" width=\"{width_px}\""));
        }
        self.html.push_str(match self.look {
            Look::Mail => " style=\"max-width:100%;height:auto;border:0\"",
            Look::Page => " loading=\"lazy\" decoding=\"async\"",
            Look::Plain => "",
        });
        self.html.push('>');
    }
}

/// What only style can say.
pub(super) fn style(marks: &Marks) -> String {
    let mut style = Vec::new();
    if let Some(color) = marks.color {
        style.push(format!("color:{color}"));
    }
    if let Some(highlight) = marks.highlight {
        style.push(format!("background-color:{highlight}"));
    }
    match marks.size {
        Size::Small => style.push("font-size:12px".to_owned()),
        Size::Normal => {}
        Size::Large => style.push("font-size:20px".to_owned()),
    }
    style.join(";")
}

/// The same as classes, from a closed list: `small`, `large`, `ink-…`, `mark-…` and a hue.
fn classes(marks: &Marks) -> String {
    let mut classes = Vec::new();
    if let Some(hue) = marks.color.and_then(hue) {
        classes.push(format!("ink-{hue}"));
    }
    if let Some(highlight) = marks.highlight.filter(|color| *color != Color(255, 255, 255)) {
        classes.push(format!("mark-{}", hue(highlight).unwrap_or("grey")));
    }
    match marks.size {
        Size::Small => classes.push("small".to_owned()),
        Size::Normal => {}
        Size::Large => classes.push("large".to_owned()),
    }
    classes.join(" ")
}

/// The name of the hue that a colour is nearest to; `None` for black, white and greys.
fn hue(Color(red, green, blue): Color) -> Option<&'static str> {
    let [red, green, blue] = [red, green, blue].map(i32::from);
    let greatest = red.max(green).max(blue);
    let spread = greatest - red.min(green).min(blue);
    // Hardly any colour in it, or too dark to see which.
    if spread * 8 < greatest || spread < 24 {
        return None;
    }
    let sector = |from: i32, difference: i32| from + 60 * difference / spread;
    let degrees = if greatest == red {
        sector(360, green - blue) % 360
    } else if greatest == green {
        sector(120, blue - red)
    } else {
        sector(240, red - green)
    };
    Some(match degrees {
        15..=44 => "orange",
        45..=69 => "yellow",
        70..=169 => "green",
        170..=199 => "teal",
        200..=254 => "blue",
        255..=344 => "purple",
        _ => "red",
    })
}
