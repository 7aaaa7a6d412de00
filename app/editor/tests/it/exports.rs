//! What a document becomes.

use editor::notation::read;
use editor::{Block, Command, Document, PaintContent, PaintSpan, QuotedMail, changed};

use crate::{applied, html};

fn text(notation: &str) -> String {
    read(notation).document().to_text()
}

fn html(notation: &str) -> String {
    read(notation).document().to_html()
}

#[test]
fn empty_lines_end_paragraphs_however_they_are_written() {
    for written in [
        "un\ndeux\n\ntrois",
        "un\r\ndeux\r\n\r\ntrois\r\n",
        "\n\nun\rdeux\r \r\n\rtrois",
    ] {
        assert_eq!(
            Document::from_text(written).to_text(),
            "un\ndeux\n\ntrois",
            "{written:?}"
        );
    }
    let blank = Document::from_text(" \n ");
    assert!(blank.is_blank());
    assert_eq!((blank.to_text(), blank.to_html()), (String::new(), String::new()));
    assert_eq!(blank, Document::default());
}

#[test]
fn a_document_has_one_signature_at_most() {
    let signed = Document::from_text("Bonjour")
        .with_signature("Anne\n01 02")
        .with_signature("Luc");
    assert_eq!(signed.to_text(), "Bonjour\n\n-- \nLuc");
    assert_eq!(
        Document::from_text("Bonjour").with_signature(" \n").to_text(),
        "Bonjour"
    );
    assert_eq!(Document::default().with_signature("Luc").to_text(), "-- \nLuc");
    assert_eq!(signed.signature().map(<[_]>::len), Some(1));
}

#[test]
fn text_becomes_paragraphs_and_no_markup_survives() {
    let html = |text: &str| Document::from_text(text).to_html();
    assert_eq!(html("un\ndeux\n\ntrois"), "<p>un<br>deux</p><p>trois</p>");
    assert_eq!(
        html("<script>alert(\"1\")</script> & co"),
        "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; co</p>"
    );
    assert_eq!(html("a  b"), "<p>a &nbsp;b</p>");
    assert_eq!(html("a\u{a0}!"), "<p>a\u{a0}!</p>");
}

#[test]
fn the_signature_stands_apart_in_mail() {
    let html = Document::from_text("Bonjour")
        .with_signature("Anne\n<b>")
        .to_mail_html();
    assert!(html.contains("Bonjour</p><p style=\"margin:1.5em"), "{html}");
    assert!(html.ends_with("Anne<br>&lt;b&gt;</p></div>"), "{html}");
    let html = read("un\n-- Anne / - 01 02").document().to_mail_html();
    assert!(html.contains("<div style=\"margin:1.5em"), "{html}");
    assert!(html.ends_with("</ul></div></div>"), "{html}");
}

#[test]
fn every_block_and_mark_has_its_html() {
    for (notation, expected) in [
        ("# a\n## b\n### c", "<h1>a</h1><h2>b</h2><h3>c</h3>"),
        ("<b`a><i`b><u`c><s`d>", "<p><b>a</b><i>b</i><u>c</u><s>d</s></p>"),
        (
            "<#c00000`a><=#ffff00`b><+`c><-`d>",
            "<p><span style=\"color:#c00000\">a</span><span style=\"background-color:#ffff00\">b</span>\
             <span style=\"font-size:20px\">c</span><span style=\"font-size:12px\">d</span></p>",
        ),
        (
            "<@https://a.example/?x=1&y`un ><b,@https://a.example/?x=1&y`mot>",
            "<p><a href=\"https://a.example/?x=1&amp;y\" rel=\"noopener noreferrer\" target=\"_blank\">un <b>mot</b></a></p>",
        ),
        (
            "- a\n  - b\n  1. c\n+ d\n- e",
            "<ul><li>a<ul><li>b</li></ul><ol><li>c</li></ol><p>d</p></li><li>e</li></ul>",
        ),
        ("1. a\n3. b", "<ol><li>a</li></ol><ol start=\"3\"><li>b</li></ol>"),
        (
            "> a\n>> - b\nc",
            "<blockquote><p>a</p><blockquote><ul><li>b</li></ul></blockquote></blockquote><p>c</p>",
        ),
        (
            ":: a ; {right} b\n: c ; - d / e\n",
            "<table border=\"1\"><tr><th>a</th><th style=\"text-align:right\">b</th></tr>\
             <tr><td>c</td><td><ul><li>d</li></ul><p>e</p></td></tr></table>",
        ),
        ("a\n---\n", "<p>a</p><hr>"),
        (
            "{center} a\n{in 2} b",
            "<p style=\"text-align:center\">a</p><p style=\"margin-left:80px\">b</p>",
        ),
        ("a\n\nb", "<p>a</p><p><br></p><p>b</p>"),
        ("<$contact.name>", "<p>{contact.name}</p>"),
        ("<!im1 plan>", "<p>plan</p>"),
        ("a\\n", "<p>a<br><br></p>"),
        (
            "~~un mail\n",
            "<blockquote class=\"quoted-mail\"><p>un mail</p></blockquote>",
        ),
    ] {
        assert_eq!(html(notation), expected, "{notation}");
    }
    let document = read("<!im1:300 un \"plan\">").document().clone();
    assert!(
        document
            .to_mail_html()
            .contains("<img src=\"cid:im1\" alt=\"un &quot;plan&quot;\" width=\"300\" style=\"")
    );
    let shown = document.to_html_with(&|id| Some(format!("/files/{id}?a&b")));
    assert!(shown.contains("<img src=\"/files/im1?a&amp;b\""), "{shown}");
    assert_eq!(document.images().len(), 1);
}

#[test]
fn a_page_gets_classes_where_its_policy_refuses_styles() {
    for (notation, expected) in [
        ("# a", "<p class=\"heading-1\">a</p>"),
        (
            "{center} a\n{in 2} b",
            "<p class=\"center\">a</p><p class=\"indent-2\">b</p>",
        ),
        (
            "<$contact.nom>",
            "<p><span class=\"field\">{contact.nom}</span></p>",
        ),
        (": a ; b", "<table><tr><td>a</td><td>b</td></tr></table>"),
    ] {
        let html = read(notation).document().to_page_html(&|_| None);
        assert_eq!(html, expected, "{notation}");
    }
    let colored = |marks: &str| {
        let stored = format!(
            r#"{{"version":1,"blocks":[{{"text":{{"content":[{{"text":{{"text":"a","marks":{{{marks}}}}}}}]}}}}]}}"#
        );
        let document: Document = serde_json::from_str(&stored).unwrap();
        document.to_page_html(&|_| None)
    };
    for (marks, classes) in [
        (r##""color":"#d93025""##, Some("ink-red")),
        (r##""color":"#000000""##, None),
        (r##""color":"#1f2328""##, None),
        (r##""color":"#0b57d0","size":"large""##, Some("ink-blue large")),
        (r##""highlight":"#fff59d""##, Some("mark-yellow")),
        (r##""highlight":"#ffffff""##, None),
        (
            r##""highlight":"#e0e0e0","size":"small""##,
            Some("mark-grey small"),
        ),
    ] {
        let expected = match classes {
            Some(classes) => format!("<p><span class=\"{classes}\">a</span></p>"),
            None => "<p>a</p>".to_owned(),
        };
        assert_eq!(colored(marks), expected, "{marks}");
    }
    let all = "# a\n- b\n  1. c\n+ d\n> e\n:: f ; g\n---\n<@https://a.example`h> <!im>\n~~i\n-- j / k";
    let page = read(all)
        .document()
        .to_page_html(&|id| Some(format!("/files/{id}")));
    assert!(
        page.contains("<img src=\"/files/im\" alt=\"\" loading=\"lazy\""),
        "{page}"
    );
    for refused in ["style=", "<h1", "cid:"] {
        assert!(!page.contains(refused), "{refused} in {page}");
    }
}

#[test]
fn an_image_of_a_quoted_mail_leaves_only_when_it_has_an_address() {
    let quoted = QuotedMail::from_tree(&html::parse("<p>a<img src='cid:a1'><img src='cid:b2'></p>"));
    let document = Document::new(vec![Block::QuotedMail(quoted)]);
    let mail = document.to_mail_html_with(&|id| (id == "a1").then(|| "cid:a1@example.org".to_owned()));
    assert!(
        mail.contains("<p>a<img src=\"cid:a1@example.org\"></p>"),
        "{mail}"
    );
    assert!(!document.to_html().contains("<img"));
}

#[test]
fn fields_that_were_typed_become_fields() {
    for (typed, expected) in [
        ("Bonjour {contact.nom},", "Bonjour <$contact.nom>,"),
        ("<b`{a}{b}>", "<b`<$a><$b>>"),
        ("{A} {} {a b} {{c}} {d", "{A} {} {a b} {<$c>} {d"),
        (": {a} ; b\n- {c}", ": <$a> ; b\n- <$c>"),
    ] {
        let fields = read(typed).document().with_typed_fields();
        assert_eq!(fields, *read(expected).document(), "{typed}");
        assert_eq!(fields.to_text(), read(typed).document().to_text());
    }
    // One pass over the text, however many braces there are.
    let braces = Document::from_text(&"{".repeat(100_000));
    assert_eq!(braces.with_typed_fields(), braces);
}

#[test]
fn a_signature_can_be_taken_away() {
    let signed = read("un\n-- Anne / - 01 02").document().clone();
    let plain = signed.clone().without_signature();
    assert_eq!(plain, read("un").document().clone());
    assert_eq!(plain.clone().without_signature(), plain);
}

#[test]
fn a_short_text_cannot_ask_for_millions_of_cells() {
    let row = format!("[{}]", vec!["{}"; 60].join(","));
    let rows = |count: usize| format!("[{row}{}]", ",[]".repeat(count - 1));
    let stored = |tables: usize, count: usize| {
        let table = format!(r#"{{"table":{{"rows":{}}}}}"#, rows(count));
        format!(r#"{{"version":1,"blocks":[{}]}}"#, vec![table; tables].join(","))
    };
    assert!(serde_json::from_str::<Document>(&stored(1, 1000)).is_ok());
    assert!(serde_json::from_str::<Document>(&stored(2, 501)).is_err());
}

#[test]
fn mail_needs_no_style_sheet() {
    let all = "# a\n- b\n  1. c\n+ d\n> e\n:: f ; g\n---\n<@https://a.example`h> <!im>\n~~i\n-- j / k";
    let mail = read(all).document().to_mail_html();
    for forbidden in [
        "class=", "<style", "position", "flex", "grid", "float", "url(", "var(", "rel=",
    ] {
        assert!(!mail.contains(forbidden), "{forbidden} in {mail}");
    }
    for element in [
        "<h1 style=",
        "<ul style=",
        "<ol style=",
        "<blockquote style=",
        "<table border=\"1\"",
        "<th style=",
        "<hr style=",
        "<a href=",
    ] {
        assert!(mail.contains(element), "{element} in {mail}");
    }
}

#[test]
fn plain_text_reads_well() {
    for (notation, expected) in [
        ("# a\nb", "a\n\nb"),
        ("- a\n- b\n  - c\n  + d\n- e", "- a\n- b\n  - c\n    d\n- e"),
        ("1. a\n2. b\\nc\n10. d", "1. a\n2. b\n   c\n10. d"),
        (
            "1. a\n  - b\n    1. c\n  + d\n+ e",
            "1. a\n   - b\n     1. c\n     d\n   e",
        ),
        ("10. a\n  - b", "10. a\n    - b"),
        ("a\n- b\nc", "a\n\n- b\n\nc"),
        ("> a\n> b\nc", "> a\n>\n> b\n\nc"),
        (">> a\\n\\nb\n> c", ">> a\n>>\n>> b\n>\n> c"),
        ("{in 1} a\\nb", "    a\n    b"),
        (
            "<@https://a.example/x`le site>.",
            "le site <https://a.example/x>.",
        ),
        ("<@https://a.example/`a.example>", "a.example"),
        ("<@https://a.example`https://a.example>", "https://a.example"),
        ("<@mailto:a@b.example`a@b.example>", "a@b.example"),
        ("<@mailto:a@b.example`Anne>", "Anne <a@b.example>"),
        ("<@https://a.example`<b`le> site>", "le site <https://a.example>"),
        (":: Nom ; Prix\n: a ; 12\n", "Nom | Prix\n----|-----\na   | 12"),
        (": a ; \n:  ; b / c\n", "a |\n  | b / c"),
        ("> : a ; b\n", "> a | b"),
        ("a\n---\nb", "a\n\n----------------------------------------\n\nb"),
        (
            "<!im un plan> <!im> <$dit.number>",
            "[un plan] [image] {dit.number}",
        ),
        ("a\n~~un mail\n", "a\n\n> un mail"),
        ("Oui\u{a0}: «\u{202f}a\u{202f}»", "Oui\u{a0}: «\u{202f}a\u{202f}»"),
        ("a\n-- Anne / 01 02", "a\n\n-- \nAnne\n01 02"),
        ("a\n\nb", "a\n\n\n\nb"),
    ] {
        let notation = notation.replace(
            "<@https://a.example`<b`le> site>",
            "<b,@https://a.example`le><@https://a.example` site>",
        );
        assert_eq!(text(&notation), expected, "{notation}");
    }
    let wide = format!(": {} ; {}\n", "a".repeat(50), "b".repeat(50));
    assert_eq!(text(&wide), format!("{} | {}", "a".repeat(50), "b".repeat(50)));
}

#[test]
fn fields_are_filled_and_the_missing_ones_are_told() {
    let document = read("Bonjour <b`<$contact.name>>,\n: <$dit.number> ; <$x>\n\n-- <$me>")
        .document()
        .clone();
    let names = |document: &Document| -> Vec<String> {
        document
            .fields()
            .iter()
            .map(|name| name.as_str().to_owned())
            .collect()
    };
    assert_eq!(names(&document), ["contact.name", "dit.number", "x", "me"]);
    let filled = document.with_fields(&|name| match name {
        "contact.name" => Some("Anne <b>".to_owned()),
        "dit.number" => Some("DIT-1".to_owned()),
        "me" => Some("Luc".to_owned()),
        _ => None,
    });
    assert_eq!(names(&filled), ["x"]);
    assert!(filled.to_text().starts_with("Bonjour Anne <b>,"));
    assert!(filled.to_html().contains("Anne &lt;b&gt;"));
}

#[test]
fn a_quoted_mail_is_kept_as_far_as_it_is_harmless() {
    let mail = "<style>p{color:red}</style><div style='color:red;position:fixed;background:url(x)' onclick='a()' class=x>\
        <p align=center>Un <b>mot</b></p><img src='https://t.example/p.gif'><img src='cid:a1'>\
        <a href='javascript:x'>a</a><a href='https://b.example/\"x'>b</a><script>x</script><form><input></form></div>";
    let quoted = QuotedMail::from_tree(&html::parse(mail));
    let expected = "<div style=\"color:red\"><p align=\"center\">Un <b>mot</b></p><img src=\"cid:a1\"><a>a</a>\
        <a href=\"https://b.example/%22x\">b</a></div>";
    assert_eq!(quoted.to_html(), expected);
    let again = QuotedMail::from_tree(&html::parse(&quoted.to_html()));
    assert_eq!(again.to_html(), expected);
    // What is stored is not trusted.
    let hostile = r#"{"version":1,"blocks":[{"quoted_mail":[{"open":{"name":"script"}},{"text":"x"},"close",
        {"open":{"name":"p onload=x","attributes":[["onclick","x"]]}},{"open":{"name":"a","attributes":[["href","javascript:x"]]}},{"text":"<b>"}]}]}"#;
    let document: Document = serde_json::from_str(hostile).unwrap();
    assert!(
        document
            .to_mail_html()
            .ends_with("\"><a>&lt;b&gt;</a></blockquote></div>"),
        "{}",
        document.to_mail_html()
    );
}

#[test]
fn what_is_stored_has_a_version() {
    let stored = serde_json::to_string(read("un <b`mot>\n- {center} a").document()).unwrap();
    assert_eq!(
        stored,
        "{\"version\":1,\"blocks\":[{\"text\":{\"content\":[{\"text\":{\"text\":\"un \"}},{\"text\":{\"text\":\"mot\",\
         \"marks\":{\"bold\":true}}}]}},{\"text\":{\"align\":\"center\",\"item\":{\"marker\":\"bullet\"},\
         \"content\":[{\"text\":{\"text\":\"a\"}}]}}]}"
    );
    for wrong in [
        "{\"version\":2,\"blocks\":[]}",
        "{\"blocks\":[]}",
        "{\"version\":1,\"blocks\":[{\"text\":{\"content\":[{\"text\":{\"text\":\"a\",\"marks\":{\"link\":\"javascript:x\"}}}]}}]}",
        "{\"version\":1,\"blocks\":[{\"text\":{\"content\":[{\"text\":{\"text\":\"a\",\"marks\":{\"color\":\"red;x\"}}}]}}]}",
        "{\"version\":1,\"blocks\":[{\"text\":{\"content\":[{\"atom\":{\"atom\":{\"image\":{\"id\":\"a\\\"b\"}}}}]}}]}",
    ] {
        assert!(serde_json::from_str::<Document>(wrong).is_err(), "{wrong}");
    }
    let odd: Document = serde_json::from_str(
        "{\"version\":1,\"blocks\":[{\"table\":{\"quote\":200,\"rows\":[[],[{\"blocks\":[]}]]}},{\"text\":{\"quote\":255,\"item\":{\"marker\":\"continued\",\"level\":99}}}]}",
    )
    .unwrap();
    assert_eq!(
        editor::notation::show_document(&odd),
        ">>>>>> : \n>>>>>> : \n>>>>>> "
    );
}

#[test]
fn only_what_changed_is_painted_again() {
    let state = read("un\n- deux|\n- trois\nfin");
    let after = applied(&state, &Command::InsertText("x".to_owned()).run(&state).unwrap());
    let change = changed(state.document(), after.document());
    assert_eq!((change.from, change.removed, change.added), (1, 1, 1));
    let painted = after.document().paint_range(1, 2);
    assert_eq!(painted.len(), 1);
    assert_eq!(
        (painted[0].at, painted[0].tag, painted[0].marker.as_deref()),
        (3, "p", Some("\u{2022}"))
    );
    assert_eq!(painted[0].classes, ["item", "level-0"]);
    let PaintContent::Spans(spans) = &painted[0].content else {
        panic!("a text block has spans")
    };
    assert!(matches!(&spans[..], [PaintSpan::Text(text, _)] if text == "deuxx"));
    let all = read("3. a\n4. b\n> {center} c\n: d ; e\n---\n~~f\n\n-- g")
        .document()
        .paint();
    let seen: Vec<(&str, usize)> = all.iter().map(|block| (block.tag, block.at)).collect();
    assert_eq!(
        seen,
        [
            ("p", 0),
            ("p", 2),
            ("p", 4),
            ("table", 6),
            ("hr", 15),
            ("blockquote", 16),
            ("p", 17),
            ("div", 18)
        ]
    );
    assert_eq!(all[1].marker.as_deref(), Some("4."));
    assert_eq!(all[2].classes, ["center", "quote-1"]);
    let PaintContent::Table(rows) = &all[3].content else {
        panic!("a table has rows")
    };
    assert_eq!(
        rows[0].iter().map(|cell| cell.blocks[0].at).collect::<Vec<_>>(),
        [9, 12]
    );
}
