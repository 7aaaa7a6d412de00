//! What inline style and old attributes say, as far as the model can say it.

use crate::block::Align;
use crate::mark::{Color, Size};

/// The declarations that matter, each as far as it was understood.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) underline: bool,
    pub(super) strikethrough: bool,
    /// `text-decoration: none`: the element's own line is not wanted.
    pub(super) no_line: bool,
    /// `Some(None)` is the colour of ordinary text.
    pub(super) color: Option<Option<Color>>,
    pub(super) background: Option<Option<Color>>,
    pub(super) size: Option<Size>,
    /// The size was given in points, as word processors give that of headings.
    pub(super) is_size_in_points: bool,
    pub(super) align: Option<Align>,
    pub(super) margin_left_px: Option<f32>,
    pub(super) is_hidden: bool,
    pub(super) keeps_space: Option<bool>,
    pub(super) mso_list: Option<String>,
    /// A margin without a line beside it: how Gmail writes an indent, as a quote.
    pub(super) is_only_indent: bool,
    /// The look of the whole page that a browser adds to what it copies; its size and colours mean nothing.
    pub(super) is_ambient: bool,
}

impl Style {
    /// Reads declarations over what is already known.
    pub(super) fn read(&mut self, declarations: &str) {
        for declaration in declarations.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let name = name.trim().to_ascii_lowercase();
                let value = value
                    .trim()
                    .trim_end_matches("!important")
                    .trim()
                    .to_ascii_lowercase();
                self.declare(&name, &value);
            }
        }
    }

    /// Adds what another one says; where both say something, the other one wins.
    pub(super) fn add(&mut self, other: &Self) {
        self.bold = other.bold.or(self.bold);
        self.italic = other.italic.or(self.italic);
        self.underline |= other.underline;
        self.strikethrough |= other.strikethrough;
        self.no_line |= other.no_line;
        self.color = other.color.or(self.color);
        self.background = other.background.or(self.background);
        if other.size.is_some() {
            (self.size, self.is_size_in_points) = (other.size, other.is_size_in_points);
        }
        self.align = other.align.or(self.align);
        self.margin_left_px = other.margin_left_px.or(self.margin_left_px);
        self.is_only_indent |= other.is_only_indent;
        self.is_hidden |= other.is_hidden;
        self.keeps_space = other.keeps_space.or(self.keeps_space);
        if other.mso_list.is_some() {
            self.mso_list.clone_from(&other.mso_list);
        }
        self.is_ambient |= other.is_ambient;
    }

    fn declare(&mut self, name: &str, value: &str) {
        match name {
            "font-weight" => self.bold = is_bold(value).or(self.bold),
            "font-style" => match value {
                "italic" | "oblique" => self.italic = Some(true),
                "normal" => self.italic = Some(false),
                _ => {}
            },
            "text-decoration" | "text-decoration-line" => {
                self.underline |= value.contains("underline");
                self.strikethrough |= value.contains("line-through");
                self.no_line = value.starts_with("none");
            }
            "color" => self.color = color(value).map(readable).or(self.color),
            "background" | "background-color" => {
                self.background = color(value).map(visible).or(self.background)
            }
            "mso-highlight" => self.background = color(value).map(visible).or(self.background),
            "font-size" => {
                self.size = size(value).or(self.size);
                self.is_size_in_points = value.ends_with("pt");
            }
            "font" => self.read_font(value),
            "text-align" => self.align = align(value).or(self.align),
            "margin-left" | "margin-inline-start" => self.margin_left_px = length_px(value),
            "margin" => {
                let parts: Vec<&str> = value.split_whitespace().collect();
                let left = match parts.as_slice() {
                    [_, _, _, left] => Some(left),
                    [_, side] | [_, side, _] => Some(side),
                    _ => None,
                };
                self.margin_left_px = left.and_then(|left| length_px(left)).or(self.margin_left_px);
            }
            "display" => self.is_hidden |= value == "none",
            "visibility" => self.is_hidden |= value == "hidden",
            "mso-hide" => self.is_hidden |= value == "all",
            "white-space" => self.keeps_space = Some(value.starts_with("pre")),
            "mso-list" => self.mso_list = Some(value.to_owned()),
            "border" => self.is_only_indent = value.starts_with("none") || value == "0",
            "caret-color" | "-webkit-text-stroke-width" => self.is_ambient = true,
            _ => {}
        }
    }

    /// The short form that TextEdit and Apple Mail write: `bold 12px Helvetica`.
    fn read_font(&mut self, value: &str) {
        for word in value.split_whitespace() {
            match word {
                "italic" | "oblique" => self.italic = Some(true),
                "bold" => self.bold = Some(true),
                _ => {}
            }
        }
    }
}

fn is_bold(value: &str) -> Option<bool> {
    match value {
        "bold" | "bolder" => Some(true),
        "normal" | "lighter" => Some(false),
        number => number.parse::<u32>().ok().map(|weight| weight >= 600),
    }
}

pub(super) fn align(value: &str) -> Option<Align> {
    match value {
        "left" | "start" => Some(Align::Start),
        "center" | "middle" | "-webkit-center" => Some(Align::Center),
        "right" | "end" | "-webkit-right" => Some(Align::Right),
        "justify" => Some(Align::Justify),
        _ => None,
    }
}

/// A decimal number to thousandths, as styles need it; the parser of the standard library brings tables that weigh more
/// than all of this.
fn decimal(text: &str) -> Option<f32> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = (1..=9).contains(&(whole.len() + part.len().min(1)))
        && whole
            .bytes()
            .chain(part.bytes())
            .all(|byte| byte.is_ascii_digit());
    if !is_number {
        return None;
    }
    let number = |digits: &mut dyn Iterator<Item = u8>| {
        digits.fold(0_u32, |sum, digit| sum * 10 + u32::from(digit - b'0')) as f32
    };
    let whole = number(&mut whole.bytes());
    let thousandths = number(&mut part.bytes().chain(*b"000").take(3));
    let value = whole + thousandths / 1000.0;
    Some(if is_negative { -value } else { value })
}

/// A CSS length in pixels; of the relative ones only those that follow the size of the text.
pub(super) fn length_px(value: &str) -> Option<f32> {
    let digits = value
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != '-' && c != '+')
        .unwrap_or(value.len());
    let number = decimal(&value[..digits])?;
    let px = match value[digits..].trim() {
        "px" | "" => number,
        "pt" => number * 4.0 / 3.0,
        "in" => number * 96.0,
        "cm" => number * 37.8,
        "mm" => number * 3.78,
        "pc" => number * 16.0,
        "em" | "rem" | "ch" => number * 15.0,
        "ex" => number * 7.5,
        _ => return None,
    };
    Some(px)
}

/// 12 px and less is small, 18 px and more is large.
fn size(value: &str) -> Option<Size> {
    match value {
        "xx-small" | "x-small" | "smaller" => return Some(Size::Small),
        "small" | "medium" | "initial" => return Some(Size::Normal),
        "large" | "larger" | "x-large" | "xx-large" | "xxx-large" | "-webkit-xxx-large" => {
            return Some(Size::Large);
        }
        _ => {}
    }
    let px = match value.strip_suffix('%') {
        Some(percent) => decimal(percent.trim())? * 0.15,
        None => length_px(value)?,
    };
    Some(if px < 1.0 {
        return None;
    } else if px <= 12.01 {
        Size::Small
    } else if px >= 18.0 {
        Size::Large
    } else {
        Size::Normal
    })
}

/// What `<font size>` says.
pub(super) fn font_size(value: &str) -> Option<Size> {
    match value.trim() {
        "1" | "-2" => Some(Size::Small),
        "2" | "3" | "-1" | "+0" => Some(Size::Normal),
        "4" | "5" | "6" | "7" | "+1" | "+2" | "+3" | "+4" => Some(Size::Large),
        _ => None,
    }
}

/// A colour as it is written; `Some(None)` for those that mean the page's own.
pub(super) fn color(value: &str) -> Option<Option<Color>> {
    let value = value.trim().to_ascii_lowercase();
    if let Some(digits) = value.strip_prefix('#') {
        let long: String = match digits.len() {
            3 | 4 => digits.chars().take(3).flat_map(|c| [c, c]).collect(),
            8 => digits.chars().take(6).collect(),
            _ => digits.to_owned(),
        };
        return Color::parse(&format!("#{long}")).map(Some);
    }
    if let Some(values) = value.strip_prefix("rgb") {
        let values = values.trim_start_matches('a').trim_start().strip_prefix('(')?;
        let numbers: Vec<f32> = values
            .trim_end_matches(')')
            .split([',', ' ', '/'])
            .filter(|part| !part.is_empty())
            .map_while(|part| match part.strip_suffix('%') {
                Some(percent) => decimal(percent).map(|percent| percent * 2.55),
                None => decimal(part),
            })
            .collect();
        let [red, green, blue, ..] = numbers.as_slice() else {
            return None;
        };
        let is_transparent = numbers.get(3).is_some_and(|alpha| *alpha < 0.05);
        // Saturating casts: out-of-range numbers end at the nearest bound.
        return Some((!is_transparent).then_some(Color(*red as u8, *green as u8, *blue as u8)));
    }
    named(value.split_whitespace().next()?)
}

fn named(name: &str) -> Option<Option<Color>> {
    let (red, green, blue) = match name {
        "windowtext" | "inherit" | "initial" | "currentcolor" | "unset" | "auto" => return Some(None),
        "transparent" | "none" | "window" => return Some(None),
        "black" => (0, 0, 0),
        "white" => (255, 255, 255),
        "red" => (255, 0, 0),
        "green" => (0, 128, 0),
        "lime" => (0, 255, 0),
        "blue" => (0, 0, 255),
        "yellow" => (255, 255, 0),
        "cyan" | "aqua" => (0, 255, 255),
        "magenta" | "fuchsia" => (255, 0, 255),
        "orange" => (255, 165, 0),
        "purple" => (128, 0, 128),
        "gray" | "grey" => (128, 128, 128),
        "silver" | "lightgrey" | "lightgray" => (192, 192, 192),
        "navy" | "darkblue" => (0, 0, 128),
        "maroon" | "darkred" => (128, 0, 0),
        "teal" => (0, 128, 128),
        "olive" => (128, 128, 0),
        "darkgreen" => (0, 100, 0),
        "pink" => (255, 192, 203),
        "brown" => (165, 42, 42),
        _ => return None,
    };
    Some(Some(Color(red, green, blue)))
}

/// Nearly black is the colour of ordinary text, and nearly white would not be seen on the paper of a mail.
pub(super) fn readable(color: Option<Color>) -> Option<Color> {
    color.filter(|Color(red, green, blue)| {
        let (least, greatest) = (*red.min(green).min(blue), *red.max(green).max(blue));
        greatest > 0x33 && least < 0xf0
    })
}

/// A nearly white background is that of the page.
fn visible(color: Option<Color>) -> Option<Color> {
    color.filter(|Color(red, green, blue)| *red.min(green).min(blue) < 0xf0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_in_every_way_programs_write_them() {
        for (text, expected) in [
            ("#c00", Some(Some(Color(0xcc, 0, 0)))),
            ("#C00000", Some(Some(Color(0xc0, 0, 0)))),
            ("#c00000ff", Some(Some(Color(0xc0, 0, 0)))),
            ("rgb(192, 0, 1)", Some(Some(Color(192, 0, 1)))),
            ("rgba(192,0,1,1)", Some(Some(Color(192, 0, 1)))),
            ("rgb(192 0 1 / 0)", Some(None)),
            ("rgb(100%, 0%, 0%)", Some(Some(Color(255, 0, 0)))),
            ("rgb(-5, 999, 0)", Some(Some(Color(0, 255, 0)))),
            ("windowtext", Some(None)),
            ("red", Some(Some(Color(255, 0, 0)))),
            ("white none repeat scroll 0% 0%", Some(Some(Color(255, 255, 255)))),
            ("url(x)", None),
            ("expression(alert(1))", None),
            ("#12", None),
            ("rgb(a)", None),
            ("", None),
        ] {
            assert_eq!(color(text), expected, "{text}");
        }
    }

    #[test]
    fn sizes_fall_into_three() {
        for (text, expected) in [
            ("8pt", Some(Size::Small)),
            ("9.0pt", Some(Size::Small)),
            ("11.0pt", Some(Size::Normal)),
            ("13px", Some(Size::Normal)),
            ("15px", Some(Size::Normal)),
            ("14.0pt", Some(Size::Large)),
            ("1.5em", Some(Size::Large)),
            ("150%", Some(Size::Large)),
            ("x-large", Some(Size::Large)),
            ("0", None),
            ("1px", Some(Size::Small)),
            ("calc(1px)", None),
            ("NaNpx", None),
            (".9em", Some(Size::Normal)),
            ("1.1.1px", None),
            ("99999999999px", None),
            ("-px", None),
            ("1.-2px", None),
            ("1-2px", None),
        ] {
            assert_eq!(size(text), expected, "{text}");
        }
    }
}
