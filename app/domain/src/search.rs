//! Looking for words in what was said: what a question asks for, how well a text answers it, and where.

use crate::fold::{Word, words_of};
use serde::{Deserialize, Serialize};

/// Most characters of a question.
pub const QUESTION_MAX: usize = 200;
/// Letters from which on the last word of a question may be the beginning of one.
const BEGINNING_MIN: usize = 2;

/// What is looked for: texts that have every word of it, the last one as the beginning of one of theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    words: Vec<String>,
}

/// Why nothing is looked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum NoQuestion {
    /// Nothing was typed.
    Blank,
    /// Signs alone.
    NoWord,
    TooLong {
        max: usize,
        length: usize,
    },
}

/// A word that is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term<'a> {
    pub word: &'a str,
    /// A word that begins with it will do.
    pub is_beginning: bool,
}

impl Term<'_> {
    /// Whether a folded word of a text answers it.
    pub fn fits(self, word: &str) -> bool {
        word == self.word || self.is_beginning && word.starts_with(self.word)
    }
}

impl Question {
    /// # Errors
    /// [`NoQuestion`].
    pub fn parse(text: &str) -> Result<Self, NoQuestion> {
        let text = text.trim();
        let length = text.chars().count();
        if length > QUESTION_MAX {
            return Err(NoQuestion::TooLong {
                max: QUESTION_MAX,
                length,
            });
        }
        let words: Vec<String> = words_of(text).into_iter().map(|word| word.folded).collect();
        match (length, words.is_empty()) {
            (0, _) => Err(NoQuestion::Blank),
            (_, true) => Err(NoQuestion::NoWord),
            _ => Ok(Self { words }),
        }
    }

    /// Every word that is asked for.
    pub fn terms(&self) -> impl Iterator<Item = Term<'_>> {
        let last = self.words.len().saturating_sub(1);
        self.words.iter().enumerate().map(move |(at, word)| Term {
            word,
            is_beginning: at == last && word.chars().count() >= BEGINNING_MIN,
        })
    }

    /// How well a text answers the question, 0 to 1,000,000. The more often it says the words and the shorter it is, the better; a
    /// whole word is worth more than a beginning, and the subject more than the detail.
    pub fn relevance(&self, said: &SaidWords<'_>) -> u32 {
        /// After how much a word said once more adds only half: the k1 and b of BM25
        /// (<https://www.staff.city.ac.uk/~sbrp622/papers/foundations_bm25_review.pdf>).
        const SATURATION: f64 = 1.2;
        const LENGTH_SHARE: f64 = 0.75;
        /// Words of a usual exchange.
        const USUAL_LENGTH: f64 = 40.0;
        let length = 1.0 - LENGTH_SHARE + LENGTH_SHARE * f64::from(said.count) / USUAL_LENGTH;
        let mut sum = 0.0;
        for term in self.terms() {
            let weight: f64 = said
                .words
                .split(' ')
                .enumerate()
                .filter(|(_, word)| term.fits(word))
                .map(|(at, word)| worth(word == term.word, at < said.subject_count as usize))
                .sum();
            sum += weight / (weight + SATURATION * length);
        }
        let mean = sum / self.words.len().max(1) as f64;
        (mean * 1_000_000.0) as u32
    }

    /// The text in pieces, those that answer the question marked.
    pub fn mark(&self, text: &str) -> Vec<Piece> {
        pieces(text, &self.hits(text))
    }

    /// At most about `max` characters of a text on one line, around the first word that answers the question.
    pub fn excerpt(&self, text: &str, max: usize) -> Vec<Piece> {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let hits = self.hits(&line);
        let first = hits.first().map_or(0, |hit| hit.range.start);
        let (start, end) = window(&line, first, max);
        let inside: Vec<Word> = hits
            .into_iter()
            .filter(|hit| hit.range.start >= start && hit.range.end <= end)
            .map(|hit| Word {
                range: hit.range.start - start..hit.range.end - start,
                ..hit
            })
            .collect();
        let mut found = pieces(&line[start..end], &inside);
        if start > 0 {
            found.insert(0, Piece::plain("… "));
        }
        if end < line.len() {
            found.push(Piece::plain("…"));
        }
        found
    }

    fn hits(&self, text: &str) -> Vec<Word> {
        let is_hit = |word: &Word| self.terms().any(|term| term.fits(&word.folded));
        words_of(text).into_iter().filter(is_hit).collect()
    }
}

fn worth(is_whole: bool, is_in_subject: bool) -> f64 {
    let whole = if is_whole { 1.0 } else { 0.5 };
    let subject = if is_in_subject { 3.0 } else { 1.0 };
    whole * subject
}

/// The words of an exchange, as they are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SaidWords<'a> {
    /// Folded, each followed by one space or nothing: those of the subject, then those of the detail; perhaps not all of them.
    pub words: &'a str,
    /// How many of them are the subject's.
    pub subject_count: u32,
    /// How many there are in all.
    pub count: u32,
}

/// A part of a text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Piece {
    pub text: String,
    /// It answers the question.
    pub is_hit: bool,
}

impl Piece {
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            is_hit: false,
        }
    }
}

fn pieces(text: &str, hits: &[Word]) -> Vec<Piece> {
    let mut found = Vec::with_capacity(2 * hits.len() + 1);
    let mut at = 0;
    for hit in hits {
        if at < hit.range.start {
            found.push(Piece::plain(&text[at..hit.range.start]));
        }
        found.push(Piece {
            text: text[hit.range.clone()].to_owned(),
            is_hit: true,
        });
        at = hit.range.end;
    }
    if at < text.len() {
        found.push(Piece::plain(&text[at..]));
    }
    found
}

/// The bytes of a line that are shown: from a third of the room before `hit` on, begun and ended between words where there are any.
fn window(line: &str, hit: usize, max: usize) -> (usize, usize) {
    let place = |from: usize, count: usize| {
        let found = line[from..].char_indices().nth(count);
        found.map_or(line.len(), |(at, _)| from + at)
    };
    let before = line[..hit].chars().count();
    if line.chars().count() <= max {
        return (0, line.len());
    }
    let wanted = if before <= max / 3 {
        0
    } else {
        place(0, before - max / 3)
    };
    let start = match line[wanted..hit].find(' ') {
        Some(space) if wanted > 0 => wanted + space + 1,
        _ => wanted,
    };
    let full = place(start, max);
    let end = match line[start..full].rfind(' ') {
        Some(space) if full < line.len() && start + space > hit => start + space,
        _ => full,
    };
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asks(text: &str) -> Question {
        Question::parse(text).unwrap()
    }

    fn shown(pieces: &[Piece]) -> String {
        let piece = |piece: &Piece| match piece.is_hit {
            true => format!("[{}]", piece.text),
            false => piece.text.clone(),
        };
        pieces.iter().map(piece).collect()
    }

    #[test]
    fn a_question_has_a_word_and_an_end() {
        assert_eq!(Question::parse(" \n"), Err(NoQuestion::Blank));
        for signs in ["\"*", "' - !", "\u{200b}", "()"] {
            assert_eq!(Question::parse(signs), Err(NoQuestion::NoWord), "{signs}");
        }
        assert!(Question::parse(&"é".repeat(QUESTION_MAX)).is_ok());
        assert_eq!(
            Question::parse(&"é".repeat(10_000)),
            Err(NoQuestion::TooLong {
                max: QUESTION_MAX,
                length: 10_000
            })
        );
    }

    #[test]
    fn every_word_is_asked_for_and_the_last_one_may_be_a_beginning() {
        let terms = |text| {
            let question = asks(text);
            let terms = question.terms();
            let shown =
                terms.map(|term| format!("{}{}", term.word, if term.is_beginning { "*" } else { "" }));
            shown.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(terms("L’Imprimante \"fume\" OR *"), "imprimante fume or*");
        assert_eq!(terms("salle b"), "salle b", "one letter begins too much");
    }

    #[test]
    fn what_answers_the_question_is_marked_with_its_accents() {
        for (question, text, expected) in [
            (
                "imprim",
                "L’Imprimante, l'imprimerie",
                "L’[Imprimante], l'[imprimerie]",
            ),
            ("ete", "E\u{301}té, étés", "[E\u{301}té], [étés]"),
            ("été chaud", "Un été très chaud", "Un [été] très [chaud]"),
            ("oeuvre", "<b>Œuvre</b> & co", "<b>[Œuvre]</b> & co"),
            ("rien", "", ""),
        ] {
            assert_eq!(shown(&asks(question).mark(text)), expected);
        }
    }

    #[test]
    fn an_excerpt_is_one_line_around_the_first_hit() {
        let question = asks("fuite");
        assert_eq!(shown(&question.excerpt("Une\n\n  fuite", 40)), "Une [fuite]");
        let far = format!(
            "{}une fuite au sous-sol{}",
            "mot ".repeat(50),
            " encore".repeat(50)
        );
        let excerpt = shown(&question.excerpt(&far, 40));
        assert_eq!(excerpt, "… mot mot une [fuite] au sous-sol encore…");
        assert_eq!(shown(&question.excerpt("abc def ghi", 5)), "abc…");
        let long = format!("{}fuite", "é".repeat(100));
        assert_eq!(shown(&question.excerpt(&long, 10)), "éééééééééé…");
    }

    #[test]
    fn a_subject_a_whole_word_and_few_others_are_worth_more() {
        let question = asks("impri");
        let score = |words: &str, subject_count| {
            question.relevance(&SaidWords {
                words,
                subject_count,
                count: u32::try_from(words.split(' ').count()).unwrap(),
            })
        };
        assert!(score("impri en panne", 1) > score("impri en panne", 0));
        assert!(score("impri", 0) > score("imprimante", 0));
        assert!(score("imprimante imprimante", 0) > score("imprimante fume", 0));
        assert!(score("imprimante", 0) > score(&format!("imprimante{}", " mot".repeat(200)), 0));
        assert_eq!(score("rien", 0), 0);
    }

    proptest! {
        #[test]
        fn marking_loses_nothing_and_an_excerpt_is_short(text in any::<String>(), question in "[a-zé' ]{1,9}", max in 1..60_usize) {
            if let Ok(question) = Question::parse(&question) {
                let whole: String = question.mark(&text).into_iter().map(|piece| piece.text).collect();
                prop_assert_eq!(whole, text.clone());
                let excerpt: String = question.excerpt(&text, max).into_iter().map(|piece| piece.text).collect();
                prop_assert!(excerpt.chars().count() <= max + 3);
            }
        }
    }
}
