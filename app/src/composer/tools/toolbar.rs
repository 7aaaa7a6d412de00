//! The toolbar above the text.

use super::browser;
use super::choices::{Choice, Choices, Face, Present, choice_menu};
use super::image_bar::image_bar;
use super::link_bar::LinkBar;
use super::shown::Nearness;
use super::table_bar::table_bar;
use super::table_picker::table_picker;
use super::tool::{Buttons, Deed, Tool, bar_key};
use super::uploads::Uploads;
use crate::composer::Surface;
use crate::i18n::rich::{Words, rich_words};
use crate::i18n::use_words;
use crate::ui::IconName;
use crate::ui::browser::Key;
use editor::block::{Align, Kind, Marker};
use editor::{Color, Command, Mark, Size};
use leptos::prelude::*;

/// Colours of text: with each other and with white they contrast at least 4.5 to 1.
const COLORS: [Color; 9] = [
    Color(0x4b, 0x55, 0x63),
    Color(0xa6, 0x1b, 0x1b),
    Color(0x96, 0x3a, 0x0c),
    Color(0x6b, 0x45, 0x23),
    Color(0x16, 0x65, 0x34),
    Color(0x11, 0x5e, 0x59),
    Color(0x1e, 0x40, 0xaf),
    Color(0x6b, 0x21, 0xa8),
    Color(0x9d, 0x17, 0x4d),
];

/// Colours behind text.
const HIGHLIGHTS: [Color; 6] = [
    Color(0xfe, 0xf0, 0x8a),
    Color(0xfe, 0xd7, 0xaa),
    Color(0xfb, 0xcf, 0xe8),
    Color(0xbb, 0xf7, 0xd0),
    Color(0xbf, 0xdb, 0xfe),
    Color(0xe5, 0xe7, 0xeb),
];

const KINDS: [(Kind, &str); 4] = [
    (Kind::Paragraph, "paragraph"),
    (Kind::Heading1, "heading1"),
    (Kind::Heading2, "heading2"),
    (Kind::Heading3, "heading3"),
];
const SIZES: [(Size, &str); 3] = [
    (Size::Small, "small"),
    (Size::Normal, "normal"),
    (Size::Large, "large"),
];
const ALIGNS: [(Align, IconName); 4] = [
    (Align::Start, IconName::AlignLeft),
    (Align::Center, IconName::AlignCenter),
    (Align::Right, IconName::AlignRight),
    (Align::Justify, IconName::AlignJustify),
];

/// The toolbar `Mise en forme` of a text, with the bars that come and go.
#[component]
pub fn Toolbar(surface: Surface) -> AnyView {
    let words = rich_words(use_words().locale);
    let near = Nearness::of(surface);
    let links = LinkBar::new(surface, words, near);
    let uploads = Uploads::new(surface, words);
    listen(surface, links);
    view! {
        <div
            class="Tools"
            role="toolbar"
            data-bar=surface.field().id
            aria-label=words.toolbar
            aria-controls=surface.field().id
            on:mousedown=|event| event.prevent_default()
            on:keydown=move |event| bar_key(surface, &event)
            on:focusin=|event| browser::keep_stop(&event)
        >
            {row(surface, words, links, uploads)}
        </div>
        {uploads.view()}
        {table_bar(surface, words, near)}
        {image_bar(surface, words, near, uploads)}
        {links.view()}
    }
    .into_any()
}

/// Ctrl+K and Alt+F10 in the text.
fn listen(surface: Surface, links: LinkBar) {
    surface.on_key(Callback::new(move |key: Key| match key.name.as_str() {
        "F10" if key.alt => browser::enter_bar(surface.field().id),
        "k" | "K" if key.ctrl && !key.shift && !key.alt => {
            links.edit();
            true
        }
        _ => false,
    }));
}

fn row(surface: Surface, words: &'static Words, links: LinkBar, uploads: Uploads) -> AnyView {
    let buttons = Buttons::new(surface, words, tools(words, links, uploads));
    let has_images = surface.field().images.are_possible();
    view! {
        {buttons.group(0..2)}
        <div class="Tools-group" role="presentation">{style(surface, words)}{size(surface, words)}</div>
        {buttons.group(2..6)}
        <div class="Tools-group" role="presentation">{color(surface, words)}{highlight(surface, words)}</div>
        {buttons.group(6..9)}
        <div class="Tools-group" role="presentation">{align(surface, words)}{buttons.button(9)}{buttons.button(10)}</div>
        <div class="Tools-group" role="presentation">
            {buttons.button(11)}{has_images.then(|| buttons.button(12))}{table_picker(surface, words)}{buttons.button(13)}
        </div>
        {buttons.group(14..15)}
        {uploads.picker()}
    }
    .into_any()
}

fn tools(words: &'static Words, links: LinkBar, uploads: Uploads) -> Vec<Tool> {
    let deed = |name, icon, keys, is_toggle, deed| Tool {
        name,
        icon,
        keys,
        is_toggle,
        deed,
    };
    let edit_link = Deed::Press(
        Callback::new(move |()| links.edit()),
        Some(Command::SetLink(None)),
    );
    let pick_image = Deed::Press(Callback::new(move |()| uploads.pick()), None);
    let list = Command::ToggleList;
    let mark = Command::ToggleMark;
    vec![
        deed(words.undo, IconName::Undo, "Control+Z", false, Deed::Undo),
        deed(words.redo, IconName::Redo, "Control+Y", false, Deed::Redo),
        Tool::toggle(words.bold, IconName::Bold, "Control+B", mark(Mark::Bold)),
        Tool::toggle(words.italic, IconName::Italic, "Control+I", mark(Mark::Italic)),
        Tool::toggle(
            words.underline,
            IconName::Underline,
            "Control+U",
            mark(Mark::Underline),
        ),
        Tool::toggle(
            words.strike,
            IconName::Strike,
            "Control+Shift+X",
            mark(Mark::Strikethrough),
        ),
        Tool::toggle(
            words.bullets,
            IconName::ListBullet,
            "Control+Shift+8",
            list(Marker::Bullet),
        ),
        Tool::toggle(
            words.numbers,
            IconName::ListNumber,
            "Control+Shift+7",
            list(Marker::Number),
        ),
        Tool::toggle(
            words.quote,
            IconName::Quote,
            "Control+Shift+9",
            Command::ToggleQuote,
        ),
        Tool::run(words.outdent, IconName::Outdent, Command::Outdent),
        Tool::run(words.indent, IconName::Indent, Command::Indent),
        deed(words.link, IconName::Link, "Control+K", true, edit_link),
        deed(words.image, IconName::Image, "", false, pick_image),
        Tool::run(words.rule, IconName::Rule, Command::InsertRule),
        deed(
            words.clear,
            IconName::ClearFormat,
            "Control+\\",
            false,
            Deed::Run(Command::ClearFormatting),
        ),
    ]
}

fn style(surface: Surface, words: &'static Words) -> AnyView {
    let choices = KINDS.iter().zip(words.styles);
    let choices = choices.map(|((kind, look), name)| choice(name, Command::SetKind(*kind), Face::Look(look)));
    menu(surface, "style", words.style, Present::Name, choices.collect())
}

fn size(surface: Surface, words: &'static Words) -> AnyView {
    let choices = SIZES.iter().zip(words.sizes);
    let choices = choices.map(|((size, look), name)| choice(name, Command::SetSize(*size), Face::Look(look)));
    menu(surface, "size", words.size, Present::Name, choices.collect())
}

fn align(surface: Surface, words: &'static Words) -> AnyView {
    let choices = ALIGNS.iter().zip(words.aligns);
    let choices =
        choices.map(|((align, icon), name)| choice(name, Command::SetAlign(*align), Face::Icon(*icon)));
    menu(surface, "align", words.align, Present::Icon, choices.collect())
}

fn color(surface: Surface, words: &'static Words) -> AnyView {
    let swatches = palette(&COLORS, words.no_color, &words.colors, Command::SetColor);
    let present = Present::Ink(IconName::TextColor, 5);
    menu(surface, "color", words.color, present, swatches)
}

fn highlight(surface: Surface, words: &'static Words) -> AnyView {
    let swatches = palette(
        &HIGHLIGHTS,
        words.no_highlight,
        &words.highlights,
        Command::SetHighlight,
    );
    let present = Present::Ink(IconName::Highlight, 4);
    menu(surface, "highlight", words.highlight, present, swatches)
}

/// No colour, then each of them.
fn palette(
    colors: &[Color],
    none: &'static str,
    names: &[&'static str],
    command: fn(Option<Color>) -> Command,
) -> Vec<Choice> {
    let colors = std::iter::once(None).chain(colors.iter().copied().map(Some));
    let names = std::iter::once(none).chain(names.iter().copied());
    let swatch = |(color, name)| choice(name, command(color), Face::Swatch(color));
    colors.zip(names).map(swatch).collect()
}

fn choice(name: &'static str, command: Command, face: Face) -> Choice {
    Choice { name, command, face }
}

fn menu(surface: Surface, id: &str, name: &'static str, present: Present, choices: Vec<Choice>) -> AnyView {
    let id = format!("{}-{id}", surface.field().id);
    let menu = Choices {
        id,
        name,
        present,
        choices,
    };
    choice_menu(surface, menu)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance (WCAG 2.2).
    fn luminance(Color(red, green, blue): Color) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn every_colour_can_be_read_on_every_background() {
        for ink in COLORS {
            for ground in HIGHLIGHTS.into_iter().chain([Color(255, 255, 255)]) {
                let contrast = (luminance(ground) + 0.05) / (luminance(ink) + 0.05);
                assert!(contrast >= 4.5, "{ink} on {ground}: {contrast:.2}");
            }
        }
    }
}
