//! HTML of other programs before a browser parses it. The policy of the page judges each style and each handler of each element, in a
//! document that nobody sees as well, and tells of every one: some ten thousand would take seconds. Under another name they are only text.

/// What stands before the names that the policy would judge.
const MARK: &str = "x-";

/// The same HTML with those attributes renamed. Only the time that it takes depends on it: nothing of the HTML is ever run.
pub fn quiet(html: &str) -> String {
    let mut quiet = String::with_capacity(html.len() + html.len() / 16);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at + 1);
        quiet.push_str(before);
        rest = match tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            true => copy_tag(tag, &mut quiet),
            false => tag,
        };
    }
    quiet.push_str(rest);
    quiet
}

/// The name that an attribute had.
pub fn name_of(name: &str) -> &str {
    match name.strip_prefix(MARK) {
        Some(renamed) if is_judged(renamed) => renamed,
        _ => name,
    }
}

fn is_judged(name: &str) -> bool {
    let begins = name
        .get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("on"));
    begins || name.eq_ignore_ascii_case("style")
}

/// Copies a tag that begins with its name, up to its end; what follows it. As the standard reads it
/// (<https://html.spec.whatwg.org/multipage/parsing.html#before-attribute-name-state>).
fn copy_tag<'a>(tag: &'a str, quiet: &mut String) -> &'a str {
    let mut rest = take(tag, quiet, |c| !is_between(c) && c != '>');
    loop {
        rest = take(rest, quiet, is_between);
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let name = rest
            .get(1..)
            .and_then(|more| more.find(|c| is_between(c) || matches!(c, '>' | '=')));
        let name = &rest[..name.map_or(rest.len(), |end| end + 1)];
        if is_judged(name) {
            quiet.push_str(MARK);
        }
        quiet.push_str(name);
        rest = take(&rest[name.len()..], quiet, is_blank);
        if rest.starts_with('=') {
            rest = take(take_bytes(rest, 1, quiet), quiet, is_blank);
            rest = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let rest = take(take_bytes(rest, 1, quiet), quiet, |c| c != quote);
                    take_bytes(rest, 1, quiet)
                }
                _ => take(rest, quiet, |c| !is_blank(c) && c != '>'),
            };
        }
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

fn is_between(c: char) -> bool {
    is_blank(c) || c == '/'
}

/// Copies as long as it holds; the rest.
fn take<'a>(text: &'a str, to: &mut String, holds: impl Fn(char) -> bool) -> &'a str {
    take_bytes(text, text.find(|c| !holds(c)).unwrap_or(text.len()), to)
}

fn take_bytes<'a>(text: &'a str, count: usize, to: &mut String) -> &'a str {
    let (taken, rest) = text.split_at(count.min(text.len()));
    to.push_str(taken);
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_policy_judges_is_renamed() {
        for (html, expected) in [
            ("<p style='a'>b</p>", "<p x-style='a'>b</p>"),
            ("<p STYLE = a>b", "<p x-STYLE = a>b"),
            ("<img/onerror=x src=y>", "<img/x-onerror=x src=y>"),
            (
                "<a href=\"' onclick=1\" onclick>",
                "<a href=\"' onclick=1\" x-onclick>",
            ),
            ("<a title='>' style>x style=1", "<a title='>' x-style>x style=1"),
            ("1 < 2 style=3 <- on=1 <3 onx=1", "1 < 2 style=3 <- on=1 <3 onx=1"),
            (
                "<p =on=1 data-style=a xstyle=b>",
                "<p =on=1 data-style=a xstyle=b>",
            ),
            ("<p a=é style=\"ü\"/>", "<p a=é x-style=\"ü\"/>"),
            ("<p style", "<p x-style"),
            ("<p style=\"", "<p x-style=\""),
            ("<", "<"),
            ("<p", "<p"),
            ("</p style=a>", "</p style=a>"),
        ] {
            assert_eq!(quiet(html), expected, "{html}");
        }
    }

    #[test]
    fn a_name_is_found_again() {
        assert_eq!(name_of("x-style"), "style");
        assert_eq!(name_of("x-onclick"), "onclick");
        assert_eq!(name_of("x-other"), "x-other");
        assert_eq!(name_of("style"), "style");
    }
}
