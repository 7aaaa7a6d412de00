//! Input made to harm: it is read in time that grows with its size, and nothing of it runs.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use editor::{Document, Editor, HtmlEvent, HtmlTree, Import, LeftOut, QuotedMail, beginning};

use crate::html;

fn nested(name: &str, depth: usize, text: &str) -> HtmlTree {
    let mut tree = HtmlTree::new();
    for _ in 0..depth {
        tree.open(name, Vec::new());
        tree.text(text);
    }
    tree
}

fn read(tree: &HtmlTree) -> Import {
    Import::read(tree, &mut |_| None)
}

#[test]
fn ten_thousand_nested_elements_are_read() {
    let names = "div blockquote ul ol li table tr td b font a span p script h1 dd pre style svg x-y";
    for name in names.split(' ') {
        let tree = nested(name, 10_000, "a ");
        let document = read(&tree).document;
        let _ = (document.to_html(), document.to_text(), document.paint());
        let _ = QuotedMail::from_tree(&tree).to_html();
    }
    let mut tree = HtmlTree::new();
    for _ in 0..5_000 {
        tree.open("ul", Vec::new());
        tree.open("li", Vec::new());
        tree.text("a");
    }
    let lists = read(&tree).document;
    let items = lists
        .blocks()
        .iter()
        .filter_map(|block| block.as_text()?.attrs.item);
    assert_eq!(items.map(|item| item.level).max(), Some(5));
}

#[test]
fn time_grows_with_size_only() {
    // Ten times the input may take ten times the time; a reader that goes back over what it read would take a hundred
    // times. The bound between leaves room for the grain of the clock.
    for piece in [
        "<p>un <b>mot</b> et <i>deux</i></p>",
        "<div>ligne</div><div><br></div>",
        "<ul><li>a<ul><li>b</li></ul></li></ul>",
        "<table border=1><tr><td>a<td colspan=9 rowspan=9>b</table>",
        "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>1.</span>x</p>",
        "<style>.a{color:red}</style><span class='a b c'>x</span>",
        "<b><i>",
        "&nbsp; &nbsp;",
        "a<br>",
        "</p></div><td>",
    ] {
        let time = |times: usize| {
            let tree = html::parse(&piece.repeat(times));
            let measured = (0..3).map(|_| {
                let start = spent();
                assert!(read(&tree).document.size() > 0);
                spent().saturating_sub(start)
            });
            measured.min().unwrap_or_default()
        };
        let (small, large) = (time(300), time(3_000));
        let bound = small * 40 + Duration::from_millis(100);
        assert!(large < bound, "{piece}: {small:?} then {large:?}");
    }
}

/// The time that this thread ran on a processor, where the system tells (Linux): a busy machine does not count.
fn spent() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    match told.split(' ').next().and_then(|ns| ns.parse().ok()) {
        Some(ns) => Duration::from_nanos(ns),
        None => START.get_or_init(Instant::now).elapsed(),
    }
}

#[test]
fn a_text_is_read_up_to_its_limit_and_no_further() {
    let mut tree = HtmlTree::new();
    for _ in 0..30 {
        tree.open("p", Vec::new());
        tree.text(&"é ".repeat(50_000));
        tree.close();
    }
    let imported = read(&tree);
    assert_eq!(imported.left_out.get(&LeftOut::TooLong), Some(&1));
    let (size, most) = (
        imported.document.to_text().len(),
        beginning(&"é".repeat(500_000)).len(),
    );
    assert!((most - 100..=most + 100).contains(&size), "{size} of {most}");

    let mut tree = HtmlTree::new();
    for _ in 0..30_000 {
        tree.open("p", Vec::new());
        tree.text("a");
        tree.close();
    }
    let imported = read(&tree);
    assert_eq!(imported.left_out.get(&LeftOut::TooLong), Some(&1));
    let lines = beginning(&"a\n".repeat(30_000)).lines().count();
    assert_eq!(imported.document.blocks().len(), lines);
}

#[test]
fn a_table_without_end_is_cut() {
    let attribute = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut tree = HtmlTree::new();
    tree.open("table", Vec::new());
    for _ in 0..1_200 {
        tree.open("tr", Vec::new());
        for _ in 0..70 {
            tree.open(
                "td",
                vec![attribute("colspan", "4000000000"), attribute("rowspan", "99999")],
            );
            tree.close();
        }
        tree.close();
    }
    let imported = read(&tree);
    assert!(imported.left_out.contains_key(&LeftOut::TableCells));
    let cells = imported.document.all_text().count();
    assert!((5_000..7_000).contains(&cells), "{cells}");
    let wide = vec!["{}"; 5_000].join(",");
    let long = "[],".repeat(5_000);
    let stored = format!("{{\"version\":1,\"blocks\":[{{\"table\":{{\"rows\":[[{wide}],{long}[]]}}}}]}}");
    let padded: Document = serde_json::from_str(&stored).unwrap();
    assert!(padded.size() < 400_000);
}

const TRICKS: &[&str] = &[
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button formaction=javascript:alert(1)>x</button></form>",
    "<a href='jav&#x09;ascript:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='https://a.example/\"onmouseover=alert(1)'>x</a>",
    "<a href='https://a.example/' onclick=alert(1) style='x:expression(alert(1))'>x</a>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p style='color:red\"onclick=alert(1)'>x</p>",
    "<p style='border:rgb(1,2,3) url(https://a.example/p.gif)'>x</p>",
    "<p style='width:expression(alert(1))'>x</p>",
    "<p style='color:r\\65 d;background-color:\\75rl(x)'>x</p>",
    "<font color='red\" onclick=alert(1)'>x</font>",
    "<base href=javascript:alert(1)//>x",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>x",
    "<link rel=stylesheet href=https://a.example/x.css>x",
    "<xml><script>alert(1)</script></xml>",
    "<title><img src=x onerror=alert(1)></title>",
    "<textarea><script>alert(1)</script></textarea>",
    "<plaintext><script>alert(1)</script>",
    "<xmp><script>alert(1)</script></xmp>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<!--[if gte mso 9]><script>alert(1)</script><![endif]-->x",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<img src='cid:a\" onerror=alert(1)'>",
    "<video><source onerror=alert(1)></video>",
    "<details open ontoggle=alert(1)>x</details>",
    "<table background=javascript:alert(1)><td background=javascript:alert(1)>x</table>",
    "<script>alert(1)</script",
];

#[test]
fn nothing_that_runs_survives() {
    for trick in TRICKS {
        for around in [
            "",
            "<table border=1><tr><td>",
            "<ul><li><b>",
            "<blockquote><a href='https://a.example'>",
        ] {
            let source = format!("{around}{trick}");
            let tree = html::parse(&source);
            let imported = html::import(&source).document;
            let quoted = QuotedMail::from_tree(&tree).to_html();
            for exported in [imported.to_html(), imported.to_mail_html(), quoted] {
                assert_only_allowed(&exported, &source);
            }
        }
    }
}

/// Parses what was exported again: only allowed elements and attributes may come of it.
fn assert_only_allowed(exported: &str, source: &str) {
    let elements = "html head body div p h1 h2 h3 ul ol li blockquote table tbody tr td th hr br img a b i u s span font \
        caption col dl center pre";
    for event in html::parse(exported).events() {
        let HtmlEvent::Open { name, attributes } = event else {
            continue;
        };
        assert!(
            elements.split(' ').any(|allowed| allowed == name),
            "<{name}> of {source}: {exported}"
        );
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on"),
                "{attribute} of {source}: {exported}"
            );
            let value = value.to_lowercase();
            for word in ["javascript", "expression", "url(", "data:", "vbscript", "\\"] {
                assert!(!value.contains(word), "{attribute}={value} of {source}");
            }
            if attribute == "src" {
                assert!(value.starts_with("cid:"), "{value} of {source}");
            }
        }
    }
}

#[test]
fn a_long_text_is_typed_into_without_delay() {
    let text = vec!["Une phrase assez longue pour une ligne de courrier."; 2_000].join("\n\n");
    let mut editor = Editor::new(Document::from_text(&text));
    let middle = editor.state().document().size() / 2;
    editor.select(middle, middle);
    let start = spent();
    for _ in 0..100 {
        editor.type_text("x");
    }
    // Without optimization; a frame is 16 ms.
    let spent = spent().saturating_sub(start);
    assert!(spent < Duration::from_millis(1600), "{spent:?} for 100 keys");
}
