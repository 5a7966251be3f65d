//! Where the tree gets its categories and streams from: the engine, as far as they are looked at.
//! Never filters or counts: the engine does.

use foldback_protocol::{Call, CategoryInfo, ErrorInfo, StreamsAnswer};
use leptos::prelude::*;

use super::model::{Item, Model};
use super::pages::{Key, PAGE, Pages};
use super::sparkline::BARS;
use crate::engine::{Latest, engine};
use crate::session::{Session, session};

/// With more categories than this, streams are one list: their names are no categories then.
const CATEGORIES: u64 = 500;
/// Streams that are few enough to open everything.
const FEW: u64 = 40;

struct Filtered {
    log: String,
    filter: String,
    is_other: bool,
}

struct Paged {
    log: String,
    filter: String,
    generation: u32,
    key: Key,
}

/// The categories and streams. A copy is another handle on the same ones.
#[derive(Clone, Copy)]
pub struct Source {
    pub model: StoredValue<Model>,
    pub pages: StoredValue<Pages>,
    /// How many rows the tree has.
    pub rows: RwSignal<u64>,
    /// How many streams the filter lets through.
    pub streams: RwSignal<u64>,
    /// What the names must contain.
    pub filter: RwSignal<String>,
    /// Rises when anything is to be drawn anew.
    pub changed: RwSignal<u32>,
    pub session: Session,
    paged: StoredValue<Latest<Paged, StreamsAnswer>, LocalStorage>,
}

impl Source {
    /// Of the open log.
    pub fn new() -> Self {
        let session = session();
        let model = StoredValue::new(Model::default());
        let pages = StoredValue::new(Pages::default());
        let (rows, streams) = (RwSignal::new(0), RwSignal::new(0));
        let filter = RwSignal::new(String::new());
        let changed = RwSignal::new(0_u32);
        let refresh = move || {
            model.try_with_value(|model| {
                rows.try_set(model.rows());
                streams.try_set(model.streams());
            });
            changed.try_update(|changed| *changed = changed.wrapping_add(1));
        };
        let paged = Latest::new(
            engine(),
            paged_call,
            move |question: Paged, answer: Result<(StreamsAnswer, Vec<u8>), ErrorInfo>| match answer {
                Ok((answer, _)) => {
                    let total = answer.total;
                    pages.try_update_value(|pages| {
                        pages.fill(question.key, question.generation, answer.streams);
                    });
                    model.try_update_value(|model| {
                        if model.is_flat() {
                            model.set_flat(total);
                        }
                    });
                    refresh();
                }
                Err(why) => session.error.set(Some(why)),
            },
        );
        let categories = Latest::new(
            engine(),
            |question: &Filtered| Call::Categories {
                log: question.log.clone(),
                filter: question.filter.clone(),
                bars: BARS,
            },
            move |question: Filtered, answer: Result<(Vec<CategoryInfo>, Vec<u8>), ErrorInfo>| match answer {
                Ok((answer, _)) => {
                    model.try_update_value(|model| {
                        let had_none = model.rows() == 0;
                        model.set_categories(answer);
                        if question.is_other || had_none {
                            model.open_first(FEW);
                        }
                    });
                    refresh();
                }
                Err(why) => session.error.set(Some(why)),
            },
        );
        Effect::new(move |before: Option<(Option<String>, String)>| {
            let (log, filter) = (session.log.get(), filter.get());
            session.revision_of_log.track();
            let now = (log.clone(), filter.clone());
            let is_other = before.as_ref() != Some(&now);
            pages.update_value(|pages| pages.outdate(!is_other));
            let many =
                session.summary.with_untracked(|open| open.as_ref().is_some_and(|open| open.categories > CATEGORIES));
            if many {
                // The first page tells how many there are.
                model.update_value(|model| model.set_flat(model.streams().max(1)));
                refresh();
            } else if let Some(log) = log {
                categories.ask(Filtered { log, filter, is_other });
            } else {
                model.set_value(Model::default());
                refresh();
            }
            now
        });
        let paged = StoredValue::new_local(paged);
        Self { model, pages, rows, streams, filter, changed, session, paged }
    }

    /// Asks for the page that a row needs, if it is not here. Whether it had to.
    pub fn want(self, row: u64) -> bool {
        let Some(log) = self.session.log.get_untracked() else {
            return false;
        };
        let question = self.model.with_value(|model| {
            let Some(Item::Stream(category, number)) = model.item(row) else {
                return None;
            };
            let category = category.and_then(|index| model.category(index));
            let category = category.map(|category| category.category.as_str());
            self.pages.with_value(|pages| {
                Some(Paged {
                    log,
                    filter: self.filter.get_untracked(),
                    generation: pages.generation(),
                    key: pages.wanted(category, number)?,
                })
            })
        });
        let Some(question) = question else { return false };
        self.paged.with_value(|paged| paged.ask(question));
        true
    }
}

fn paged_call(question: &Paged) -> Call {
    Call::Streams(foldback_protocol::StreamsRequest {
        log: question.log.clone(),
        category: question.key.category.clone(),
        filter: question.filter.clone(),
        offset: u32::try_from(question.key.page * PAGE).unwrap_or(u32::MAX),
        limit: PAGE as u32,
        bars: BARS,
    })
}
