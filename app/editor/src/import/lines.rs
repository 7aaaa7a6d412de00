//! White space of HTML made that of the model.

use crate::inline::{Inline, push, tidy};

/// The content of a block without the line break that HTML needs at its end, and with ordinary spaces where a no-break
/// space only kept spaces from being folded. A no-break space between two words stays: French typography.
pub(super) fn finished(mut content: Vec<Inline>) -> Vec<Inline> {
    if let Some(Inline::Text { text, .. }) = content.last_mut()
        && text.ends_with('\n')
    {
        text.pop();
    }
    let chars: Vec<char> = content
        .iter()
        .flat_map(|inline| -> Box<dyn Iterator<Item = char>> {
            match inline {
                Inline::Text { text, .. } => Box::new(text.chars()),
                Inline::Atom { .. } => Box::new(std::iter::once('\u{1}')),
            }
        })
        .collect();
    let is_edge = |c: Option<&char>| c.is_none_or(|c| matches!(c, '\n' | ' ' | '\u{a0}'));
    let mut at: usize = 0;
    for inline in &mut content {
        let Inline::Text { text, .. } = inline else {
            at += inline.size();
            continue;
        };
        *text = text
            .chars()
            .map(|c| {
                let is_filler = c == '\u{a0}'
                    && (is_edge(at.checked_sub(1).and_then(|before| chars.get(before)))
                        || is_edge(chars.get(at + 1)));
                at += 1;
                if is_filler { ' ' } else { c }
            })
            .collect();
    }
    tidy(content)
}

/// The content of each line.
pub(super) fn split(content: Vec<Inline>) -> Vec<Vec<Inline>> {
    let mut lines: Vec<Vec<Inline>> = vec![Vec::new()];
    for inline in content {
        match inline {
            Inline::Text { text, marks } => {
                for (index, part) in text.split('\n').enumerate() {
                    if index > 0 {
                        lines.push(Vec::new());
                    }
                    if let Some(line) = lines.last_mut() {
                        push(
                            line,
                            Inline::Text {
                                text: part.to_owned(),
                                marks: marks.clone(),
                            },
                        );
                    }
                }
            }
            atom => {
                if let Some(line) = lines.last_mut() {
                    line.push(atom);
                }
            }
        }
    }
    lines
}
