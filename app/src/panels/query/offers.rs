//! What could be written next in the query, as the engine says.
//! Never older than what is written: an answer to another text is dropped.

use foldback_protocol::{Call, CompleteAnswer, CompleteRequest, ErrorInfo, Offer, OfferKind};
use leptos::html;
use leptos::prelude::*;

use super::caret::{byte_of, units_of};
use crate::engine::{Latest, engine};
use crate::query::query;
use crate::session::session;

/// The offers of the moment.
#[derive(Clone, Copy)]
pub struct Offers {
    /// What is offered.
    pub all: RwSignal<Vec<Offer>>,
    /// Which one the keyboard is at.
    pub active: RwSignal<Option<usize>>,
    /// The bytes that each takes the place of.
    place: StoredValue<(usize, usize)>,
    text: RwSignal<String>,
    log: Memo<Option<String>>,
    node: NodeRef<html::Input>,
    asks: StoredValue<Latest<CompleteRequest, CompleteAnswer>, LocalStorage>,
}

impl Offers {
    /// For the query that is written in `node`.
    pub fn new(node: NodeRef<html::Input>) -> Self {
        let (text, log) = (query().text, session().log);
        let (all, active) = (RwSignal::new(Vec::new()), RwSignal::new(None));
        let place = StoredValue::new((0, 0));
        let asks = Latest::new(
            engine(),
            |asked: &CompleteRequest| Call::Complete(asked.clone()),
            move |asked: CompleteRequest, answer: Result<(CompleteAnswer, Vec<u8>), ErrorInfo>| {
                let focused = node
                    .try_get_untracked()
                    .flatten()
                    .is_some_and(|input| document().active_element().is_some_and(|active| *active == ***input));
                // Without offers the query can be written as well: what is wrong is said where the search says it.
                let answer = answer.map(|(answer, _)| answer).unwrap_or_default();
                if focused && text.try_get_untracked() == Some(asked.query) {
                    place.try_set_value((answer.from as usize, answer.to as usize));
                    active.try_set(None);
                    all.try_set(answer.offers);
                }
            },
        );
        Self { all, active, place, text, log, node, asks: StoredValue::new_local(asks) }
    }

    /// Asks what could be written where the caret is.
    pub fn ask(self) {
        let (Some(log), Some(input)) = (self.log.get_untracked(), self.node.get_untracked()) else { return };
        let text = self.text.get_untracked();
        let caret = input.selection_start().ok().flatten().unwrap_or(u32::MAX);
        let at = byte_of(&text, caret) as u32;
        self.asks.with_value(|asks| asks.ask(CompleteRequest { log, query: text, at }));
    }

    /// Offers nothing.
    pub fn close(self) {
        self.active.set(None);
        if self.is_open() {
            self.all.set(Vec::new());
        }
    }

    /// Whether anything is offered.
    pub fn is_open(self) -> bool {
        self.all.with_untracked(|all| !all.is_empty())
    }

    /// Goes up or down in the list.
    pub fn walk(self, down: bool) {
        let count = self.all.with_untracked(Vec::len);
        if count == 0 {
            return self.ask();
        }
        self.active.update(|active| {
            *active = Some(match (*active, down) {
                (None, true) => 0,
                (None, false) => count - 1,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
            });
        });
    }

    /// Writes an offer.
    pub fn take(self, number: usize) {
        let Some(offer) = self.all.with_untracked(|all| all.get(number).cloned()) else { return };
        let text = self.text.get_untracked();
        let (from, to) = self.place.get_value();
        let (Some(before), Some(behind)) = (text.get(..from), text.get(to..)) else { return };
        // A whole word is done; the beginning of one goes on.
        let goes_on = matches!(offer.kind, OfferKind::Member) || offer.text.ends_with([':', '.']);
        let space = if goes_on || behind.starts_with(' ') { "" } else { " " };
        let written = format!("{before}{}{space}", offer.text);
        let caret = units_of(&written, written.len());
        self.text.set(format!("{written}{behind}"));
        self.close();
        if let Some(input) = self.node.get_untracked() {
            // The field has the new text only when it has been drawn, and the caret goes behind what was written.
            input.set_value(&self.text.get_untracked());
            let _ = input.focus();
            let _ = input.set_selection_range(caret, caret);
        }
        self.ask();
    }
}

/// What an offer is, in a word.
pub fn kind(kind: OfferKind) -> &'static str {
    match kind {
        OfferKind::Word => "word",
        OfferKind::Type => "type",
        OfferKind::Category => "category",
        OfferKind::Stream => "stream",
        OfferKind::Member => "member",
        OfferKind::Value => "value",
        OfferKind::Time => "time",
    }
}
