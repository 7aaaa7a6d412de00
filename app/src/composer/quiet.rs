//! HTML of other programs before a browser parses it. The policy of the page judges each style and each handler of each element, in a
//! document that nobody sees as well, and tells of every one: some ten thousand would take seconds. Under another name they are only text.

/// What stands before the names that the policy would judge.
const MARK: &str = "x-";

/// What the address of an image begins with that is in the HTML itself.
const CARRIED: &str = "data:image/";

/// The same HTML with those attributes renamed, up to so many bytes of it; and whether that is not all. Only the time that it takes depends
/// on it: nothing of the HTML is ever run.
///
/// Images that the HTML carries in itself are taken out, so that they do not count: `keep` is given the address of each, and says what
/// takes its place.
pub fn quiet<'a>(html: &'a str, max_bytes: usize, keep: &mut dyn FnMut(&'a str) -> String) -> (String, bool) {
    let mut quiet = String::with_capacity(html.len().min(max_bytes));
    let mut rest = html;
    while let Some(at) = rest.find('<').filter(|_| quiet.len() < max_bytes) {
        let (before, tag) = rest.split_at(at + 1);
        quiet.push_str(before);
        rest = match tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            true => copy_tag(tag, &mut quiet, keep),
            false => tag,
        };
    }
    // A character more than what is asked for tells that there is more.
    quiet.push_str(&rest[..rest.floor_char_boundary(max_bytes + char::MAX.len_utf8())]);
    let is_cut = quiet.len() > max_bytes;
    quiet.truncate(quiet.floor_char_boundary(max_bytes));
    (quiet, is_cut)
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
fn copy_tag<'a>(tag: &'a str, quiet: &mut String, keep: &mut dyn FnMut(&'a str) -> String) -> &'a str {
    let mut rest = take(tag, quiet, |c| !is_between(c) && c != '>');
    loop {
        rest = take(rest, quiet, is_between);
        if rest.is_empty() || rest.starts_with('>') {
            return rest;
        }
        let name = rest
            .char_indices()
            .skip(1)
            .find(|(_, c)| is_between(*c) || matches!(c, '>' | '='));
        let name = &rest[..name.map_or(rest.len(), |(end, _)| end)];
        if is_judged(name) {
            quiet.push_str(MARK);
        }
        quiet.push_str(name);
        rest = take(&rest[name.len()..], quiet, is_blank);
        if rest.starts_with('=') {
            rest = take(take_bytes(rest, 1, quiet), quiet, is_blank);
            rest = match rest.chars().next() {
                Some(quote @ ('"' | '\'')) => {
                    let value = take_bytes(rest, 1, quiet);
                    let rest = match carried(name, value, quote) {
                        Some(address) => {
                            quiet.push_str(&keep(address));
                            &value[address.len()..]
                        }
                        None => take(value, quiet, |c| c != quote),
                    };
                    take_bytes(rest, 1, quiet)
                }
                _ => take(rest, quiet, |c| !is_blank(c) && c != '>'),
            };
        }
    }
}

/// The address of an image that is in the HTML itself, where a quoted value is one.
fn carried<'a>(name: &str, value: &'a str, quote: char) -> Option<&'a str> {
    let is_carried = name.eq_ignore_ascii_case("src") && value.starts_with(CARRIED);
    is_carried.then(|| value.split(quote).next()).flatten()
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
            ("<p é=1 style=a>", "<p é=1 x-style=a>"),
            ("<p style", "<p x-style"),
            ("<p style=\"", "<p x-style=\""),
            ("<", "<"),
            ("<p", "<p"),
            ("</p style=a>", "</p style=a>"),
        ] {
            assert_eq!(
                quiet(html, 1_000, &mut |_| panic!("{html}")),
                (expected.to_owned(), false)
            );
        }
    }

    #[test]
    fn images_of_the_html_are_taken_out_of_it() {
        let kept = |html: &str| {
            let mut kept = Vec::new();
            let (quiet, _) = quiet(html, 1_000, &mut |address| {
                kept.push(address.to_owned());
                format!("data:{}", kept.len())
            });
            (quiet, kept.join(" "))
        };
        for (html, expected, addresses) in [
            (
                "<img alt=a src=\"data:image/png;base64,AA==\"><img SRC = 'data:image/gif,x' style=b>c",
                "<img alt=a src=\"data:1\"><img SRC = 'data:2' x-style=b>c",
                "data:image/png;base64,AA== data:image/gif,x",
            ),
            ("<img src=\"data:image/png", "<img src=\"data:1", "data:image/png"),
            (
                "<img src=data:image/png,a title=b>",
                "<img src=data:image/png,a title=b>",
                "",
            ),
            (
                "<img src='data:text/html,a' alt='data:image/b'>",
                "<img src='data:text/html,a' alt='data:image/b'>",
                "",
            ),
        ] {
            assert_eq!(kept(html), (expected.to_owned(), addresses.to_owned()));
        }
    }

    #[test]
    fn no_more_is_read_than_is_asked_for() {
        let cut = |html: &str, max_bytes| quiet(html, max_bytes, &mut |_| String::new());
        assert_eq!(cut("<p>ab</p>", 9), ("<p>ab</p>".to_owned(), false));
        assert_eq!(cut("<p>abé</p>", 6), ("<p>ab".to_owned(), true));
        assert_eq!(cut("<p>ab</p><p>c</p>", 7), ("<p>ab</".to_owned(), true));
        assert_eq!(cut("abc", 2), ("ab".to_owned(), true));
        let image = format!("<img src=\"data:image/png;base64,{}\">a", "A".repeat(100));
        assert_eq!(cut(&image, 20), ("<img src=\"\">a".to_owned(), false));
    }

    #[test]
    fn a_name_is_found_again() {
        assert_eq!(name_of("x-style"), "style");
        assert_eq!(name_of("x-onclick"), "onclick");
        assert_eq!(name_of("x-other"), "x-other");
        assert_eq!(name_of("style"), "style");
    }
}
