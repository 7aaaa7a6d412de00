//! Where a place of the text has gone while somebody went on writing.

use editor::block::{Block, TextBlock};
use editor::{Document, changed};

/// Where a position of the document before is in the one after, which was made from it: what is alike on both sides of a change
/// keeps its places.
pub fn follow(position: usize, before: &Document, after: &Document) -> usize {
    let change = changed(before, after);
    let edge = |document: &Document, index| document.start_of(index).unwrap_or(document.size());
    let start = edge(before, change.from);
    let (old_end, new_end) = (
        edge(before, change.from + change.removed),
        edge(after, change.from + change.added),
    );
    if position < start {
        return position;
    }
    // The end of a text is no place of the block after it, which begins with an opening.
    if position > old_end {
        return position - old_end + new_end;
    }
    let old = stream(before, change.from, change.removed);
    let new = stream(after, change.from, change.added);
    let shorter = old.len().min(new.len());
    let prefix = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let ends = old.iter().rev().zip(new.iter().rev());
    let suffix = ends.take(shorter - prefix).take_while(|(a, b)| a == b).count();
    let offset = position - start;
    let moved = if offset <= prefix {
        offset
    } else if offset >= old.len() - suffix {
        offset + new.len() - old.len()
    } else {
        prefix
    };
    start + moved
}

/// Blocks as they count: a byte for each position. Openings are bytes that no text has.
fn stream(document: &Document, from: usize, count: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    for block in &document.blocks()[from..from + count] {
        match &**block {
            Block::Text(text) => push(&mut bytes, text),
            Block::Table(table) => {
                bytes.push(0xf9);
                for row in &table.rows {
                    bytes.push(0xfa);
                    for cell in &row.cells {
                        bytes.push(0xfb);
                        cell.blocks.iter().for_each(|text| push(&mut bytes, text));
                    }
                }
                bytes.push(0xfc);
            }
            Block::Rule { .. } | Block::QuotedMail(_) | Block::Signature(_) => bytes.push(0xfd),
        }
    }
    bytes
}

fn push(bytes: &mut Vec<u8>, text: &TextBlock) {
    bytes.push(0xf8);
    bytes.extend_from_slice(text.flat().as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;
    use editor::{Command, Editor, State, notation};

    /// Where the place marked by `|` is after a command at the selection of the editor.
    fn followed(text: &str, select: (usize, usize), command: &Command) -> String {
        let state = notation::read(text);
        let before = state.document().clone();
        let mut editor = Editor::new(before.clone());
        editor.select(select.0, select.1);
        assert!(editor.run(command).is_some(), "{command:?}");
        let after = editor.state().document();
        let place = follow(state.selection().head, &before, after);
        notation::show(&State::new(after.clone()).select(place, place))
    }

    #[test]
    fn a_place_keeps_its_words_around_it() {
        let typed = |text: &str| Command::InsertText(text.to_owned());
        for (text, select, command, expected) in [
            ("un mot| deux", (1, 1), typed("ah, "), "ah, un mot| deux"),
            ("un mot| deux", (12, 12), typed(" fin"), "un mot| deux fin"),
            ("un mot|", (7, 7), typed(" suivi"), "un mot| suivi"),
            ("un|\ndeux", (4, 4), typed("x"), "un|\nxdeux"),
            ("un\nde|ux", (1, 1), Command::Split, "\nun\nde|ux"),
            ("un\nde|ux", (3, 4), Command::DeleteBackward, "unde|ux"),
            (": a ; b| ; c", (4, 4), typed("x"), ": xa ; b| ; c\n"),
            (
                ": a ; b| ; c",
                (4, 4),
                Command::AddRowAbove,
                ":  ;  ; \n: a ; b| ; c\n",
            ),
        ] {
            assert_eq!(followed(text, select, &command), expected, "{text}");
        }
    }

    #[test]
    fn a_place_in_what_is_deleted_stays_where_that_was() {
        assert_eq!(followed("un mot| deux", (3, 12), &Command::DeleteBackward), "un|");
    }
}
