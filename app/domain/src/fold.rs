//! Searching without accents, case or elision: text and question are folded the same way, then compared as they are.

use std::ops::Range;

/// Characters that a word keeps: longer ones are taken for what they begin with.
pub const WORD_MAX: usize = 64;

/// The text in lower case, without accents and ligatures, an apostrophe being a space and white space one space.
///
/// Latin letters only: other scripts are lower-cased and otherwise kept. Folding twice changes nothing more.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        push_folded(c, &mut folded);
    }
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A word of a text: what it is compared as, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Word {
    /// Letters and digits, folded; at most [`WORD_MAX`] characters.
    pub folded: String,
    /// Its bytes in the text.
    pub range: Range<usize>,
}

/// The words of a text, in order: what stands between anything that is neither letter nor digit. An elided article is none.
pub fn words_of(text: &str) -> Vec<Word> {
    let mut words = Words::default();
    let mut letters = String::new();
    for (at, c) in text.char_indices() {
        letters.clear();
        for lower in c.to_lowercase() {
            push_folded(lower, &mut letters);
        }
        words.take(&letters, at..at + c.len_utf8(), is_apostrophe(c));
    }
    words.end(false);
    words.settle();
    words.done
}

/// Words on their way.
#[derive(Default)]
struct Words {
    done: Vec<Word>,
    /// What may be an elided article: it is none unless a word follows at once.
    elided: Option<Word>,
    open: Option<Word>,
}

impl Words {
    /// What became of one character: nothing when it is not to be seen.
    fn take(&mut self, letters: &str, range: Range<usize>, is_apostrophe: bool) {
        if letters.is_empty()
            && let Some(word) = &mut self.open
        {
            word.range.end = range.end;
        }
        for c in letters.chars() {
            if c.is_alphanumeric() {
                self.grow(c, range.clone());
            } else {
                self.end(is_apostrophe);
                if !is_apostrophe {
                    self.settle();
                }
            }
        }
    }

    fn grow(&mut self, c: char, range: Range<usize>) {
        self.elided = None;
        let word = self.open.get_or_insert_with(|| Word {
            folded: String::new(),
            range: range.clone(),
        });
        word.range.end = range.end;
        if word.folded.chars().count() < WORD_MAX {
            word.folded.push(c);
        }
    }

    fn end(&mut self, by_apostrophe: bool) {
        if let Some(word) = self.open.take() {
            if by_apostrophe && is_elided(&word.folded) {
                self.elided = Some(word);
            } else {
                self.done.push(word);
            }
        }
    }

    /// Nothing followed: an article that stands alone is a word.
    fn settle(&mut self) {
        self.done.extend(self.elided.take());
    }
}

/// The words of a question, folded. An elided article is none: `l'imprimante` asks for what `imprimante` asks for.
pub fn words(question: &str) -> Vec<String> {
    question.split_whitespace().flat_map(words_of_token).collect()
}

fn words_of_token(token: &str) -> Vec<String> {
    let parts: Vec<String> = token
        .split(is_apostrophe)
        .map(fold)
        .filter(|part| !part.is_empty())
        .collect();
    let last = parts.len().saturating_sub(1);
    parts
        .iter()
        .enumerate()
        .filter(|(at, part)| *at == last || !is_elided(part))
        .map(|(_, part)| part.clone())
        .collect()
}

/// What French cuts before a vowel.
fn is_elided(word: &str) -> bool {
    matches!(
        word,
        "c" | "d" | "j" | "l" | "m" | "n" | "s" | "t" | "qu" | "jusqu" | "lorsqu" | "puisqu" | "quoiqu"
    )
}

/// The typewriter's apostrophe and what keyboards, word processors and mails put in its place.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '\u{b4}' | '`' | '\u{2bb}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{ff07}'
    )
}

/// Combining accents, soft hyphens and zero-width characters: nothing a person would type into a search.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

fn push_folded(c: char, folded: &mut String) {
    match c {
        _ if c.is_ascii() && c != '\'' && c != '`' => folded.push(c),
        _ if is_apostrophe(c) => folded.push(' '),
        _ if is_dropped(c) => {}
        _ => match letters(c).or_else(|| additional(c)) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        },
    }
}

/// Latin-1, Latin Extended-A and what of Extended-B is written in Europe and Vietnam
/// (<https://www.unicode.org/charts/PDF/U0100.pdf>); `c` is lower case.
fn letters(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'ā'..='ą' | 'ǎ' | 'ǟ' | 'ǡ' | 'ǻ' | 'ȁ' | 'ȃ' | 'ȧ' => "a",
        'æ' | 'ǣ' | 'ǽ' => "ae",
        'ç' | 'ć'..='č' => "c",
        'ð' | 'ď'..='đ' => "d",
        'è'..='ë' | 'ē'..='ě' | 'ȅ' | 'ȇ' | 'ȩ' => "e",
        'ĝ'..='ģ' | 'ǧ' | 'ǵ' => "g",
        'ĥ'..='ħ' | 'ȟ' => "h",
        'ì'..='ï' | 'ĩ'..='ı' | 'ǐ' | 'ȉ' | 'ȋ' => "i",
        'ĳ' => "ij",
        'ĵ' | 'ǰ' => "j",
        'ķ' | 'ĸ' | 'ǩ' => "k",
        'ĺ'..='ł' => "l",
        'ñ' | 'ń'..='ň' | 'ŋ' | 'ǹ' => "n",
        'ŉ' => " n",
        'ò'..='ö' | 'ø' | 'ō'..='ő' | 'ơ' | 'ǒ' | 'ǫ' | 'ǭ' | 'ǿ' | 'ȍ' | 'ȏ' | 'ȫ'..='ȱ' => {
            "o"
        }
        'œ' => "oe",
        'ŕ'..='ř' | 'ȑ' | 'ȓ' => "r",
        'ś'..='š' | 'ſ' | 'ș' => "s",
        'ß' => "ss",
        'ţ'..='ŧ' | 'ț' => "t",
        'þ' => "th",
        'ù'..='ü' | 'ũ'..='ų' | 'ư' | 'ǔ'..='ǜ' | 'ȕ' | 'ȗ' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' | 'ȳ' => "y",
        'ź'..='ž' => "z",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        _ => return None,
    })
}

/// Latin Extended Additional (<https://www.unicode.org/charts/PDF/U1E00.pdf>); `c` is lower case.
fn additional(c: char) -> Option<&'static str> {
    Some(match c {
        'ḁ' | 'ẚ' | 'ạ'..='ặ' => "a",
        'ḃ'..='ḇ' => "b",
        'ḉ' => "c",
        'ḋ'..='ḓ' => "d",
        'ḕ'..='ḝ' | 'ẹ'..='ệ' => "e",
        'ḟ' => "f",
        'ḡ' => "g",
        'ḣ'..='ḫ' | 'ẖ' => "h",
        'ḭ'..='ḯ' | 'ỉ'..='ị' => "i",
        'ḱ'..='ḵ' => "k",
        'ḷ'..='ḽ' => "l",
        'ḿ'..='ṃ' => "m",
        'ṅ'..='ṋ' => "n",
        'ṍ'..='ṓ' | 'ọ'..='ợ' => "o",
        'ṕ'..='ṗ' => "p",
        'ṙ'..='ṟ' => "r",
        'ṡ'..='ṩ' | 'ẛ' => "s",
        'ṫ'..='ṱ' | 'ẗ' => "t",
        'ṳ'..='ṻ' | 'ụ'..='ự' => "u",
        'ṽ'..='ṿ' => "v",
        'ẁ'..='ẉ' | 'ẘ' => "w",
        'ẋ'..='ẍ' => "x",
        'ẏ' | 'ẙ' | 'ỳ'..='ỹ' => "y",
        'ẑ'..='ẕ' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn accents_case_ligatures_and_elision_do_not_matter() {
        for (text, folded) in [
            ("", ""),
            ("Électricité", "electricite"),
            ("ÉLECTRICITÉ", "electricite"),
            ("e\u{301}le\u{301}ment", "element"),
            ("Cœur de l’Œuvre", "coeur de l oeuvre"),
            ("L'Haÿ-les-Roses", "l hay-les-roses"),
            ("Curriculum vitæ", "curriculum vitae"),
            ("ça, là ; où ? Noël", "ca, la ; ou ? noel"),
            ("  un\u{a0}\u{202f}deux\r\n\ttrois ", "un deux trois"),
            ("Straße ŁÓDŹ Þór İstanbul", "strasse lodz thor istanbul"),
            ("Nguyễn Đặng Ștefan", "nguyen dang stefan"),
            ("ﬁnale\u{ad}ment", "finalement"),
            ("DIT-2026-0001 100 % _x!", "dit-2026-0001 100 % _x!"),
            ("Ωμέγα Жук 東京", "ωμέγα жук 東京"),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn every_accented_latin_letter_becomes_plain() {
        let kept: String = ('\u{c0}'..='\u{17f}')
            .chain('\u{1e00}'..='\u{1e9b}')
            .chain('\u{1ea0}'..='\u{1ef9}')
            .filter(|c| !matches!(c, '×' | '÷'))
            .filter(|c| !fold(&c.to_string()).chars().all(|c| c.is_ascii_lowercase()))
            .collect();
        assert_eq!(kept, "");
    }

    #[test]
    fn an_elided_article_is_no_word_of_a_question() {
        for (question, expected) in [
            ("l'imprimante", vec!["imprimante"]),
            ("L’Imprimante  de Noël", vec!["imprimante", "de", "noel"]),
            ("jusqu'à l'été", vec!["a", "ete"]),
            ("O'Neil", vec!["o", "neil"]),
            ("aujourd'hui", vec!["aujourd", "hui"]),
            ("l", vec!["l"]),
            ("l'", vec!["l"]),
            (" ' ", vec![]),
        ] {
            assert_eq!(words(question), expected, "{question:?}");
        }
    }

    #[test]
    fn words_are_letters_and_digits_and_know_where_they_stand() {
        for (text, expected) in [
            ("", ""),
            (" '\u{2019}\u{ad}-", ""),
            ("L’Imprimante fume !", "Imprimante=imprimante fume=fume"),
            ("jusqu'à l'été", "à=a été=ete"),
            ("aujourd'hui", "aujourd=aujourd hui=hui"),
            ("l' imprimante, l", "l=l imprimante=imprimante l=l"),
            ("l''imprimante d'", "imprimante=imprimante d=d"),
            ("e\u{301}te\u{301} Œuvre", "e\u{301}te\u{301}=ete Œuvre=oeuvre"),
            ("DIT-2026-0001/C_3", "DIT=dit 2026=2026 0001=0001 C=c 3=3"),
            ("a\u{ad}b 東京", "a\u{ad}b=ab 東京=東京"),
            ("ŉa", "ŉa=na"),
        ] {
            let found: Vec<String> = words_of(text)
                .into_iter()
                .map(|word| format!("{}={}", &text[word.range], word.folded))
                .collect();
            assert_eq!(found.join(" "), expected, "{text:?}");
        }
        let long = "é".repeat(WORD_MAX + 9);
        assert_eq!(words_of(&long)[0].folded, "e".repeat(WORD_MAX));
        assert_eq!(words_of(&long)[0].range, 0..long.len());
    }

    proptest! {
        #[test]
        fn words_follow_each_other_and_fold_to_themselves(text in any::<String>()) {
            let mut at = 0;
            for word in words_of(&text) {
                prop_assert!(at <= word.range.start && word.range.start < word.range.end);
                at = word.range.end;
                prop_assert!(text.get(word.range.clone()).is_some());
                prop_assert!(word.folded.chars().all(char::is_alphanumeric), "{:?}", word);
                let again = words_of(&word.folded);
                prop_assert!(again.len() == 1 && again[0].folded == word.folded, "{:?}", again);
            }
        }

        #[test]
        fn folding_twice_changes_nothing_more(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_text_is_found_by_its_own_words(text in "[a-zA-ZàéîœÉ' ’-]{0,40}") {
            let folded = fold(&text);
            for word in words(&text) {
                prop_assert!(folded.contains(&word), "{} in {}", word, folded);
            }
        }
    }
}
