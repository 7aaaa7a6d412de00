//! Images on their way into the text.
//!
//! A file is looked at before anything decodes it, made smaller when it is a large photograph, posted, and put where it was dropped,
//! wherever that place has gone meanwhile. What fails stays in a list, to be tried again: nothing typed is touched.

use super::browser::{self, Content, Sending};
use super::coming::{Coming, Handling, list_of_coming};
use super::follow::follow;
use crate::composer::{Dropped, File, Source, Surface};
use crate::i18n::rich::Words;
use editor::{Command, Document, Image, ImageHeader, ImageId, ImageKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What a photograph may weigh before it is made smaller, in bytes.
const LIGHT_BYTES: u64 = 1024 * 1024;
/// The longest side that is kept of one, in pixels.
const MAX_SIDE: u32 = 1600;
/// As wide as an image is shown at first, at most, in pixels: the width of a mail.
const SHOWN_WIDTH: u32 = 600;
/// How much is kept of the words of an image that is pasted, in characters.
const MAX_ALT_CHARS: usize = 300;

/// What becomes of an image that has come.
#[derive(Clone, Debug)]
enum Goal {
    /// It stands in the text.
    Stand,
    /// It belongs to what was pasted, where it was shown like this; it is given up when there is less to undo: then that is gone.
    Belong { shown: Image, undo_count: usize },
    /// It takes the place of the image there.
    Replace,
}

/// An image on its way, as it is kept.
#[derive(Debug)]
struct Held {
    key: u32,
    source: Source,
    place: usize,
    goal: Goal,
    content: Option<Content>,
    width: u32,
    sending: Option<Sending>,
}

/// All of them.
#[derive(Clone, Copy, Debug)]
pub struct Uploads {
    surface: Surface,
    words: &'static Words,
    coming: RwSignal<Vec<Coming>>,
    held: StoredValue<Vec<Held>, LocalStorage>,
    /// The document in which the places are.
    seen: StoredValue<Document>,
    /// The image that the next picked one replaces.
    replaced: StoredValue<Option<usize>>,
    next_key: StoredValue<u32>,
}

impl Uploads {
    /// Takes the files that come to the text.
    pub fn new(surface: Surface, words: &'static Words) -> Self {
        let uploads = Self {
            surface,
            words,
            coming: RwSignal::new(Vec::new()),
            held: StoredValue::new_local(Vec::new()),
            seen: StoredValue::new(surface.with_untracked(|state| state.document().clone())),
            replaced: StoredValue::new(None),
            next_key: StoredValue::new(0),
        };
        surface.on_files(Callback::new(move |dropped: Dropped| {
            let belong = |shown| Goal::Belong {
                shown,
                undo_count: surface.undo_count(),
            };
            let goal = dropped.shown.map_or(Goal::Stand, belong);
            uploads.take(dropped.sources, dropped.position, &goal);
        }));
        Effect::new(move |_| {
            surface.with(|_| ());
            uploads.keep_up();
        });
        on_cleanup(move || uploads.leave());
        uploads
    }

    /// The text goes: what was on its way into it goes on as a file, where files can be attached.
    fn leave(self) {
        let images = self.surface.field().images;
        let gone = self.held.try_update_value(std::mem::take).unwrap_or_default();
        gone.iter()
            .filter_map(|held| held.sending.as_ref())
            .for_each(Sending::stop);
        let count = u32::try_from(gone.len()).unwrap_or_default();
        let is_waited_for = images
            .coming
            .try_update(|waiting| *waiting = waiting.saturating_sub(count));
        if let Some(attach) = images.attach.filter(|_| count > 0 && is_waited_for.is_some()) {
            let files = gone.into_iter().filter_map(|held| match held.source {
                Source::File(file) => Some(file),
                Source::Address(_) => None,
            });
            attach.try_run(files.collect());
        }
    }

    fn picker_id(self) -> String {
        format!("{}-image-file", self.surface.field().id)
    }

    /// Asks for files.
    pub fn pick(self) {
        self.replaced.set_value(None);
        browser::click(&self.picker_id());
    }

    /// Asks for a file that takes the place of an image.
    pub fn pick_instead(self, position: usize) {
        self.keep_up();
        self.replaced.set_value(Some(position));
        browser::click(&self.picker_id());
    }

    /// The field behind the buttons.
    pub fn picker(self) -> AnyView {
        view! {
            <input
                class="VisuallyHidden"
                type="file"
                multiple
                tabindex="-1"
                aria-hidden="true"
                accept="image/png,image/jpeg,image/gif,image/webp"
                id=self.picker_id()
                on:change=move |event| self.take_picked(browser::picked(&event))
            />
        }
        .into_any()
    }

    /// The images on their way.
    pub fn view(self) -> AnyView {
        let handling = Handling {
            retry: Callback::new(move |key| self.try_again(key)),
            give_up: Callback::new(move |key| self.give_up(key)),
        };
        list_of_coming(self.words, self.coming, handling)
    }

    fn take_picked(self, files: Vec<File>) {
        self.keep_up();
        let mut sources: Vec<_> = files.into_iter().map(Source::File).collect();
        match self.replaced.get_value() {
            Some(position) => {
                sources.truncate(1);
                self.take(sources, position, &Goal::Replace);
            }
            None => {
                let caret = self.surface.with_untracked(|state| state.selection().head);
                self.take(sources, caret, &Goal::Stand);
            }
        }
        self.surface.focus();
    }

    fn take(self, sources: Vec<Source>, place: usize, goal: &Goal) {
        for source in sources {
            let key = self.begin(source.clone(), place, goal.clone());
            spawn_local(self.prepare(key, source));
        }
    }

    fn begin(self, source: Source, place: usize, goal: Goal) -> u32 {
        self.keep_up();
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        let name = match &source {
            Source::File(file) => browser::name_of(file),
            Source::Address(_) => format!("image-{}", key + 1),
        };
        self.held.update_value(|held| {
            held.push(Held {
                key,
                source,
                place,
                goal,
                content: None,
                width: 0,
                sending: None,
            });
        });
        self.surface.field().images.coming.update(|waiting| *waiting += 1);
        let coming = Coming {
            key,
            name,
            per_cent: RwSignal::new(0),
            failure: RwSignal::new(String::new()),
        };
        self.coming.update(|all| all.push(coming));
        key
    }

    /// From where an image comes to what is sent of it.
    async fn prepare(self, key: u32, source: Source) {
        let images = self.surface.field().images;
        if !images.are_possible() {
            self.surface.say(self.words.no_images.to_owned());
            return self.end(key);
        }
        let Some(file) = self.file_of(key, source).await else {
            return;
        };
        let name = browser::name_of(&file);
        let bytes = browser::first_bytes(&file, ImageHeader::BYTES).await;
        if self.found(key).is_none() {
            return;
        }
        let Some(header) = ImageHeader::read(&bytes) else {
            match images.attach {
                Some(attach) => attach.run(vec![file]),
                None => self.surface.say((self.words.not_an_image)(&name)),
            }
            return self.end(key);
        };
        if header.is_too_large() {
            let max = ImageHeader::MAX_PIXELS / 1_000_000;
            let sentence = (self.words.image_too_large)(&name, header.width, header.height, max);
            self.surface.say(sentence);
            return self.end(key);
        }
        let (content, width) = lightened(file, header).await;
        if self.found(key).is_none() {
            return;
        }
        if browser::size_of(&content) > images.max_bytes {
            self.surface.say((self.words.image_too_heavy)(
                &name,
                images.max_bytes / 1024 / 1024,
            ));
            return self.end(key);
        }
        self.held.try_update_value(|held| {
            if let Some(held) = held.iter_mut().find(|held| held.key == key) {
                held.content = Some(content);
                held.width = width;
            }
        });
        self.send(key);
    }

    /// The file of an image, which is fetched where it is one of another form.
    async fn file_of(self, key: u32, source: Source) -> Option<File> {
        let address = match source {
            Source::File(file) => return Some(file),
            Source::Address(address) => address,
        };
        let name = self.found(key)?.name;
        let file = browser::fetched(&address, &name).await;
        let coming = self.found(key)?;
        let Some(file) = file else {
            coming.failure.set((self.words.image_unreachable)(&name));
            return None;
        };
        self.held.try_update_value(|held| {
            if let Some(held) = held.iter_mut().find(|held| held.key == key) {
                held.source = Source::File(file.clone());
            }
        });
        self.coming.try_update(|all| {
            if let Some(coming) = all.iter_mut().find(|coming| coming.key == key) {
                coming.name = browser::name_of(&file);
            }
        });
        Some(file)
    }

    /// Goes on where it failed.
    fn try_again(self, key: u32) {
        let source = self.held.with_value(|held| {
            let held = held.iter().find(|held| held.key == key)?;
            held.content.is_none().then(|| held.source.clone())
        });
        let (Some(source), Some(coming)) = (source, self.found(key)) else {
            return self.send(key);
        };
        coming.failure.set(String::new());
        spawn_local(self.prepare(key, source));
    }

    /// Sends what is ready, for the first time or again.
    fn send(self, key: u32) {
        let Some(coming) = self.found(key) else { return };
        coming.failure.set(String::new());
        coming.per_cent.set(0);
        let per_cent = coming.per_cent;
        self.held.update_value(|held| {
            let Some(held) = held.iter_mut().find(|held| held.key == key) else {
                return;
            };
            let Some(content) = &held.content else { return };
            held.sending = browser::send(
                self.surface.field().images.url,
                &coming.name,
                content,
                move |now| {
                    per_cent.try_set(now);
                },
                move |answer| self.answered(key, answer),
            );
        });
    }

    fn answered(self, key: u32, answer: Result<String, u16>) {
        let Some(coming) = self.found(key) else { return };
        let images = self.surface.field().images;
        let id = answer.and_then(|answer| images.keep.run(answer).ok_or(502));
        match id.map(|id| ImageId::parse(&id)) {
            Ok(Some(id)) => self.surface.after_composition(move || {
                self.put(key, id);
                self.end(key);
            }),
            Err(0 | 502 | 503) => coming.failure.set((self.words.image_unreachable)(&coming.name)),
            Ok(None) | Err(_) => coming.failure.set((self.words.image_refused)(&coming.name)),
        }
    }

    /// Puts an image where its place now is; the selection and the focus stay where they are. The form knows of it before it no longer
    /// waits for it.
    fn put(self, key: u32, id: ImageId) {
        self.keep_up();
        let found = self.held.with_value(|held| {
            let held = held.iter().find(|held| held.key == key)?;
            Some((held.place, held.goal.clone(), held.width))
        });
        let Some((place, goal, width)) = found else {
            return;
        };
        if !matches!(goal, Goal::Belong { .. }) {
            // What was said of a paste goes on to be said.
            self.surface.say(self.words.image_added.to_owned());
        }
        let image = |alt| Image {
            id,
            alt,
            width_px: (width > SHOWN_WIDTH).then_some(SHOWN_WIDTH as u16),
        };
        let replaced = match goal {
            Goal::Replace => self
                .surface
                .with_untracked(|state| image_at(state.document(), place)),
            Goal::Stand | Goal::Belong { .. } => None,
        };
        let is_new = replaced.is_none();
        let command = match (replaced, goal) {
            (Some(replaced), _) => Command::ChangeImage(place, image(replaced.alt)),
            (None, Goal::Belong { shown, .. }) => {
                let own = image(shown.alt.chars().take(MAX_ALT_CHARS).collect());
                let width_px = shown.width_px.map(|px| px.min(SHOWN_WIDTH as u16));
                Command::InsertImage(Image {
                    width_px: width_px.or(own.width_px),
                    ..own
                })
            }
            (None, Goal::Stand | Goal::Replace) => Command::InsertImage(image(String::new())),
        };
        self.surface.apply(|editor| {
            let before = editor.state().selection();
            editor.select(place, place);
            let is_done = editor.run(&command).is_some();
            let moved = |position: usize| position + usize::from(is_new && position >= place);
            editor.select(moved(before.anchor), moved(before.head));
            is_done
        });
        self.held.update_value(|held| {
            // Those dropped with it come after it.
            let later = |held: &&mut Held| held.place > place || (held.place == place && held.key > key);
            let later = held.iter_mut().filter(later);
            later.for_each(|held| held.place += usize::from(is_new));
        });
        self.seen
            .set_value(self.surface.with_untracked(|state| state.document().clone()));
        self.surface.keeper().write_now(self.surface);
    }

    /// The places follow what is written.
    fn keep_up(self) {
        let now = self.surface.with_untracked(|state| state.document().clone());
        let before = self
            .seen
            .try_update_value(|seen| std::mem::replace(seen, now.clone()));
        let Some(before) = before else { return };
        self.held.try_update_value(|held| {
            for held in held {
                held.place = match held.goal {
                    Goal::Replace => follow_image(held.place, &before, &now),
                    Goal::Stand | Goal::Belong { .. } => follow(held.place, &before, &now),
                };
            }
        });
        self.replaced.try_update_value(|replaced| {
            *replaced = replaced.map(|place| follow_image(place, &before, &now));
        });
        let count = self.surface.undo_count();
        let is_gone =
            |held: &&Held| matches!(held.goal, Goal::Belong { undo_count, .. } if undo_count > count);
        let gone = self.held.try_with_value(|held| {
            let gone = held.iter().filter(is_gone);
            gone.map(|held| held.key).collect::<Vec<_>>()
        });
        gone.into_iter().flatten().for_each(|key| self.stop(key));
    }

    fn found(self, key: u32) -> Option<Coming> {
        self.coming
            .try_with_untracked(|all| all.iter().find(|coming| coming.key == key).cloned())?
    }

    fn give_up(self, key: u32) {
        self.stop(key);
        self.surface.focus();
    }

    fn stop(self, key: u32) {
        self.held.with_value(|held| {
            let found = held.iter().find(|held| held.key == key);
            if let Some(sending) = found.and_then(|held| held.sending.as_ref()) {
                sending.stop();
            }
        });
        self.end(key);
    }

    fn end(self, key: u32) {
        if self.found(key).is_none() {
            return;
        }
        self.held.update_value(|held| held.retain(|held| held.key != key));
        self.coming.update(|all| all.retain(|coming| coming.key != key));
        let waiting = self.surface.field().images.coming;
        waiting.update(|waiting| *waiting = waiting.saturating_sub(1));
    }
}

/// A photograph that weighs too much, made smaller; anything else as it is. With its width.
async fn lightened(file: File, header: ImageHeader) -> (Content, u32) {
    let content = browser::content_of(file.clone());
    let is_still = header.kind != ImageKind::Gif;
    if is_still
        && browser::size_of(&content) > LIGHT_BYTES
        && let Some((smaller, width, _)) = browser::shrink(&file, MAX_SIDE).await
        && browser::size_of(&smaller) < browser::size_of(&content)
    {
        return (smaller, width);
    }
    (content, header.width)
}

/// Where the image at a position has gone: what is typed right before it moves it. Where it is gone, its place.
fn follow_image(place: usize, before: &Document, after: &Document) -> usize {
    let id = |document, place| image_at(document, place).map(|image| image.id);
    let moved = follow(place + 1, before, after).saturating_sub(1);
    if id(before, place) == id(after, moved) {
        moved
    } else {
        follow(place, before, after)
    }
}

/// The image at a position.
pub fn image_at(document: &Document, position: usize) -> Option<Image> {
    let text = document.text_at(position)?;
    let found = text.images().find(|(at, _)| *at == position);
    found.map(|(_, image)| image.clone())
}
