//! The texts of the demonstration, read from the files beside this one.
//!
//! A step is a line such as `> rm Subject | Detail`: who speaks (`<` the customer, `>` us, `.` an internal note), the kind
//! (**c**ontact, **r**endez-vous, **i**nformation, **R**elance, **a**utre), the channel (**t**éléphone, **m**ail, **s**ms,
//! **v**isite, **p**ortail, **o** other). `¶` ends a paragraph, `[a|b]` is one of the two, `{name}` is filled in.

use crate::dice::Dice;
use crate::error::Failure;
use domain::exchange::{Channel, Direction};

/// Which kind of the shipped list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum KindName {
    Contact,
    Appointment,
    Information,
    Chaser,
    Other,
}

/// One exchange of a script.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Step {
    pub(crate) direction: Direction,
    pub(crate) kind: KindName,
    pub(crate) channel: Channel,
    pub(crate) subject: &'static str,
    pub(crate) detail: &'static str,
}

/// How one request goes, or one way on from there.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Story {
    /// What stands after `==` or `*`.
    pub(crate) title: &'static str,
    pub(crate) subject: &'static str,
    pub(crate) description: &'static str,
    /// Until somebody goes there.
    pub(crate) before: Vec<Step>,
    /// From then on.
    pub(crate) after: Vec<Step>,
    pub(crate) crit: &'static str,
}

/// How a request about something goes.
pub(crate) fn stories() -> Result<Vec<Story>, Failure> {
    read(include_str!("stories.txt"), "== ")
}

/// How a request can go on in other ways; the title says which.
pub(crate) fn endings() -> Result<Vec<Story>, Failure> {
    read(include_str!("endings.txt"), "== ")
}

/// What is said about each building of the request with 300 exchanges.
pub(crate) fn topics() -> Result<Vec<Story>, Failure> {
    read(include_str!("topics.txt"), "* ")
}

/// Internal notes that fit anywhere.
pub(crate) fn notes() -> Vec<&'static str> {
    include_str!("notes.txt").lines().collect()
}

fn read(text: &'static str, head: &str) -> Result<Vec<Story>, Failure> {
    let mut stories: Vec<Story> = Vec::new();
    let mut is_after = false;
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(title) = line.strip_prefix(head) {
            stories.push(Story {
                title,
                ..Story::default()
            });
            is_after = false;
            continue;
        }
        // Comments stand before the first story.
        let Some(story) = stories.last_mut() else { continue };
        match line.split_at_checked(2) {
            Some(("* ", subject)) => story.subject = subject,
            Some(("# ", description)) => story.description = description,
            Some(("! ", crit)) => story.crit = crit,
            _ if line == "--" => is_after = true,
            _ => {
                let step = step(line)
                    .ok_or_else(|| Failure::Corrupt(format!("a line of the demonstration: {line}")))?;
                let steps = if is_after {
                    &mut story.after
                } else {
                    &mut story.before
                };
                steps.push(step);
            }
        }
    }
    Ok(stories)
}

fn step(line: &'static str) -> Option<Step> {
    if let Some(detail) = line.strip_prefix(". | ") {
        return Some(Step {
            direction: Direction::Internal,
            kind: KindName::Other,
            channel: Channel::Other,
            subject: "",
            detail,
        });
    }
    let (head, text) = line.split_at_checked(5)?;
    let mut head = head.chars();
    let direction = match head.next()? {
        '<' => Direction::Received,
        '>' => Direction::Sent,
        _ => return None,
    };
    head.next().filter(|c| *c == ' ')?;
    let kind = match head.next()? {
        'c' => KindName::Contact,
        'r' => KindName::Appointment,
        'i' => KindName::Information,
        'R' => KindName::Chaser,
        'a' => KindName::Other,
        _ => return None,
    };
    let channel = match head.next()? {
        't' => Channel::Phone,
        'm' => Channel::Mail,
        's' => Channel::Sms,
        'v' => Channel::OnSite,
        'p' => Channel::Portal,
        'o' => Channel::Other,
        _ => return None,
    };
    let (subject, detail) = text.split_once("| ")?;
    Some(Step {
        direction,
        kind,
        channel,
        subject: subject.trim(),
        detail,
    })
}

/// What is filled in: names and what stands for them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Slots(Vec<(&'static str, String)>);

impl Slots {
    pub(crate) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
    }

    /// The text with its choices made and its names filled in. The same choice comes out the same for the same `seed`, so
    /// that what one says another can repeat.
    pub(crate) fn fill(&self, text: &str, seed: u64) -> String {
        let mut filled = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some(at) = rest.find(['[', '{', '¶']) {
            filled.push_str(&rest[..at]);
            let (mark, after) = rest[at..].split_at(if rest[at..].starts_with('¶') {
                '¶'.len_utf8()
            } else {
                1
            });
            rest = match mark {
                "¶" => {
                    // A name at the end of a mail stands right below its last line.
                    let is_signed = after.starts_with("{moi}") || after.starts_with("{contact_nom}");
                    filled.push_str(if is_signed { "\n" } else { "\n\n" });
                    after
                }
                "[" => {
                    let (choices, after) = after.split_once(']').unwrap_or((after, ""));
                    filled.push_str(choose(choices, seed));
                    after
                }
                _ => {
                    let (name, after) = after.split_once('}').unwrap_or((after, ""));
                    let value = self.0.iter().find(|(known, _)| *known == name);
                    filled.push_str(value.map_or("", |(_, value)| value));
                    after
                }
            };
        }
        filled.push_str(rest);
        filled
    }
}

fn choose(choices: &str, seed: u64) -> &str {
    let choices: Vec<&str> = choices.split('|').collect();
    let salt = choices
        .iter()
        .flat_map(|choice| choice.bytes())
        .fold(seed, |salt, byte| salt.rotate_left(5) ^ u64::from(byte));
    choices[Dice::new(salt).below(choices.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_texts_is_understood() {
        let stories = stories().unwrap();
        assert!(stories.len() >= 25, "{}", stories.len());
        for story in &stories {
            assert!(
                !story.subject.is_empty() && !story.description.is_empty() && !story.crit.is_empty(),
                "{story:?}"
            );
            assert!(
                story.before.len() >= 4 && !story.after.is_empty(),
                "{}",
                story.subject
            );
        }
        let topics = topics().unwrap();
        assert_eq!(topics.iter().map(|topic| topic.before.len()).sum::<usize>(), 50);
        for title in ["pas_fini", "annulee", "cloturee", "relance"] {
            assert!(
                endings().unwrap().iter().any(|ending| ending.title == title),
                "{title}"
            );
        }
        assert!(notes().len() >= 8);
    }

    #[test]
    fn names_are_filled_in_and_the_same_choice_is_made_twice() {
        let mut slots = Slots::default();
        slots.set("contact", "M. Castel");
        slots.set("moi", "Claire Moreau");
        let text = slots.fill(
            "Bonjour {contact},¶Zone [3|4|5] et [3|4|5].¶Cordialement,¶{moi}",
            7,
        );
        let zone = text
            .split("Zone ")
            .nth(1)
            .and_then(|rest| rest.chars().next())
            .unwrap();
        assert_eq!(
            text,
            format!("Bonjour M. Castel,\n\nZone {zone} et {zone}.\n\nCordialement,\nClaire Moreau")
        );
    }

    #[test]
    fn every_name_in_the_texts_has_something_to_stand_for_it() {
        let known = [
            "contact",
            "contact_nom",
            "moi",
            "tech",
            "rdv",
            "ref",
            "code",
            "dit",
            "bat",
            "apt",
            "jour",
            "heure",
        ];
        for text in [
            include_str!("stories.txt"),
            include_str!("endings.txt"),
            include_str!("topics.txt"),
        ] {
            for name in text
                .lines()
                .filter(|line| !line.starts_with('#') || line.contains('.'))
                .flat_map(|line| line.split('{').skip(1))
            {
                let name = name.split('}').next().unwrap();
                assert!(known.contains(&name), "{name}");
            }
        }
    }
}
