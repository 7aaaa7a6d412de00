//! Mails as people and the world write them, the same at every run: every script, every trap, every size.

use domain::attachment::Attachment;
use domain::mail::{MailDraft, Mailbox, Recipient, RecipientRole};
use domain::time::Timestamp;
use domain::{AttachmentId, MailId};
use editor::block::{Align, Attrs, Block, Cell, Item, Kind, Marker, Row, Table, TextBlock};
use editor::{Atom, Color, Document, Image, ImageId, Inline, Link, Marks, Size};
use server::dice::Dice;
use server::mailer::{Files, InlineImage};

/// 2025-01-01T00:00:00Z: the mails are spread over the year that follows, summer time included. It is over: a signature from the
/// future is none.
const START: i64 = 1_735_689_600_000;
const YEAR_MS: i64 = 365 * 24 * 3600 * 1000;
/// One mail in so many is signed, has a hundred recipients.
pub const SIGNED_EVERY: usize = 50;
const CROWDED_EVERY: usize = 97;
/// One mail in so many is as heavy as a mail may be.
const HEAVY_EVERY: usize = 3_000;
const HEAVY_FILE_BYTES: usize = 10 * 1024 * 1024;

/// A mail to compose.
pub struct Case {
    pub draft: MailDraft,
    pub files: Files,
    pub id: MailId,
    pub now: Timestamp,
    pub is_signed: bool,
}

const WORDS: [&str; 40] = [
    "bonjour",
    "l'équipe",
    "chaudière",
    "œuvre",
    "n°12",
    "«devis»",
    "20€",
    "rendez-vous",
    "A/R",
    "été",
    "שלום",
    "עולם",
    "تسريب",
    "الماء",
    "عاجل",
    "\u{202b}מעורב\u{202c}",
    "设备",
    "故障しました",
    "至急",
    "連絡",
    "수리",
    "сроЧно",
    "протечка",
    "Ελλάδα",
    "हिन्दी",
    "ไทยไทย",
    "👩‍👩‍👧‍👦",
    "🏳️‍🌈",
    "🚰",
    "e\u{301}a\u{308}",
    "a.b@c",
    "=3D",
    "%41",
    "<b>",
    "&amp;",
    "\"cité\"",
    "c:\\x",
    "http://x.example/?a=b&c=d",
    "--",
    "1,5",
];

const SUBJECTS: [&str; 30] = [
    " espaces autour ",
    "deux  espaces   trois",
    "=?utf-8?q?pas_encod=C3=A9?=",
    "voir =?utf-8?b?w6k=?= svp",
    "=?",
    "?=",
    "Re: Fwd: TR: RE: bonjour",
    "Subject: autre",
    "a: b; c, d <e@f.example>",
    "\"guillemets\" et \\barre\\",
    "(commentaire) suite",
    "From moi",
    ".",
    "..",
    "-- ",
    "\u{a0}insécable\u{202f}fine\u{a0}",
    "\u{202e}txt.exe\u{202c} à l'envers",
    "\u{feff}marque",
    "\u{200b}invisible\u{200b}",
    "a\u{2028}b\u{2029}c",
    "<script>alert(1)</script>",
    "%0d%0aBcc: x@y.example",
    "\\r\\nBcc: x@y.example",
    "é",
    "=",
    "_ _ _",
    "a_b=c?d",
    "[DIT-2026-0001] Fuite au sous-sol",
    "ｆｕｌｌｗｉｄｔｈ　ｓｐａｃｅ",
    "\u{1d4d0}\u{10ffff}\u{e000}",
];

const NAMES: [&str; 24] = [
    "",
    "Claude Martin",
    "Élodie Durand",
    "Dupont, Jean",
    "M. Dupont",
    "Dupont \"JD\" Jean",
    "back\\slash",
    "O'Neil",
    "a@b.example",
    "<x@y.example>",
    "Équipe (support)",
    "(support)",
    "=?utf-8?q?x?=",
    "ça  deux",
    "deux  espaces",
    "山田 太郎",
    "محمد علي",
    "שרה כהן",
    "🔧 Atelier 🔧",
    "Nguyễn Thị Ánh",
    "D;E:F",
    "x,y,z",
    "-",
    "é",
];

const FILE_NAMES: [&str; 28] = [
    "plan.pdf",
    "réunion d'équipe – été 2026.docx",
    "guillemets \" et \\ barre.txt",
    "a;b=c.txt",
    "100%.txt",
    "l'été.pdf",
    "日本語のとても長いファイル名です.txt",
    "تقرير.pdf",
    "דוח.pdf",
    "👩‍👩‍👧‍👦.png",
    "a*0*=b.txt",
    "utf-8''x.txt",
    "=?utf-8?q?x?=.txt",
    "espace  double.txt",
    ".",
    ".htaccess",
    "sans extension",
    "a,b.txt",
    "(1).txt",
    "<x>.txt",
    "[1].txt",
    "e\u{301}.txt",
    "tab?.txt",
    "a/b.txt",
    "x:y.txt",
    "@.txt",
    "\u{202e}fdp.exe",
    "ÀÉÎÕÜ.PDF",
];

const MEDIA_TYPES: [&str; 12] = [
    "application/pdf",
    "image/png",
    "text/plain",
    "text/plain; charset=utf-8",
    "text/csv; charset=\"iso-8859-1\"; header=present",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "message/rfc822",
    "multipart/mixed",
    "",
    "not a type",
    "APPLICATION/X-Thing; name=\"é\"",
    "audio/x.y+z",
];

/// The mail of this number.
pub fn case(number: usize) -> Case {
    let mut dice = Dice::new(0x6563_6861_6e67_6573 ^ (number as u64).wrapping_mul(0x2545_f491_4f6c_dd1d));
    let now = Timestamp(START + dice.between(0, YEAR_MS));
    let id = MailId::new(now.0, dice.ten_bytes());
    let inline = inline(&mut dice);
    let (text, html) = said(&mut dice, &inline);
    let is_automatic = dice.chance(5);
    let draft = MailDraft {
        from: Mailbox {
            name: one(&mut dice, &NAMES).to_owned(),
            email: from(&mut dice).parse().unwrap(),
        },
        recipients: recipients(&mut dice, number),
        subject: subject(&mut dice),
        text,
        html,
        attachments: Vec::new(),
        images: Vec::new(),
        dit: (!is_automatic).then(|| format!("DIT-2026-{:04}", 1 + number % 9_999).parse().unwrap()),
        references: references(&mut dice),
        is_automatic,
    };
    Case {
        draft,
        files: Files {
            attached: attached(&mut dice, number),
            inline,
        },
        id,
        now,
        is_signed: number.is_multiple_of(SIGNED_EVERY),
    }
}

fn one(dice: &mut Dice, list: &[&'static str]) -> &'static str {
    let chosen: &&str = dice.pick(list);
    chosen
}

fn words(dice: &mut Dice, most: usize) -> String {
    let count = 1 + dice.below(most);
    let words: Vec<&str> = (0..count).map(|_| one(dice, &WORDS)).collect();
    words.join(" ")
}

/// At most as long as a form takes: 200 characters.
fn subject(dice: &mut Dice) -> String {
    let subject = match dice.below(10) {
        0..=3 => words(dice, 30),
        4..=6 => one(dice, &SUBJECTS).to_owned(),
        7 => one(dice, &["x", "é", "設", "👩‍👩‍👧‍👦", "ab c"]).repeat(200),
        8 => format!("{}{}", one(dice, &SUBJECTS), words(dice, 12)),
        _ => "Rendez-vous jeudi".to_owned(),
    };
    subject.chars().take(200).collect()
}

fn text(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..1 + dice.below(12) {
        match dice.below(16) {
            0 => text.push_str(&one(dice, &["x", "é", "設", "🚰"]).repeat(1 + dice.below(3_000))),
            1 => text.push_str(one(
                dice,
                &[
                    ".",
                    "..",
                    ".\n.",
                    "From moi à toi",
                    ">From",
                    "-- ",
                    "--=_x",
                    "--",
                    "=",
                    "=\n=",
                ],
            )),
            2 => text.push_str(one(
                dice,
                &["   ", "fin   ", "\ttab\t", "\u{b}\u{c}", "\u{a0}", "\u{85}x"],
            )),
            3 => text.push_str(one(dice, &["\n", "\n\n\n", "\r\nwindows\r\n", "\rmac\r"])),
            _ => text.push_str(&words(dice, 40)),
        }
        if dice.chance(90) {
            text.push('\n');
        }
    }
    text
}

/// Both parts of a mail: of a formatted text, as the composer makes them, or of a plain one.
fn said(dice: &mut Dice, images: &[InlineImage]) -> (String, String) {
    if dice.chance(60) {
        let text = text(dice);
        let html = html(&text, images);
        return (text, html);
    }
    let document = document(dice, images.len());
    let address = |id: &str| {
        let at: usize = id.strip_prefix("image")?.parse().ok()?;
        Some(format!("cid:{}", images.get(at)?.content_id))
    };
    (document.to_text(), document.to_mail_html_with(&address))
}

/// A text with everything that a text may hold, and so many images.
fn document(dice: &mut Dice, images: usize) -> Document {
    let mut blocks: Vec<Block> = (0..1 + dice.below(10)).map(|_| block(dice)).collect();
    for at in 0..images {
        let image = Image {
            id: ImageId::parse(&format!("image{at}")).unwrap(),
            alt: one(
                dice,
                &["", "Fuite", "l'été \"200 %\"", "設備 <b>", " src=\"cid:x\""],
            )
            .to_owned(),
            width_px: dice.chance(50).then_some(320),
        };
        let shown = Inline::Atom {
            atom: Atom::Image(image),
            marks: marks(dice),
        };
        let content = vec![run(dice), shown, run(dice)];
        blocks.push(Block::Text(TextBlock::paragraph(content)));
    }
    let signature = one(dice, &["", "Claude Martin\nService technique", "<b>\n-- \n."]);
    Document::new(blocks).with_signature(signature)
}

fn block(dice: &mut Dice) -> Block {
    match dice.below(12) {
        0 => Block::Rule { quote: 0 },
        1 => Block::Table(Table {
            quote: 0,
            rows: (0..1 + dice.below(4)).map(|_| row(dice)).collect(),
        }),
        _ => Block::Text(text_block(dice)),
    }
}

fn row(dice: &mut Dice) -> Row {
    let cell = |dice: &mut Dice| Cell {
        is_header: dice.chance(20),
        blocks: vec![text_block(dice)],
    };
    Row {
        cells: (0..1 + dice.below(4)).map(|_| cell(dice)).collect(),
    }
}

fn text_block(dice: &mut Dice) -> TextBlock {
    let small = |dice: &mut Dice, count| u8::try_from(dice.below(count)).unwrap();
    let item = dice.chance(30).then(|| {
        let marker = *dice.pick(&[Marker::Bullet, Marker::Number, Marker::Continued]);
        Item::new(marker, small(dice, 4))
    });
    TextBlock {
        attrs: Attrs {
            kind: *dice.pick(&[Kind::Paragraph, Kind::Paragraph, Kind::Heading1, Kind::Heading3]),
            align: *dice.pick(&[Align::Start, Align::Start, Align::Center, Align::Justify]),
            indent: small(dice, 3),
            quote: small(dice, 8).saturating_sub(5),
            item,
        },
        content: (0..dice.below(5)).map(|_| run(dice)).collect(),
    }
}

fn run(dice: &mut Dice) -> Inline {
    let text = match dice.below(12) {
        0 => text(dice),
        _ => format!("{} ", words(dice, 12)),
    };
    let marks = marks(dice);
    Inline::text(&text, marks)
}

fn marks(dice: &mut Dice) -> Marks {
    let addresses = [
        "https://example.org/a?b=1&c=%C3%A9",
        "mailto:a@client.example",
        "tel:+33102030405",
    ];
    Marks {
        bold: dice.chance(20),
        italic: dice.chance(20),
        underline: dice.chance(10),
        strikethrough: dice.chance(10),
        color: dice.chance(10).then_some(Color(192, 0, 0)),
        highlight: dice.chance(10).then_some(Color(255, 245, 157)),
        size: *dice.pick(&[Size::Normal, Size::Normal, Size::Small, Size::Large]),
        link: dice
            .chance(10)
            .then(|| Link::parse(one(dice, &addresses)).unwrap()),
    }
}

fn html(text: &str, images: &[InlineImage]) -> String {
    let mut html = String::from("<div style=\"font-family:sans-serif\">");
    for line in text.lines() {
        html.push_str("<p>");
        html.push_str(&line.replace('&', "&amp;").replace('<', "&lt;"));
        html.push_str("</p>");
    }
    for image in images {
        html.push_str(&format!("<img src=\"cid:{}\">", image.content_id));
    }
    html + "</div>"
}

/// Only such domains as a key may be had for, and one that has an ASCII form of its own.
fn from(dice: &mut Dice) -> &'static str {
    one(
        dice,
        &[
            "demo@example.org",
            "technique@example.org",
            "accueil@exemplé.example",
            "josé@example.org",
        ],
    )
}

fn recipients(dice: &mut Dice, number: usize) -> Vec<Recipient> {
    let count = if number.is_multiple_of(CROWDED_EVERY) {
        100
    } else {
        1 + dice.below(4)
    };
    (0..count)
        .map(|at| {
            let role = match dice.below(4) {
                _ if at == 0 => RecipientRole::To,
                0 => RecipientRole::Cc,
                1 => RecipientRole::Bcc,
                _ => RecipientRole::To,
            };
            let name = match dice.below(20) {
                0 => words(dice, 20),
                _ => one(dice, &NAMES).to_owned(),
            };
            Recipient {
                role,
                mailbox: Mailbox {
                    name,
                    email: address(dice, at).parse().unwrap(),
                },
            }
        })
        .collect()
}

/// No address twice.
fn address(dice: &mut Dice, at: usize) -> String {
    match dice.below(24) {
        0 => format!("prénom{at}@client.example"),
        1 => format!("用户{at}@例子.example"),
        2 => format!("a{at}@bücher.example"),
        3 => format!("{}{at}@{}.example", "l".repeat(60), "d".repeat(63)),
        4 => format!("o'neil+{at}@sub.client.example"),
        5 => format!("!#$%&*+-/=?^_`{{|}}~{at}@client.example"),
        _ => format!("contact{at}@client.example"),
    }
}

fn references(dice: &mut Dice) -> Vec<String> {
    let count = if dice.chance(40) { dice.between(1, 20) } else { 0 };
    (0..count)
        .map(|at| format!("<{}@example.org>", MailId::new(START + at, dice.ten_bytes())))
        .collect()
}

fn file(dice: &mut Dice, content: &[u8]) -> Attachment {
    let name = match dice.below(12) {
        0 => format!("{}.pdf", words(dice, 12)),
        1 => format!("{}.pdf", one(dice, &["n", "é", "設", "a b "]).repeat(60)),
        _ => one(dice, &FILE_NAMES).to_owned(),
    };
    Attachment {
        id: AttachmentId::new(START, dice.ten_bytes()),
        name: name.chars().take(200).collect::<String>().trim().to_owned(),
        media_type: one(dice, &MEDIA_TYPES).to_owned(),
        size_bytes: content.len() as u64,
    }
}

fn content(dice: &mut Dice, most: usize) -> Vec<u8> {
    let length = dice.below(most);
    let mut bytes: Vec<u8> = (0..length / 8).flat_map(|_| dice.roll().to_le_bytes()).collect();
    bytes.extend(b"\n.\r\n--=_x\r"[..length % 8].iter());
    bytes
}

fn attached(dice: &mut Dice, number: usize) -> Vec<(Attachment, Vec<u8>)> {
    if number % HEAVY_EVERY == 1 {
        return (0..2)
            .map(|_| {
                let block = content(dice, 4_000);
                let bytes: Vec<u8> = block.iter().copied().cycle().take(HEAVY_FILE_BYTES).collect();
                let bytes = if block.is_empty() {
                    vec![0; HEAVY_FILE_BYTES]
                } else {
                    bytes
                };
                (file(dice, &bytes), bytes)
            })
            .collect();
    }
    let count = if dice.chance(30) { 1 + dice.below(3) } else { 0 };
    (0..count)
        .map(|_| {
            let bytes = content(dice, 3_000);
            (file(dice, &bytes), bytes)
        })
        .collect()
}

fn inline(dice: &mut Dice) -> Vec<InlineImage> {
    let count = if dice.chance(8) { 1 + dice.below(2) } else { 0 };
    (0..count)
        .map(|at| {
            let bytes = content(dice, 500);
            InlineImage {
                content_id: format!("{at}.{}@example.org", MailId::new(START, dice.ten_bytes())),
                file: Attachment {
                    media_type: "image/png".to_owned(),
                    ..file(dice, &bytes)
                },
                bytes,
            }
        })
        .collect()
}
