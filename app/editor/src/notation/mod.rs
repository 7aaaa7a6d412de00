//! A document and its selection as a few lines of text, for tests.
//!
//! | written | means |
//! | --- | --- |
//! | <code>un mot&#124;</code>, <code>un [mot&#124;]</code>, <code>un [&#124;mot]</code> | a caret; a selection with its head at the end, at the start |
//! | `# `, `## `, `### ` | headings |
//! | `- `, `1. `, `+ ` after two spaces for each level | items of lists; a further paragraph of an item |
//! | `> `, `>> ` | quotes |
//! | `{center} `, `{right} `, `{justify} `, `{in 2} ` | alignment, indent |
//! | ``<b,i,u,s,+,-,#c00000,=#ffff00,@https://example.org`text>`` | marks: bold, italic, underline, strikethrough, large, small, colour, highlight, link |
//! | `<!id:width alternative text>`, `<$contact.name>` | an image, a template field |
//! | `: a ; b`, `:: a ; b` | a row of cells, a row of headers; ` / ` between the blocks of a cell |
//! | `---` | a rule |
//! | `-- Anne / 01 02` | the signature, ` / ` between its blocks |
//! | `~~text` | a quoted mail of one paragraph |
//! | `\` | before a character that would mean something; `\n` is a line break in a paragraph |

mod read;
mod show;

pub use read::read;
pub use show::{show, show_document};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_shown_again() {
        for text in [
            "|",
            "un [mot|]",
            "un [|mot]",
            "un mot|",
            "[un\ndeux|]",
            "# titre|\n## sous\n### petit\ntexte",
            "- a|\n  - b\n    1. c\n    2. d\n  + suite\n- e",
            "4. a|\n5. b\n1. c",
            "> un|\n>> deux\n>> - trois\n> ---\nfin",
            "{center} un|\n{right} deux\n{justify} trois\n{in 2} quatre\n- {right} cinq",
            "<b`un>| <b,i,u,s`deux> <+,#c00000,=#ffff00`trois> <-`quatre> <b,@https://example.org/?a=1,2`cinq>",
            "<!im1 un plan>|<!im2:300><$contact.name><@https://example.org`<!im3>>",
            ":: a| ; b\n: c ; d / - e / # f\nfin",
            "un|\n---\ndeux\n~~autre mail\nfin\n-- Anne / <b`01 02>",
            "\\- un|\n\\1. deux\n\\> trois\n\\# quatre\n\\: x ; y\n\\{center} x\n\\--- a\\|b \\[c\\] \\<d\\> \\\\ a\\nb",
            "\\-- x|\n\\+ y",
            ": a \\; b \\/ c| ; d\n",
            "|\n---\n",
        ] {
            assert_eq!(show(&read(text)), text);
        }
    }

    #[test]
    fn selection_marks_may_stand_inside_of_runs() {
        assert_eq!(show(&read("<b`u[n> mot|]")), "<b`u[n> mot|]");
        assert_eq!(show(&read("<b`un|>")), "<b`un>|");
        assert_eq!(show(&read("un")), "|un");
    }
}
