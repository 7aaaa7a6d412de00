//! One line of text on the page: what it shows, where things are in it, and how it is made to show something else.

use editor::{Atom, Marks, PaintSpan, Size};
use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, Node, Text};

use crate::composer::Images;

/// Marks an object; its value says which one.
pub const OBJECT_ATTRIBUTE: &str = "data-object";
/// Says how a run looks, so that it can be compared without asking for styles.
const LOOK_ATTRIBUTE: &str = "data-look";

/// Text that looks the same: what is wrapped around it, and how often.
#[derive(PartialEq, Eq, Debug)]
struct Run {
    look: String,
    depth: usize,
    text: String,
}

fn push(runs: &mut Vec<Run>, look: &str, depth: usize, text: &str) {
    match runs.last_mut() {
        Some(last) if last.look == look && last.depth == depth => last.text.push_str(text),
        _ => runs.push(Run {
            look: look.to_owned(),
            depth,
            text: text.to_owned(),
        }),
    }
}

/// What stands in a line, one after the other.
enum Leaf {
    Text(Text),
    Break,
    Object(Element),
}

fn children(node: &Node) -> impl Iterator<Item = Node> + use<> {
    std::iter::successors(node.first_child(), Node::next_sibling)
}

fn leaf_of(node: &Node) -> Option<Leaf> {
    if let Some(text) = node.dyn_ref::<Text>() {
        return Some(Leaf::Text(text.clone()));
    }
    let element = node.dyn_ref::<Element>()?;
    if element.has_attribute(OBJECT_ATTRIBUTE) {
        return Some(Leaf::Object(element.clone()));
    }
    (element.tag_name() == "BR").then_some(Leaf::Break)
}

/// Calls `each` with every leaf below a node, its look and how deep it stands.
fn walk(node: &Node, look: &str, depth: usize, each: &mut dyn FnMut(Leaf, &str, usize)) {
    for child in children(node) {
        if let Some(leaf) = leaf_of(&child) {
            each(leaf, look, depth);
        } else if depth > 0 {
            walk(&child, look, depth + 1, each);
        } else if let Some(wrapper) = child.dyn_ref::<Element>() {
            let look = wrapper.get_attribute(LOOK_ATTRIBUTE).unwrap_or_default();
            walk(&child, &look, 1, each);
        }
    }
}

/// The runs of a line, and whether a break that shows nothing closes it.
fn shown(line: &Node) -> (Vec<Run>, bool) {
    let mut runs = Vec::new();
    let mut has_break = false;
    walk(line, "", 0, &mut |leaf, look, depth| {
        if has_break {
            push(&mut runs, look, depth, "\n");
        }
        has_break = false;
        match leaf {
            Leaf::Text(text) => push(&mut runs, look, depth, &text.data()),
            Leaf::Object(element) => {
                let name = element.get_attribute(OBJECT_ATTRIBUTE).unwrap_or_default();
                push(&mut runs, &format!("{look}{name}"), depth, "\u{fffc}");
            }
            Leaf::Break => has_break = true,
        }
    });
    (runs, has_break)
}

/// The text that a line shows, with U+FFFC for each object.
pub fn text_of(line: &Element) -> String {
    let is_plain = line
        .first_child()
        .is_some_and(|only| only.is_instance_of::<Text>() && only.next_sibling().is_none());
    if is_plain {
        return line.text_content().unwrap_or_default();
    }
    let (runs, _) = shown(line);
    runs.into_iter().map(|run| run.text).collect()
}

/// Whether a line shows these spans already.
fn says(line: &Element, spans: &[PaintSpan]) -> bool {
    let mut wanted = Vec::new();
    for span in spans {
        match span {
            PaintSpan::Text(text, marks) => push(&mut wanted, &look(marks), depth(marks), text),
            PaintSpan::Atom(atom, marks) => {
                let look = format!("{}{}", look(marks), object_name(atom));
                push(&mut wanted, &look, depth(marks), "\u{fffc}");
            }
        }
    }
    let (runs, has_break) = shown(line);
    runs == wanted && (has_break || !needs_break(spans))
}

/// An empty line, one that ends with a line end or with an object has no place for the caret without a break after it.
fn needs_break(spans: &[PaintSpan]) -> bool {
    match spans.last() {
        None | Some(PaintSpan::Atom(..)) => true,
        Some(PaintSpan::Text(text, _)) => text.ends_with('\n'),
    }
}

/// Makes a line show spans; whether anything had to be done for it.
pub fn show(line: &Element, spans: &[PaintSpan], images: &Images) -> bool {
    if says(line, spans) {
        return false;
    }
    line.set_text_content(None);
    for span in spans {
        let (leaf, marks): (Option<Node>, &Marks) = match span {
            PaintSpan::Text(text, marks) => (Some(document().create_text_node(text).into()), marks),
            PaintSpan::Atom(atom, marks) => (object(atom, images).map(Into::into), marks),
        };
        if let Some(leaf) = leaf {
            line.append_child(&wrapped(leaf, marks)).ok();
        }
    }
    if needs_break(spans)
        && let Some(end) = element("br")
    {
        line.append_child(&end).ok();
    }
    true
}

pub fn element(tag: &str) -> Option<HtmlElement> {
    document().create_element(tag).ok()?.dyn_into().ok()
}

fn object_name(atom: &Atom) -> String {
    match atom {
        Atom::Image(image) => format!(
            "{}:{}:{}",
            image.id.as_str(),
            image.width_px.unwrap_or(0),
            image.alt
        ),
        Atom::Field(name) => name.as_str().to_owned(),
    }
}

fn object(atom: &Atom, images: &Images) -> Option<HtmlElement> {
    let object = match atom {
        Atom::Image(image) => {
            let object = element("img")?;
            object.set_attribute("alt", &image.alt).ok()?;
            if let Some(width_px) = image.width_px {
                object.set_attribute("width", &width_px.to_string()).ok()?;
            }
            object.set_attribute("draggable", "true").ok()?;
            object
                .set_attribute("src", &(images.address)(image.id.as_str()))
                .ok()?;
            object
        }
        Atom::Field(name) => {
            let object = element("span")?;
            object.set_attribute("data-field", name.as_str()).ok()?;
            object.set_text_content(Some(&format!("{{{}}}", name.as_str())));
            object
        }
    };
    object.set_attribute(OBJECT_ATTRIBUTE, &object_name(atom)).ok()?;
    object.set_attribute("contenteditable", "false").ok()?;
    Some(object)
}

/// How marks look, in a few letters.
fn look(marks: &Marks) -> String {
    let mut look = String::new();
    let letters = [
        (marks.bold, 'b'),
        (marks.italic, 'i'),
        (marks.underline, 'u'),
        (marks.strikethrough, 's'),
        (marks.size == Size::Small, '-'),
        (marks.size == Size::Large, '+'),
    ];
    look.extend(
        letters
            .iter()
            .filter(|(is_on, _)| *is_on)
            .map(|(_, letter)| letter),
    );
    if let Some(color) = marks.color {
        look.push_str(&color.to_string());
    }
    if let Some(highlight) = marks.highlight {
        look.push('=');
        look.push_str(&highlight.to_string());
    }
    if let Some(link) = &marks.link {
        look.push('@');
        look.push_str(link.as_str());
    }
    look
}

fn has_style(marks: &Marks) -> bool {
    marks.color.is_some() || marks.highlight.is_some() || marks.size != Size::Normal
}

/// How many elements stand around text with these marks.
fn depth(marks: &Marks) -> usize {
    let tags = [marks.bold, marks.italic, marks.underline, marks.strikethrough];
    let tags = tags.iter().filter(|is_on| **is_on).count();
    tags + usize::from(marks.link.is_some()) + usize::from(has_style(marks))
}

/// A leaf with the elements around it that its marks ask for, the link outermost.
fn wrapped(leaf: Node, marks: &Marks) -> Node {
    let mut inner = leaf;
    if has_style(marks)
        && let Some(styled) = styled(marks)
    {
        styled.append_child(&inner).ok();
        inner = styled.into();
    }
    let tags = [
        (marks.strikethrough, "s"),
        (marks.underline, "u"),
        (marks.italic, "i"),
        (marks.bold, "b"),
        (marks.link.is_some(), "a"),
    ];
    for (_, tag) in tags.iter().filter(|(is_on, _)| *is_on) {
        let Some(outer) = element(tag) else { continue };
        if let Some(link) = marks.link.as_ref().filter(|_| *tag == "a") {
            outer.set_attribute("href", link.as_str()).ok();
            outer.set_attribute("rel", "noopener noreferrer").ok();
        }
        outer.append_child(&inner).ok();
        inner = outer.into();
    }
    if let Some(outermost) = inner.dyn_ref::<Element>().filter(|_| depth(marks) > 0) {
        outermost.set_attribute(LOOK_ATTRIBUTE, &look(marks)).ok();
    }
    inner
}

fn styled(marks: &Marks) -> Option<HtmlElement> {
    let styled = element("span")?;
    // Set as properties: the policy of the page refuses style attributes.
    // The style sheet makes them readable on what is behind them.
    for (name, color) in [("color", marks.color), ("highlight", marks.highlight)] {
        if let Some(color) = color {
            let property = format!("--{name}");
            styled.style().set_property(&property, &color.to_string()).ok();
            styled.set_attribute(&format!("data-{name}"), "").ok();
        }
    }
    let size = match marks.size {
        Size::Small => "small",
        Size::Normal => return Some(styled),
        Size::Large => "large",
    };
    styled.set_attribute("data-size", size).ok();
    Some(styled)
}

/// How many UTF-16 units a node takes; an object and a break take one.
fn units(node: &Node) -> u32 {
    match leaf_of(node) {
        Some(Leaf::Text(text)) => text.length(),
        Some(Leaf::Break | Leaf::Object(_)) => 1,
        None => children(node).map(|child| units(&child)).sum(),
    }
}

/// How many UTF-16 units of a line come before a point of the page that is in it.
pub fn units_before(line: &Node, node: &Node, offset: u32) -> u32 {
    let mut before = if node.is_instance_of::<Text>() {
        offset
    } else {
        children(node)
            .take(offset as usize)
            .map(|child| units(&child))
            .sum()
    };
    let mut current = node.clone();
    while current != *line {
        if matches!(leaf_of(&current), Some(Leaf::Object(_))) {
            // Inside of an object there is no place: before it, or after it.
            before = before.min(1);
        }
        before += std::iter::successors(current.previous_sibling(), Node::previous_sibling)
            .map(|sibling| units(&sibling))
            .sum::<u32>();
        let Some(parent) = current.parent_node() else {
            break;
        };
        current = parent;
    }
    before
}

/// The point of the page that comes after so many UTF-16 units of a line: at the end of a text rather than before the next one, since
/// that is where the browser types with the marks of what stands before.
pub fn point_after(line: &Node, units: u32) -> (Node, u32) {
    let mut left = units;
    let mut point = None;
    let mut last = None;
    walk(line, "", 0, &mut |leaf, _, _| {
        if point.is_some() {
            return;
        }
        match leaf {
            Leaf::Text(text) => {
                let length = text.length();
                if left <= length {
                    point = Some((text.into(), left));
                } else {
                    left -= length;
                }
            }
            Leaf::Object(element) => {
                if left == 0 {
                    point = beside(&element, 0);
                } else {
                    left -= 1;
                    last = beside(&element, 1);
                }
            }
            Leaf::Break => left = left.saturating_sub(1),
        }
    });
    point.or(last).unwrap_or_else(|| (line.clone(), 0))
}

/// The point before a node, or so many nodes after that.
pub fn beside(node: &Node, after: u32) -> Option<(Node, u32)> {
    let index = std::iter::successors(node.previous_sibling(), Node::previous_sibling).count();
    Some((node.parent_node()?, u32::try_from(index).ok()? + after))
}

/// The byte after so many UTF-16 units of a text; inside of a character, the one before it.
pub fn byte_of(text: &str, units: u32) -> usize {
    let mut left = units as usize;
    for (at, c) in text.char_indices() {
        if left < c.len_utf16() {
            return at;
        }
        left -= c.len_utf16();
    }
    text.len()
}
