//! What of the log the editor offers: its event types, the categories of its streams, and the first of these.
//! Never more than a person looks through.

use foldback_protocol::{Call, CategoryInfo, StreamsAnswer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Serialize;
use wasm_bindgen::JsValue;

use crate::engine::engine;
use crate::session::session;

/// Streams that are offered.
const STREAMS: u32 = 300;

#[derive(Serialize)]
struct OfferedType {
    name: String,
    events: u64,
}

#[derive(Serialize)]
struct Offered {
    types: Vec<OfferedType>,
    categories: Vec<String>,
    streams: Vec<String>,
}

/// As the editor takes it.
pub fn offered() -> Signal<JsValue, LocalStorage> {
    let (session, engine) = (session(), engine());
    let names = RwSignal::new((Vec::<String>::new(), Vec::<String>::new()));
    Effect::new(move |_| {
        session.revision_of_log.track();
        let Some(log) = session.log.get() else { return };
        spawn_local(async move {
            let filter = String::new();
            let asked = Call::Categories { log: log.clone(), filter: filter.clone(), bars: 1 };
            // What cannot be listed is not offered; the panel of streams says why.
            let categories = engine.ask::<Vec<CategoryInfo>>(asked).await.unwrap_or_default();
            let asked = Call::Streams(foldback_protocol::StreamsRequest {
                log,
                category: None,
                filter,
                offset: 0,
                limit: STREAMS,
                bars: 1,
            });
            let streams = engine.ask::<StreamsAnswer>(asked).await.map(|found| found.streams).unwrap_or_default();
            let categories = categories.into_iter().map(|one| one.category).collect();
            names.try_set((categories, streams.into_iter().map(|one| one.stream).collect()));
        });
    });
    Signal::derive_local(move || {
        let types = session.summary.with(|summary| {
            let types = summary.as_ref().map(|summary| summary.types.as_slice()).unwrap_or_default();
            types.iter().map(|one| OfferedType { name: one.name.clone(), events: one.events }).collect()
        });
        let (categories, streams) = names.get();
        let offered = Offered { types, categories, streams };
        offered.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).unwrap_or_default()
    })
}
