//! What a person can ask for. One body says whether it is possible and does it: a command that answers `None` has
//! nothing to do here, and its button is greyed.

mod block;
mod delete;
mod insert;
mod keys;
mod marks;
mod paste;
mod table;
mod typing;

pub(crate) use paste::paste_around;

use crate::block::{Align, Kind, Marker, TextBlock};
use crate::document::Document;
use crate::inline::{FieldName, Image};
use crate::mark::{Color, Link, Mark, Size};
use crate::quoted::QuotedMail;
use crate::state::{Selection, State};
use crate::transaction::{Edit, EditKind, Transaction};

/// A command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// Turns a mark on, or off where all of the selection has it.
    ToggleMark(Mark),
    /// Gives text a colour, or its own again.
    SetColor(Option<Color>),
    /// Gives text a colour behind it, or none.
    SetHighlight(Option<Color>),
    /// Gives text a size.
    SetSize(Size),
    /// Makes the selected text a link, changes the link at the caret, or takes it away.
    SetLink(Option<Link>),
    /// Puts a linked text in the place of the selection.
    InsertLink(Link, String),
    /// Takes away marks (not links), headings, alignment and indent.
    ClearFormatting,
    /// Makes blocks paragraphs or headings.
    SetKind(Kind),
    /// Aligns blocks.
    SetAlign(Align),
    /// Moves blocks in: an item goes one level down.
    Indent,
    /// Moves blocks out: an item goes one level up and leaves the list at last.
    Outdent,
    /// Makes blocks a list, or ordinary paragraphs where all of them are that list.
    ToggleList(Marker),
    /// Puts blocks in a quote, or takes them out of one where all are in one.
    ToggleQuote,
    /// Types text.
    InsertText(String),
    /// Makes a list or a quote of what was just typed at the start of a paragraph.
    ApplyTypingRule,
    /// Breaks the line inside the block.
    BreakLine,
    /// Enter: ends the block and begins the next one.
    Split,
    /// Puts in an image.
    InsertImage(Image),
    /// Gives the image at a position another width or other words, or puts another one in its place.
    ChangeImage(usize, Image),
    /// Puts in a template field.
    InsertField(FieldName),
    /// Puts in a table of so many rows and columns.
    InsertTable(usize, usize),
    /// Puts in a horizontal rule.
    InsertRule,
    /// Puts in the mail that is answered.
    InsertQuotedMail(QuotedMail),
    /// Makes this the signature, in the place of the present one, or takes that away.
    SetSignature(Option<Vec<TextBlock>>),
    /// Puts in what was copied.
    Paste(Document),
    /// Puts what is between two positions in another place.
    Move {
        /// Where it begins.
        from: usize,
        /// Where it ends.
        to: usize,
        /// Where it goes.
        target: usize,
    },
    /// Backspace.
    DeleteBackward,
    /// Delete.
    DeleteForward,
    /// Deletes what is between two positions, such as a word.
    DeleteRange(usize, usize),
    /// Takes in what the browser typed into the block that opens at a position.
    ReadBack {
        /// The position of the block's opening.
        at: usize,
        /// The text that the block now shows, with U+FFFC for each object.
        text: String,
        /// Where the caret is in it, in bytes.
        caret: usize,
    },
    /// Adds a row above that of the caret.
    AddRowAbove,
    /// Adds a row below that of the caret.
    AddRowBelow,
    /// Adds a column to the left of that of the caret.
    AddColumnLeft,
    /// Adds a column to the right of that of the caret.
    AddColumnRight,
    /// Removes the rows of the selection; the table with its last row.
    RemoveRow,
    /// Removes the columns of the selection; the table with its last column.
    RemoveColumn,
    /// Removes the table.
    RemoveTable,
    /// Makes the first row of the table headers, or ordinary cells again.
    ToggleHeaderRow,
    /// Goes to the next cell, into a new row after the last one.
    NextCell,
    /// Goes to the cell before.
    PreviousCell,
    /// Selects the whole text.
    SelectAll,
}

impl Command {
    /// The transaction that carries the command out; `None` when there is nothing to carry out here.
    pub fn run(&self, state: &State) -> Option<Transaction> {
        match self {
            Self::ToggleMark(mark) => marks::toggle(state, *mark),
            Self::SetColor(color) => marks::set(state, &|marks| marks.color = *color),
            Self::SetHighlight(color) => marks::set(state, &|marks| marks.highlight = *color),
            Self::SetSize(size) => marks::set(state, &|marks| marks.size = *size),
            Self::SetLink(link) => marks::set_link(state, link.as_ref()),
            Self::InsertLink(link, text) => marks::insert_link(state, link, text),
            Self::ClearFormatting => marks::clear(state),
            Self::SetKind(kind) => block::set_kind(state, *kind),
            Self::SetAlign(align) => block::change(state, &|attrs| attrs.align = *align),
            Self::Indent => block::indent(state),
            Self::Outdent => block::outdent(state),
            Self::ToggleList(marker) => block::toggle_list(state, *marker),
            Self::ToggleQuote => block::toggle_quote(state),
            Self::InsertText(text) => typing::insert(state, text),
            Self::ApplyTypingRule => typing::apply_rule(state),
            Self::ReadBack { at, text, caret } => typing::read_back(state, *at, text, *caret),
            Self::BreakLine => typing::break_line(state),
            Self::Split => keys::split(state),
            Self::DeleteBackward => keys::backward(state),
            Self::DeleteForward => keys::forward(state),
            Self::DeleteRange(from, to) => keys::range(state, *from, *to),
            Self::InsertImage(image) => insert::image(state, image),
            Self::ChangeImage(at, image) => insert::change_image(state, *at, image),
            Self::InsertField(name) => insert::field(state, name),
            Self::InsertTable(rows, columns) => insert::table(state, *rows, *columns),
            Self::InsertRule => insert::rule(state),
            Self::InsertQuotedMail(mail) => insert::quoted_mail(state, mail),
            Self::SetSignature(lines) => insert::signature(state, lines.as_deref()),
            Self::Paste(document) => paste::paste(state, document),
            Self::Move { from, to, target } => paste::move_text(state, *from, *to, *target),
            Self::SelectAll => select_all(state),
            Self::AddRowAbove => table::add_row(state, false),
            Self::AddRowBelow => table::add_row(state, true),
            Self::AddColumnLeft => table::add_column(state, false),
            Self::AddColumnRight => table::add_column(state, true),
            Self::RemoveRow => table::remove_rows(state),
            Self::RemoveColumn => table::remove_columns(state),
            Self::RemoveTable => table::remove(state),
            Self::ToggleHeaderRow => table::toggle_header_row(state),
            Self::NextCell => table::next_cell(state),
            Self::PreviousCell => table::previous_cell(state),
        }
    }

    /// Whether the command can be carried out here.
    pub fn is_possible(&self, state: &State) -> bool {
        self.run(state).is_some()
    }

    /// Whether what the command asks for is already so: the pressed state of its button.
    pub fn is_active(&self, state: &State) -> bool {
        let all_attrs = |holds: &dyn Fn(&crate::block::Attrs) -> bool| {
            let texts = state.selected_texts();
            !texts.is_empty() && texts.iter().all(|text| holds(&text.text.attrs))
        };
        match self {
            Self::ToggleMark(mark) => state.has_mark(*mark),
            Self::SetColor(color) => state.all_marks(&|marks| marks.color == *color),
            Self::SetHighlight(color) => state.all_marks(&|marks| marks.highlight == *color),
            Self::SetSize(size) => state.all_marks(&|marks| marks.size == *size),
            Self::SetLink(Some(link)) => state.all_marks(&|marks| marks.link.as_ref() == Some(link)),
            Self::SetLink(None) => state.all_marks(&|marks| marks.link.is_some()),
            Self::SetKind(kind) => all_attrs(&|attrs| attrs.kind == *kind && attrs.item.is_none()),
            Self::SetAlign(align) => all_attrs(&|attrs| attrs.align == *align),
            Self::ToggleList(marker) => {
                all_attrs(&|attrs| attrs.item.is_some_and(|item| item.marker == *marker))
            }
            Self::ToggleQuote => all_attrs(&|attrs| attrs.quote > 0),
            Self::ToggleHeaderRow => table::has_header_row(state),
            Self::SetSignature(lines) => state.document().signature() == lines.as_deref(),
            _ => false,
        }
    }
}

fn select_all(state: &State) -> Option<Transaction> {
    let document = state.document();
    let texts = document.texts(0, document.size());
    let (first, last) = (texts.first()?, texts.last()?);
    let mut edit = Edit::new(state);
    edit.select(Selection {
        anchor: first.start(),
        head: last.end(),
    });
    edit.finish(EditKind::Selection)
}
