//! Marks, links, clearing.

use editor::notation::{read, show};
use editor::{Color, Command, Link, Mark, Size};

use crate::check;

const RED: Color = Color(0xc0, 0, 0);

#[test]
fn a_mark_is_put_on_the_selected_text_and_taken_from_it() {
    for (mark, letter) in [
        (Mark::Bold, 'b'),
        (Mark::Italic, 'i'),
        (Mark::Underline, 'u'),
        (Mark::Strikethrough, 's'),
    ] {
        let marked = |text: &str| text.replace('b', &letter.to_string());
        for (before, after) in [
            ("un [mot|]", "un [<b`mot|>]"),
            ("[un mot|]", "[<b`un mot|>]"),
            ("u[n m|]ot", "u[<b`n m|>]ot"),
            ("<b`[un|]> mot", "[un|] mot"),
            ("[<b`un> mot|]", "[<b`un mot|>]"),
            ("<b`u[n> mot|]", "<b`u[n mot|>]"),
            ("<b`u[n m|]ot>", "<b`u>[n m|]<b`ot>"),
            ("[un\ndeux|]", "[<b`un>\n<b`deux|>]"),
            ("u[n\n\n|]", "u[<b`n>\n\n|]"),
            ("[|un]", "[|<b`un>]"),
            ("- [un\n1. deux|]", "- [<b`un>\n1. <b`deux|>]"),
            (": [un ; deux|]\n", ": [<b`un> ; <b`deux|>]\n"),
            ("[un\n---\ndeux|]", "[<b`un>\n---\n<b`deux|>]"),
        ] {
            let (before, after) = (marked(before), marked(after));
            // Where the end of the selection is shown in a run, it may as well be shown after it.
            let after = show(&read(&after));
            check(&Command::ToggleMark(mark), &[(&before, Some(&after))]);
        }
    }
}

#[test]
fn a_mark_chosen_at_the_caret_is_that_of_the_text_that_comes() {
    for (before, after) in [
        ("un|", "un<b`x>|"),
        ("|", "<b`x>|"),
        ("<b`un|>", "<b`un>x|"),
        ("<b`un>| mot", "<b`un>x| mot"),
        ("|<b`un>", "x|<b`un>"),
        ("<b`u|n>", "<b`u>x|<b`n>"),
    ] {
        let state = read(before);
        let chosen = state
            .apply(&Command::ToggleMark(Mark::Bold).run(&state).unwrap())
            .unwrap();
        assert_eq!(show(&chosen), show(&state));
        assert_ne!(chosen.has_mark(Mark::Bold), state.has_mark(Mark::Bold));
        let typed = chosen
            .apply(&Command::InsertText("x".to_owned()).run(&chosen).unwrap())
            .unwrap();
        assert_eq!(show(&typed), after, "{before}");
    }
    let state = read("un|");
    let once = state
        .apply(&Command::ToggleMark(Mark::Bold).run(&state).unwrap())
        .unwrap();
    assert!(once.has_mark(Mark::Bold));
    assert!(
        !once.select(0, 0).has_mark(Mark::Bold),
        "moving the caret forgets it"
    );
}

#[test]
fn colours_and_sizes_are_set_and_taken_away() {
    check(
        &Command::SetColor(Some(RED)),
        &[
            ("[un|] mot", Some("[<#c00000`un>|] mot")),
            ("<#c00000`[un|]>", None),
            ("[<#00ff00`un>|]", Some("[<#c00000`un>|]")),
            ("[<@https://example.org`un>|]", None),
        ],
    );
    check(
        &Command::SetColor(None),
        &[("[<b,#c00000`un>|]", Some("[<b`un>|]")), ("[un|]", None)],
    );
    check(
        &Command::SetHighlight(Some(RED)),
        &[("[un|]", Some("[<=#c00000`un>|]"))],
    );
    check(
        &Command::SetHighlight(None),
        &[("[<=#c00000`un>|]", Some("[un|]")), ("[<b`un>|]", None)],
    );
    check(
        &Command::SetSize(Size::Large),
        &[("[un|]", Some("[<+`un>|]")), ("[<-`un>|]", Some("[<+`un>|]"))],
    );
    check(
        &Command::SetSize(Size::Small),
        &[("[un|]", Some("[<-`un>|]")), ("[<-`un>|]", None)],
    );
    check(
        &Command::SetSize(Size::Normal),
        &[("[<+`un>|]", Some("[un|]")), ("[un|]", None), ("un|", None)],
    );
}

#[test]
fn a_link_is_made_changed_and_taken_away() {
    let link = Link::parse("https://example.org").unwrap();
    check(
        &Command::SetLink(Some(link.clone())),
        &[
            ("un [mot|]", Some("un [<@https://example.org`mot>|]")),
            ("un mot|", None),
            (
                "<@https://autre.example`un| mot> ici",
                Some("<@https://example.org`un| mot> ici"),
            ),
            (
                "<@https://autre.example`un ><b,@https://autre.example`mot|> ici",
                Some("<@https://example.org`un ><b,@https://example.org`mot|> ici"),
            ),
            ("[<u,#c00000`un>|]", Some("[<@https://example.org`un>|]")),
            (
                "[un\ndeux|]",
                Some("[<@https://example.org`un>\n<@https://example.org`deux>|]"),
            ),
        ],
    );
    check(
        &Command::SetLink(None),
        &[
            ("<@https://example.org`un| mot>", Some("un| mot")),
            (
                "|<@https://example.org`un> <@https://example.org`mot>",
                Some("|un <@https://example.org`mot>"),
            ),
            (
                "<@https://example.org`un [mot|]>",
                Some("<@https://example.org`un >[mot|]"),
            ),
            ("un|", None),
            ("[un|]", None),
        ],
    );
    check(
        &Command::InsertLink(link.clone(), "le  site\n".to_owned()),
        &[
            ("voir |", Some("voir <@https://example.org`le site>|")),
            ("voir [ici|].", Some("voir <@https://example.org`le site>|.")),
            (
                "<b`voir| >",
                Some("<b`voir><b,@https://example.org`le site>|<b` >"),
            ),
        ],
    );
    check(
        &Command::InsertLink(link, String::new()),
        &[("|", Some("<@https://example.org`https://example.org>|"))],
    );
}

#[test]
fn a_link_does_not_grow_at_its_edges() {
    check(
        &Command::InsertText("x".to_owned()),
        &[
            ("<@https://example.org`un>|", Some("<@https://example.org`un>x|")),
            ("|<@https://example.org`un>", Some("x|<@https://example.org`un>")),
            ("<@https://example.org`u|n>", Some("<@https://example.org`ux|n>")),
            (
                "<b,@https://example.org`un>|",
                Some(
                    "<@https://example.org`un>x|"
                        .replace("<@", "<b,@")
                        .replace(">x", "><b`x>")
                        .as_str(),
                ),
            ),
        ],
    );
}

#[test]
fn clearing_keeps_words_links_and_lists() {
    check(
        &Command::ClearFormatting,
        &[
            ("[<b,i,+,#c00000`un> <=#c00000`mot>|]", Some("[un mot|]")),
            ("# [un|]", Some("[un|]")),
            ("# un|", Some("un|")),
            ("{center} un|", Some("un|")),
            ("{in 2} un|", Some("un|")),
            ("- [<b`un>|]", Some("- [un|]")),
            ("> [<b`un>|]", Some("> [un|]")),
            (
                "[<b,@https://example.org`un>|]",
                Some("[<@https://example.org`un>|]"),
            ),
            ("[un|]", None),
            ("un|", None),
            (": [<b`a> ; # b|]\n", Some(": [a ; b|]\n")),
        ],
    );
}

#[test]
fn buttons_show_what_is() {
    let bold = Command::ToggleMark(Mark::Bold);
    for (text, expected) in [
        ("[<b`un>|]", true),
        ("[<b`un> mot|]", false),
        ("<b`un|>", true),
        ("un|", false),
        ("[<b`un>\n\n<b`mot>|]", true),
        ("|<b`un>", true),
    ] {
        assert_eq!(bold.is_active(&read(text)), expected, "{text}");
    }
    // A link has no underline of its own: it does not keep that of the text around it from being taken off.
    check(
        &Command::ToggleMark(Mark::Underline),
        &[
            (
                "[<u`un ><@https://a.example`lien>|]",
                Some("[un <@https://a.example`lien>|]"),
            ),
            ("[<@https://a.example`lien>|]", None),
        ],
    );
    assert!(Command::SetColor(Some(RED)).is_active(&read("[<#c00000`un>|]")));
    assert!(Command::SetColor(None).is_active(&read("[<b`un>|]")));
    assert!(Command::SetSize(Size::Large).is_active(&read("<+`un|>")));
    assert!(Command::SetLink(None).is_active(&read("<@https://example.org`u|n>")));
    assert!(!Command::SetLink(None).is_active(&read("u|n")));
    assert!(!Command::InsertRule.is_active(&read("u|n")));
}
