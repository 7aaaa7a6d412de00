//! Reads the few rules of a style sheet that Excel, TextEdit and Outlook express formatting with: a class, or an
//! element with a class. Everything else in a style sheet is left out.

use crate::import::style::Style;

/// The greatest number of rules that are kept.
const MAX_RULES: usize = 2000;
/// The greatest number of classes of an element that are looked up.
const MAX_CLASSES: usize = 8;

/// What is said of each class, or element with a class (`td.xl65`). Each declaration is read once, here, so that an
/// element costs no more than the number of its classes.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// In the order of the selectors.
    rules: Vec<(String, Style)>,
}

impl Sheet {
    /// Reads a style sheet, adding to what is known.
    pub(super) fn read(&mut self, css: &str) {
        let css = without_comments(css);
        let mut rest = css.as_str();
        while let Some((selectors, after)) = rest.split_once('{') {
            let Some((declarations, next)) = after.split_once('}') else {
                return;
            };
            // A rule inside another one (`@media`) begins after its own brace.
            let selectors = selectors.rsplit(['}', ';']).next().unwrap_or_default();
            if !declarations.contains('{') && !selectors.contains('@') {
                for selector in selectors.split(',').map(str::trim) {
                    self.add(selector, declarations);
                }
            }
            rest = next;
        }
    }

    fn add(&mut self, selector: &str, declarations: &str) {
        let is_simple = selector.matches('.').count() == 1
            && selector
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'));
        let selector = selector.to_ascii_lowercase();
        if !is_simple {
            return;
        }
        match self.find(&selector) {
            Ok(index) => self.rules[index].1.read(declarations),
            Err(index) if self.rules.len() < MAX_RULES => {
                let mut style = Style::default();
                style.read(declarations);
                self.rules.insert(index, (selector, style));
            }
            Err(_) => {}
        }
    }

    /// Where a selector is, or would be.
    fn find(&self, selector: &str) -> Result<usize, usize> {
        self.rules
            .binary_search_by(|(other, _)| other.as_str().cmp(selector))
    }

    /// What the rules say of an element with these classes.
    pub(super) fn style(&self, element: &str, classes: &str) -> Style {
        let mut style = Style::default();
        if self.rules.is_empty() {
            return style;
        }
        for class in classes.split_whitespace().take(MAX_CLASSES) {
            let class = class.to_ascii_lowercase();
            for selector in [format!(".{class}"), format!("{element}.{class}")] {
                if let Ok(index) = self.find(&selector) {
                    style.add(&self.rules[index].1);
                }
            }
        }
        style
    }
}

fn without_comments(css: &str) -> String {
    let css = css.replace("<!--", "").replace("-->", "");
    let mut kept = String::with_capacity(css.len());
    let mut rest = css.as_str();
    while let Some((before, comment)) = rest.split_once("/*") {
        kept.push_str(before);
        let Some((_, after)) = comment.split_once("*/") else {
            return kept;
        };
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_of_a_class_are_read() {
        let mut sheet = Sheet::default();
        sheet.read(
            "<!-- /* a .b {color:red} */ table {x:y} .xl65 {font-weight:700} td.xl66, .s1{font-style:italic}
             @page WordSection1 {size:1cm} .a .b {color:red} .xl65{color:blue} p.MsoNormal {margin:0cm} -->",
        );
        let found = |element: &str, classes: &str| {
            let style = sheet.style(element, classes);
            (
                style.bold,
                style.italic,
                style.color.flatten().map(|color| color.to_string()),
            )
        };
        assert_eq!(
            found("td", "xl65"),
            (Some(true), None, Some("#0000ff".to_owned()))
        );
        assert_eq!(found("td", "XL66 none"), (None, Some(true), None));
        assert_eq!(found("span", "s1"), (None, Some(true), None));
        assert_eq!(found("p", "xl66"), (None, None, None));
        assert_eq!(found("p", "b"), (None, None, None));
        let mut broken = Sheet::default();
        broken.read("}}{{;/* .a{");
        assert!(broken.rules.is_empty());
    }
}
