//! HTML that can do nothing.
//!
//! Only elements and attributes that lay out text are kept; what is kept is written anew from what the tokenizer of the HTML standard
//! read, so that no trick of spelling survives. The page is then framed without rights and under a policy of its own: each of the
//! three walls would do alone.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::cell::RefCell;
use std::collections::HashMap;

/// Elements that lay out text.
const ELEMENTS: [&str; 64] = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "font",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "main",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
];
const MORE_ELEMENTS: [&str; 5] = ["tt", "u", "ul", "var", "wbr"];
/// Attributes that lay out text. Those that hold an address are dealt with one by one.
const ATTRIBUTES: [&str; 34] = [
    "abbr",
    "align",
    "alt",
    "bgcolor",
    "border",
    "cellpadding",
    "cellspacing",
    "class",
    "clear",
    "color",
    "colspan",
    "datetime",
    "dir",
    "face",
    "headers",
    "height",
    "hspace",
    "lang",
    "noshade",
    "nowrap",
    "reversed",
    "rowspan",
    "rules",
    "scope",
    "size",
    "span",
    "start",
    "style",
    "summary",
    "title",
    "type",
    "valign",
    "vspace",
    "width",
];
/// What a style sheet needs to fetch something, or to hide that it does.
const LOUD_CSS: [&str; 8] = [
    "url",
    "\\",
    "@import",
    "image",
    "src",
    "expression",
    "behavior",
    "binding",
];
/// What a mail looks like where it says nothing itself: as in the programs that read mails.
const STYLE: &str = "html{color-scheme:light;background:#fff}body{margin:12px;font:15px/1.45 sans-serif;color:#1a1a1a;\
                     overflow-wrap:anywhere}img{max-width:100%;height:auto}";

/// A whole page with what may stay of `html`. `images` are the addresses of the images that came along.
pub(super) fn page(html: &str, images: &HashMap<String, String>) -> String {
    let sink = Sink {
        images,
        out: RefCell::default(),
    };
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    // It stops at scripts only, and the sink names none.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    let body = tokenizer.sink.out.into_inner().html;
    format!(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>Mail</title><style>{STYLE}</style></head>\
         <body>{body}</body></html>"
    )
}

struct Sink<'a> {
    images: &'a HashMap<String, String>,
    out: RefCell<Out>,
}

#[derive(Default)]
struct Out {
    html: String,
    /// The element whose content is not text of the page, and what it held so far.
    inside: Option<(String, String)>,
}

impl TokenSink for Sink<'_> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut out = self.out.borrow_mut();
        match token {
            Token::CharacterTokens(text) => out.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => return self.start(&mut out, &tag),
            Token::TagToken(tag) => out.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Sink<'_> {
    fn start(&self, out: &mut Out, tag: &Tag) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        if out.inside.is_some() {
            return TokenSinkResult::Continue;
        }
        if let Some(kind) = raw_kind(name) {
            out.inside = Some((name.to_owned(), String::new()));
            return TokenSinkResult::RawData(kind);
        }
        if is_element(name) {
            out.html.push('<');
            out.html.push_str(name);
            for attribute in &tag.attrs {
                if let Some((attribute, value)) =
                    self.attribute(name, &attribute.name.local, &attribute.value)
                {
                    out.attribute(attribute, &value);
                }
            }
            out.html.push('>');
        }
        TokenSinkResult::Continue
    }

    /// The attribute as it may stay, or what stays in its place.
    fn attribute<'a>(&self, element: &str, name: &'a str, value: &str) -> Option<(&'a str, String)> {
        match (element, name) {
            ("img", "src") => self.image(value).map(|image| (name, image)),
            // Where it led can be read, not followed.
            ("a", "href") => Some(("title", value.to_owned())),
            (_, "style") => is_quiet(value).then(|| (name, value.to_owned())),
            _ => ATTRIBUTES.contains(&name).then(|| (name, value.to_owned())),
        }
    }

    /// An image that the page holds itself.
    fn image(&self, address: &str) -> Option<String> {
        let address = address.trim();
        if let Some(id) = address.strip_prefix("cid:") {
            return self.images.get(id).cloned();
        }
        let is_own = address
            .get(..11)
            .is_some_and(|start| start.eq_ignore_ascii_case("data:image/"));
        is_own.then(|| address.to_owned())
    }
}

impl Out {
    fn text(&mut self, text: &str) {
        match &mut self.inside {
            Some((_, held)) => held.push_str(text),
            None => escape(text, &mut self.html),
        }
    }

    fn end(&mut self, name: &str) {
        match self.inside.take() {
            // The tokenizer ended it where the browser will: it holds no end of its own.
            Some((inside, held)) if inside == name => self.style(name, &held),
            Some(other) => self.inside = Some(other),
            None if is_element(name) => {
                self.html.push_str("</");
                self.html.push_str(name);
                self.html.push('>');
            }
            None => {}
        }
    }

    /// A style sheet stays when it fetches nothing; whatever else is not text goes.
    fn style(&mut self, name: &str, css: &str) {
        if name == "style" && is_quiet(css) {
            self.html.push_str("<style>");
            self.html.push_str(css);
            self.html.push_str("</style>");
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.html.push(' ');
        self.html.push_str(name);
        self.html.push_str("=\"");
        escape(value, &mut self.html);
        self.html.push('"');
    }
}

fn is_element(name: &str) -> bool {
    ELEMENTS.contains(&name) || MORE_ELEMENTS.contains(&name)
}

/// Elements whose content is no text of the page, and how it is read.
fn raw_kind(name: &str) -> Option<RawKind> {
    match name {
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => Some(RawKind::Rawtext),
        "script" => Some(RawKind::ScriptData),
        "title" | "textarea" => Some(RawKind::Rcdata),
        _ => None,
    }
}

fn is_quiet(css: &str) -> bool {
    let css = css.to_ascii_lowercase();
    !css.contains('<') && LOUD_CSS.iter().all(|loud| !css.contains(loud))
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(html: &str) -> String {
        let page = page(html, &HashMap::new());
        let (_, rest) = page.split_once("<body>").unwrap();
        rest.strip_suffix("</body></html>").unwrap().to_owned()
    }

    #[test]
    fn text_keeps_its_layout() {
        for kept in [
            "<p style=\"color:#a00\">Bonjour <b>à</b> tous</p>",
            "<ul><li>un</li></ul>",
            "<table border=\"1\"><tr><td colspan=\"2\">&lt;b&gt; &amp; c</td></tr></table>",
            "<style>p{color:red}</style><p class=\"a\">x</p>",
            "<img src=\"data:image/png;base64,iVBORw==\" alt=\"x\">",
        ] {
            assert_eq!(body(kept), kept);
        }
        assert_eq!(
            body("<!DOCTYPE html><html><head><title>x</title></head><body bgcolor=red>a<br>b</body></html>"),
            "a<br>b"
        );
        assert_eq!(
            body("<a href=\"https://evil.example/?a&amp;b\" onclick=x>ici</a>"),
            "<a title=\"https://evil.example/?a&amp;b\">ici</a>"
        );
    }

    #[test]
    fn whatever_could_run_fetch_or_lead_away_is_gone() {
        for (hostile, left) in [
            ("<script>alert(1)</script>x", "x"),
            ("<scr<script>ipt>alert(1)</script>x", "ipt&gt;alert(1)x"),
            ("<img src=x onerror=alert(1)>", "<img>"),
            ("<img src=https://evil.example/a.png alt=a>", "<img alt=\"a\">"),
            ("<img src=\"cid:none\">", "<img>"),
            ("<svg onload=alert(1)><circle/></svg>x", "x"),
            ("<iframe src=https://evil.example>a</iframe>x", "x"),
            ("<iframe srcdoc='<script>alert(1)</script>'></iframe>x", "x"),
            (
                "<object data=//evil.example></object><embed src=//evil.example>x",
                "x",
            ),
            (
                "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example/>x",
                "x",
            ),
            ("<link rel=stylesheet href=//evil.example/a.css>x", "x"),
            (
                "<form action=//evil.example><input name=a><button>b</button></form>",
                "b",
            ),
            ("<p style=\"background:url(//evil.example)\">x</p>", "<p>x</p>"),
            ("<p style=\"background:u\\72l(//evil.example)\">x</p>", "<p>x</p>"),
            ("<style>@import '//evil.example/a.css';</style>x", "x"),
            ("<style><!--</style><script>alert(1)</script>-->", "--&gt;"),
            ("<table background=//evil.example><tr><td>x", "<table><tr><td>x"),
            (
                "<video src=//evil.example poster=//evil.example><source src=//evil.example></video>x",
                "x",
            ),
            (
                "<a href=javascript:alert(1) target=_top>x</a>",
                "<a title=\"javascript:alert(1)\">x</a>",
            ),
            (
                "<p title='\"><script>alert(1)</script>'>x</p>",
                "<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</p>",
            ),
            (
                "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
                "",
            ),
            (
                "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
                "<img>'&gt;",
            ),
            ("<template><img src=x onerror=alert(1)></template>", "<img>"),
            ("<!--><img src=x onerror=alert(1)>-->", "<img>--&gt;"),
            ("<![CDATA[<script>alert(1)</script>]]>x", "alert(1)]]&gt;x"),
            ("<textarea><img src=x onerror=alert(1)></textarea>x", "x"),
            ("<script>never closed", ""),
        ] {
            let found = body(hostile);
            // What a comment of the tokenizer swallowed may leave less than is written here, never more that acts.
            assert!(
                !found.contains("<script") && !found.contains("onerror=") && !found.contains("src=\"http"),
                "{hostile}: {found}"
            );
            if !hostile.starts_with("<![CDATA") {
                assert_eq!(found, left, "{hostile}");
            }
        }
    }
}
