//! Any text, block, document and command.

use editor::block::{Align, Attrs, Cell, Item, Kind, Marker, Row, Table};
use editor::{
    Atom, Block, Color, Command, Document, FieldName, Image, ImageId, Inline, Link, Mark, Marks, Size,
    TextBlock,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::html;

/// Text as people and hostile programs write it.
pub(crate) fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zéà '.\u{a0}]{0,12}",
        1 => Just("👩‍👩‍👧‍👦e\u{301}🇫🇷👍🏽".to_owned()),
        1 => "[\n\t\u{301}\u{200d}\u{1f1eb}\u{202e}\0\u{1}a<>&\"]{0,6}",
        1 => any::<String>(),
    ]
}

/// Text that HTML can say without loss.
pub(crate) fn plain_text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zé<>&\"']{1,4}( {1,3}[a-zé]{1,3}){0,2}",
        1 => "[a-z]{1,3}\u{a0}[!?:;]\n{0,3}[a-z]",
        1 => Just("👩‍👩‍👧‍👦 e\u{301}\n🇫🇷".to_owned()),
        1 => " {0,2}[a-z] {0,2}",
        1 => "[a-z]\n{1,3}",
    ]
}

pub(crate) fn any_marks() -> impl Strategy<Value = Marks> {
    let color = || {
        option::weighted(
            0.2,
            (0x40..0xe0_u8, 0x40..0xe0_u8, 0x40..0xe0_u8).prop_map(|(r, g, b)| Color(r, g, b)),
        )
    };
    let links = [
        "https://example.org/?a=1&b=\"2",
        "mailto:anne@example.org",
        "tel:+33102",
    ];
    let link = option::weighted(
        0.2,
        proptest::sample::select(links.to_vec()).prop_map(|raw| Link::parse(raw).unwrap()),
    );
    let size = prop_oneof![4 => Just(Size::Normal), 1 => Just(Size::Small), 1 => Just(Size::Large)];
    (any::<[bool; 4]>(), color(), color(), size, link).prop_map(|(on, color, highlight, size, link)| Marks {
        bold: on[0],
        italic: on[1],
        underline: on[2] && link.is_none(),
        strikethrough: on[3],
        color: color.filter(|_| link.is_none()),
        highlight,
        size,
        link,
    })
}

pub(crate) fn any_atom() -> impl Strategy<Value = Atom> {
    prop_oneof![
        ("[a-z]{1,3}", option::of(3..900_u16), "[a-zé \"<]{0,5}").prop_map(|(id, width_px, alt)| {
            Atom::Image(Image {
                id: ImageId::parse(&id).unwrap(),
                alt,
                width_px,
            })
        }),
        "[a-z]{1,3}".prop_map(|name| Atom::Field(FieldName::parse(&name).unwrap())),
    ]
}

pub(crate) fn content(text: BoxedStrategy<String>) -> impl Strategy<Value = Vec<Inline>> {
    let inline = (
        prop_oneof![5 => text.prop_map(Ok), 1 => any_atom().prop_map(Err)],
        any_marks(),
    );
    vec(
        inline.prop_map(|(what, marks)| match what {
            Ok(text) => Inline::text(&text, marks),
            Err(atom) => Inline::Atom { atom, marks },
        }),
        0..4,
    )
}

pub(crate) fn any_attrs() -> impl Strategy<Value = Attrs> {
    let kind =
        proptest::sample::select(&[Kind::Paragraph, Kind::Heading1, Kind::Heading2, Kind::Heading3][..]);
    let align = proptest::sample::select(&[Align::Start, Align::Center, Align::Right, Align::Justify][..]);
    let marker = proptest::sample::select(&[Marker::Bullet, Marker::Number, Marker::Continued][..]);
    let item = (marker, 0..9_u8, option::weighted(0.2, any::<u16>()))
        .prop_map(|(marker, level, start)| Item { marker, level, start });
    (
        kind,
        align,
        0..9_u8,
        prop_oneof![4 => Just(0_u8), 1 => 0..9_u8],
        option::of(item),
    )
        .prop_map(|(kind, align, indent, quote, item)| Attrs {
            kind,
            align,
            indent,
            quote,
            item,
        })
}

pub(crate) fn text_block(text: BoxedStrategy<String>) -> impl Strategy<Value = TextBlock> {
    (any_attrs(), content(text)).prop_map(|(attrs, content)| TextBlock { attrs, content })
}

pub(crate) fn table(text: BoxedStrategy<String>) -> impl Strategy<Value = Block> {
    let cell = (any::<bool>(), vec(text_block(text), 0..3))
        .prop_map(|(is_header, blocks)| Cell { is_header, blocks });
    let row = vec(cell, 0..4).prop_map(|cells| Row { cells });
    (0..9_u8, vec(row, 0..4)).prop_map(|(quote, rows)| Block::Table(Table { quote, rows }))
}

pub(crate) fn quoted_mail() -> Block {
    Block::QuotedMail(editor::QuotedMail::from_tree(&html::parse(
        "<p style=color:red>un <b>mail</b></p>",
    )))
}

pub(crate) fn any_block() -> impl Strategy<Value = Block> {
    let text = || any_text().boxed();
    prop_oneof![
        8 => text_block(text()).prop_map(Block::Text),
        2 => table(text()),
        1 => (0..9_u8).prop_map(|quote| Block::Rule { quote }),
        1 => Just(quoted_mail()),
        1 => vec(text_block(text()), 0..3).prop_map(Block::Signature),
    ]
}

pub(crate) fn any_document() -> impl Strategy<Value = Document> {
    vec(any_block(), 0..7).prop_map(Document::new)
}

pub(crate) fn any_command() -> impl Strategy<Value = Command> {
    let at = || prop_oneof![4 => 0..120_usize, 1 => any::<usize>()];
    let color = || option::of(Just(Color(0xc0, 0, 0)));
    let marker = proptest::sample::select(&[Marker::Bullet, Marker::Number, Marker::Continued][..]);
    let kind = proptest::sample::select(&[Kind::Paragraph, Kind::Heading1, Kind::Heading3][..]);
    let align = proptest::sample::select(&[Align::Start, Align::Center, Align::Right][..]);
    let fixed = [
        Command::ClearFormatting,
        Command::Indent,
        Command::Outdent,
        Command::ToggleQuote,
        Command::ApplyTypingRule,
        Command::BreakLine,
        Command::Split,
        Command::Split,
        Command::InsertRule,
        Command::DeleteBackward,
        Command::DeleteBackward,
        Command::DeleteForward,
        Command::AddRowAbove,
        Command::AddRowBelow,
        Command::AddColumnLeft,
        Command::AddColumnRight,
        Command::RemoveRow,
        Command::RemoveColumn,
        Command::RemoveTable,
        Command::ToggleHeaderRow,
        Command::NextCell,
        Command::PreviousCell,
        Command::SelectAll,
        Command::SetSignature(None),
        Command::SetLink(None),
        Command::SetSize(Size::Large),
    ];
    prop_oneof![
        8 => proptest::sample::select(fixed.to_vec()),
        4 => any_text().prop_map(Command::InsertText),
        1 => proptest::sample::select(&["- ", "1. ", "> ", " "][..]).prop_map(|t| Command::InsertText(t.to_owned())),
        2 => proptest::sample::select(&Mark::ALL[..]).prop_map(Command::ToggleMark),
        1 => color().prop_map(Command::SetColor),
        1 => color().prop_map(Command::SetHighlight),
        1 => Just(Command::SetLink(Link::parse("https://example.org"))),
        1 => any_text().prop_map(|text| Command::InsertLink(Link::parse("tel:1").unwrap(), text)),
        1 => kind.prop_map(Command::SetKind),
        1 => align.prop_map(Command::SetAlign),
        2 => marker.prop_map(Command::ToggleList),
        1 => (0..4_usize, 0..4_usize).prop_map(|(rows, columns)| Command::InsertTable(rows, columns)),
        1 => any_atom().prop_map(|atom| match atom {
            Atom::Image(image) => Command::InsertImage(image),
            Atom::Field(name) => Command::InsertField(name),
        }),
        1 => vec(text_block(any_text().boxed()), 0..3).prop_map(|lines| Command::SetSignature(Some(lines))),
        2 => any_document().prop_map(Command::Paste),
        1 => (at(), at()).prop_map(|(from, to)| Command::DeleteRange(from, to)),
        2 => (at(), any_text(), at()).prop_map(|(at, text, caret)| Command::ReadBack { at, text, caret }),
    ]
}
