//! The tools of the selected image: its words, its width, its file.

use super::browser;
use super::shown::{Nearness, place_id, show_beside};
use super::tool::bar_key;
use super::uploads::{Uploads, image_at};
use crate::composer::Surface;
use crate::i18n::rich::Words;
use crate::ui::browser::{TimerHandle, after_ms};
use crate::ui::{IconButton, IconName, TextField};
use editor::{Command, Image, State};
use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::prelude::*;

/// The narrowest and the widest image, in pixels.
const WIDTHS: (u16, u16) = (16, 1600);
/// How much one press makes it wider or narrower, in pixels.
const STEP: i32 = 20;
/// How long one pauses before the words are written into the text, in milliseconds.
const PAUSE_MS: u32 = 300;

#[derive(Clone, Copy, Debug)]
struct ImageBar {
    surface: Surface,
    words: &'static Words,
    uploads: Uploads,
    subject: Memo<Option<(usize, Image)>>,
    alt: RwSignal<String>,
    width: RwSignal<String>,
    pause: StoredValue<Option<TimerHandle>>,
    /// The image as the fields showed it or gave it last: what somebody types meanwhile is no reason to fill them again.
    shown: StoredValue<Option<(usize, Image)>>,
    /// Where a drag began, and how wide the image was then.
    drag: StoredValue<Option<(f64, f64)>>,
}

/// The bar below the image, and the handle in its corner.
pub fn image_bar(surface: Surface, words: &'static Words, near: Nearness, uploads: Uploads) -> AnyView {
    let subject = Memo::new(move |_| near.get().then(|| surface.with(selected_image)).flatten());
    let bar = ImageBar {
        surface,
        words,
        uploads,
        subject,
        alt: RwSignal::new(String::new()),
        width: RwSignal::new(String::new()),
        pause: StoredValue::new(None),
        shown: StoredValue::new(None),
        drag: StoredValue::new(None),
    };
    bar.follow();
    bar.view()
}

/// The selected image and its position.
fn selected_image(state: &State) -> Option<(usize, Image)> {
    let (from, to) = (state.selection().from(), state.selection().to());
    let image = (to == from + 1).then(|| image_at(state.document(), from))??;
    Some((from, image))
}

impl ImageBar {
    fn id(self) -> String {
        format!("{}-image-bar", self.surface.field().id)
    }

    /// The fields show the selected image, and the image takes what is typed.
    fn follow(self) {
        Effect::new(move |_| {
            let subject = self.subject.get();
            let shown = self
                .shown
                .try_update_value(|shown| std::mem::replace(shown, subject.clone()));
            let Some((at, image)) = subject else { return };
            // It may have moved, or another may have taken its place.
            let is_same = |(was_at, shown): &(usize, Image)| *was_at == at || shown.id == image.id;
            let shown = shown.flatten().filter(is_same).map(|(_, shown)| shown);
            if shown
                .as_ref()
                .is_none_or(|shown| shown.width_px != image.width_px)
            {
                self.width
                    .set(image.width_px.map(|width| width.to_string()).unwrap_or_default());
            }
            if shown.is_none_or(|shown| shown.alt != image.alt) {
                self.alt.set(image.alt);
            }
        });
        Effect::new(move |_| {
            self.alt.track();
            self.stop_waiting();
            self.pause
                .set_value(Some(after_ms(PAUSE_MS, move || self.keep_alt())));
        });
    }

    fn stop_waiting(self) {
        if let Some(pause) = self.pause.try_get_value().flatten() {
            pause.cancel();
        }
    }

    /// The image as it is now: of the subject one hears with the next frame.
    fn present(self) -> Option<(usize, Image)> {
        let (at, image) = self.subject.try_get_untracked()??;
        let present = self
            .surface
            .with_untracked(|state| image_at(state.document(), at))?;
        (present.id == image.id).then_some((at, present))
    }

    fn keep_alt(self) {
        let (Some((at, image)), Some(alt)) = (self.present(), self.alt.try_get_untracked()) else {
            return;
        };
        if image.alt != alt {
            let image = Image { alt, ..image };
            self.shown.set_value(Some((at, image.clone())));
            self.change(at, image);
        }
    }

    /// Changes the image, which stays selected; the focus stays in its field.
    fn change(self, at: usize, image: Image) {
        self.surface.apply(|editor| {
            let is_done = editor.run(&Command::ChangeImage(at, image)).is_some();
            editor.select(at, at + 1);
            is_done
        });
    }

    fn set_width(self, width_px: Option<u16>) {
        if let Some((at, image)) = self.present() {
            let width_px = width_px.map(|width| width.clamp(WIDTHS.0, WIDTHS.1));
            self.change(at, Image { width_px, ..image });
        }
    }

    fn keep_width(self) {
        let typed = self.width.get_untracked();
        let px = typed.trim().trim_end_matches("px").trim_end().parse::<u32>();
        match px {
            Ok(px) => self.set_width(Some(u16::try_from(px).unwrap_or(WIDTHS.1))),
            Err(_) if typed.trim().is_empty() => self.set_width(None),
            Err(_) => self.width.set(String::new()),
        }
    }

    /// How wide it is shown, in pixels.
    fn shown_width(self) -> Option<f64> {
        let (at, _) = self.subject.get_untracked()?;
        Some(self.surface.object_rect(at)?.width)
    }

    fn step(self, by: i32) {
        if let Some(width) = self.shown_width() {
            self.set_width(Some(whole(width + f64::from(by))));
        }
    }

    fn remove(self) {
        if let Some((at, _)) = self.subject.get_untracked() {
            self.surface.run(&Command::DeleteRange(at, at + 1));
        }
    }

    fn replace(self) {
        if let Some((at, _)) = self.subject.get_untracked() {
            self.uploads.pick_instead(at);
        }
    }

    fn key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "Escape" | "F2" | "Enter" | "F10" if browser::is_in_field(event) => {
                self.keep_alt();
                self.keep_width();
                if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() {
                    event.prevent_default();
                }
            }
            _ => {}
        }
        if matches!(event.key().as_str(), "Escape" | "F10") {
            bar_key(self.surface, event);
        }
    }

    fn drag_to(self, event: &PointerEvent) -> Option<f64> {
        let (from, width) = self.drag.get_value()?;
        let x = browser::drag_x(event)?;
        Some((width + x - from).clamp(f64::from(WIDTHS.0), f64::from(WIDTHS.1)))
    }

    fn handle(self) -> AnyView {
        let place = place_id(&self.id());
        let moved = place.clone();
        let begin = move |event: PointerEvent| {
            browser::start_drag(&event);
            let from = browser::drag_x(&event).zip(self.shown_width());
            self.drag.set_value(from);
        };
        let drop = move |event: PointerEvent| {
            let width = self.drag_to(&event);
            self.drag.set_value(None);
            if let Some(width) = width {
                self.set_width(Some(whole(width)));
            }
        };
        let is_shown = move || self.subject.with(Option::is_some).then_some("true");
        view! {
            <span class="Place Place--image" id=place aria-hidden="true" data-shown=is_shown>
                <span
                    class="ImageHandle"
                    on:pointerdown=begin
                    on:pointermove=move |event| {
                        if let Some(width) = self.drag_to(&event) {
                            browser::widen(&moved, width);
                        }
                    }
                    on:pointerup=drop
                    on:pointercancel=move |_| self.drag.set_value(None)
                ></span>
            </span>
        }
        .into_any()
    }

    fn view(self) -> AnyView {
        let id = self.id();
        let surface = self.surface;
        let rect = move || {
            let (at, _) = self.subject.get_untracked()?;
            surface.object_rect(at)
        };
        show_beside(id.clone(), self.subject, surface.rest(), rect);
        let is_shown = Memo::new(move |_| self.subject.with(Option::is_some));
        let content = move || is_shown.get().then(|| self.fields());
        view! {
            {self.handle()}
            <div
                class="Popover Bar ImageBar"
                id=id
                popover="manual"
                role="group"
                data-bar=surface.field().id
                aria-label=self.words.image_bar
                on:keydown=move |event| self.key(&event)
            >
                {content}
            </div>
        }
        .into_any()
    }

    fn fields(self) -> AnyView {
        let words = self.words;
        let (alt, width) = (format!("{}-alt", self.id()), format!("{}-width", self.id()));
        view! {
            <TextField id=alt label=words.alt value=self.alt hint=words.alt_hint spellcheck=true autocomplete="off"
                on_change=move |()| self.keep_alt()/>
            <div class="ImageBar-row">
                <IconButton label=words.narrower icon=IconName::Minus on_press=move |()| self.step(-STEP)/>
                <TextField id=width label=words.width label_hidden=true value=self.width input_mode="numeric" autocomplete="off"
                    placeholder=words.own_width on_change=move |()| self.keep_width()/>
                <IconButton label=words.wider icon=IconName::Plus on_press=move |()| self.step(STEP)/>
                <IconButton label=words.replace_image icon=IconName::Image on_press=move |()| self.replace()/>
                <IconButton label=words.remove_image icon=IconName::Trash on_press=move |()| self.remove()/>
            </div>
        }
        .into_any()
    }
}

/// Whole pixels.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a width may be"
)]
fn whole(width: f64) -> u16 {
    width.clamp(f64::from(WIDTHS.0), f64::from(WIDTHS.1)).round() as u16
}
