//! What may stand in a run of text, and where a person may put the caret in it.

use std::borrow::Cow;

use unicode_segmentation::GraphemeCursor;

/// Whether a character may be kept: no control but a line break and a tab, no noncharacter, and nothing that turns
/// the direction of what follows (a lone override would reach far beyond the text it came with; UAX 9 section 2).
pub(crate) fn is_allowed(c: char) -> bool {
    match c {
        '\n' | '\t' => true,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' => false,
        '\u{2028}' | '\u{2029}' => false,
        c => !c.is_control() && (c as u32) & 0xfffe != 0xfffe && !('\u{fdd0}'..='\u{fdef}').contains(&c),
    }
}

/// The text with every line end written `\n` and without the characters that may not be kept.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_allowed) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    let mut after_return = false;
    for c in text.chars() {
        match c {
            '\n' if after_return => {}
            '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => cleaned.push('\n'),
            c if is_allowed(c) => cleaned.push(c),
            _ => {}
        }
        after_return = c == '\r';
    }
    Cow::Owned(cleaned)
}

/// The first grapheme boundary after a byte offset; `None` at the end.
pub(crate) fn next_boundary(text: &str, offset: usize) -> Option<usize> {
    if offset >= text.len() || !text.is_char_boundary(offset) {
        return None;
    }
    GraphemeCursor::new(offset, text.len(), true)
        .next_boundary(text, 0)
        .ok()
        .flatten()
}

/// The last grapheme boundary before a byte offset; `None` at the start.
pub(crate) fn previous_boundary(text: &str, offset: usize) -> Option<usize> {
    if offset == 0 || !text.is_char_boundary(offset) {
        return None;
    }
    GraphemeCursor::new(offset, text.len(), true)
        .prev_boundary(text, 0)
        .ok()
        .flatten()
}

/// The greatest grapheme boundary that is not after the offset.
pub(crate) fn boundary_at_or_before(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let is_boundary = GraphemeCursor::new(offset, text.len(), true)
        .is_boundary(text, 0)
        .unwrap_or(true);
    if is_boundary {
        offset
    } else {
        previous_boundary(text, offset).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_and_direction_overrides_go_and_line_ends_become_one() {
        assert_eq!(clean("a\r\nb\rc\u{b}d\u{2028}e"), "a\nb\nc\nd\ne");
        assert_eq!(clean("a\0b\u{202e}c\u{2066}d\u{feff}\u{fffe}\u{85}"), "abcd\n");
        assert_eq!(clean("a\u{200d}\u{a0}é\t!"), "a\u{200d}\u{a0}é\t!");
    }

    #[test]
    fn boundaries_keep_graphemes_whole() {
        let text = "e\u{301}👩‍👧🇫🇷x";
        let mut ends = vec![0];
        while let Some(next) = next_boundary(text, ends[ends.len() - 1]) {
            ends.push(next);
        }
        assert_eq!(ends, [0, 3, 14, 22, 23]);
        for window in ends.windows(2) {
            assert_eq!(previous_boundary(text, window[1]), Some(window[0]));
            for inside in window[0] + 1..window[1] {
                assert_eq!(boundary_at_or_before(text, inside), window[0], "{inside}");
            }
        }
        assert_eq!(next_boundary(text, 23), None);
        assert_eq!(boundary_at_or_before(text, 99), 23);
    }
}
