//! What is said about a formatted text and about a paste. The words come with the parts that say them, so they stand in no catalogue.

use domain::locale::Locale;
use editor::LeftOut;
use std::collections::BTreeMap;

/// How a text is left by the keyboard where Tab means something in it.
pub fn keyboard_help(locale: Locale) -> &'static str {
    match locale {
        Locale::Fr => {
            "Dans une liste, Tab change de niveau\u{202f}; dans un tableau, de cellule. Échap puis Tab quitte le texte."
        }
        Locale::En => {
            "In a list, Tab changes the level; in a table, the cell. Escape then Tab leaves the text."
        }
    }
}

/// What a paste left out, in one sentence; empty when nothing that anybody would miss was.
pub fn left_out_sentence(locale: Locale, left_out: &BTreeMap<LeftOut, usize>) -> String {
    let name = match locale {
        Locale::Fr => french,
        Locale::En => english,
    };
    let parts: Vec<String> = left_out
        .iter()
        .filter_map(|(kind, count)| name(*kind, *count))
        .collect();
    let Some((last, others)) = parts.split_last() else {
        return String::new();
    };
    let (start, and) = match locale {
        Locale::Fr => ("Non repris\u{a0}: ", " et "),
        Locale::En => ("Left out: ", " and "),
    };
    let list = if others.is_empty() {
        last.clone()
    } else {
        format!("{}{and}{last}", others.join(", "))
    };
    format!("{start}{list}.")
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count > 1 {
        format!("{count}\u{a0}{many}")
    } else {
        one.to_owned()
    }
}

/// A tracking image is nothing that its reader ever saw: no word is said about it.
fn french(kind: LeftOut, count: usize) -> Option<String> {
    Some(match kind {
        LeftOut::TrackingImage => return None,
        LeftOut::ActiveContent => "le contenu actif".to_owned(),
        LeftOut::Image => counted(count, "une image", "images"),
        LeftOut::UnsafeLink => counted(
            count,
            "l’adresse d’un lien qui n’est pas sûr",
            "adresses de liens qui ne sont pas sûrs",
        ),
        LeftOut::HiddenText => "le texte masqué".to_owned(),
        LeftOut::TableCells => "les lignes et colonnes en trop d’un tableau".to_owned(),
        LeftOut::TooLong => "la fin du texte, trop long".to_owned(),
    })
}

fn english(kind: LeftOut, count: usize) -> Option<String> {
    Some(match kind {
        LeftOut::TrackingImage => return None,
        LeftOut::ActiveContent => "active content".to_owned(),
        LeftOut::Image => counted(count, "an image", "images"),
        LeftOut::UnsafeLink => counted(
            count,
            "the address of an unsafe link",
            "addresses of unsafe links",
        ),
        LeftOut::HiddenText => "hidden text".to_owned(),
        LeftOut::TableCells => "the rows and columns that a table cannot hold".to_owned(),
        LeftOut::TooLong => "the end of the text, which is too long".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paste_says_what_it_left_out() {
        let said = |left_out: &[(LeftOut, usize)]| {
            left_out_sentence(Locale::Fr, &left_out.iter().copied().collect())
        };
        assert_eq!(said(&[]), "");
        assert_eq!(said(&[(LeftOut::TrackingImage, 2)]), "");
        assert_eq!(said(&[(LeftOut::Image, 1)]), "Non repris\u{a0}: une image.");
        assert_eq!(
            said(&[
                (LeftOut::ActiveContent, 3),
                (LeftOut::Image, 2),
                (LeftOut::TooLong, 1)
            ]),
            "Non repris\u{a0}: le contenu actif, 2\u{a0}images et la fin du texte, trop long."
        );
    }
}
