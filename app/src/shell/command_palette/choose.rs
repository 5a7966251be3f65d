//! What choosing an item of the palette does.
//! Never before the palette has closed: the focus goes where the item sends it.

use foldback_protocol::{Call, Hits, SearchAnswer, SearchRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::items::Act;
use crate::commands::{Reach, TABLE};
use crate::engine::Engine;
use crate::import::{Imports, Source};
use crate::panels::choose_with;
use crate::session::Session;
use crate::shell::opened::View;

/// Does it.
pub fn choose(act: Act, on: Reach, imports: Imports, engine: Engine) {
    let session = on.session;
    match act {
        Act::Command(at) => {
            if let Some(act) = TABLE.get(at).and_then(|command| command.act(on.has_log())) {
                act(on);
            }
        }
        Act::Tab(tab) => {
            session.tab.set(tab);
            on.opened.view.set(View::Inspector);
        }
        Act::Go(position) => {
            session.playing.set(false);
            session.go(position);
        }
        Act::Time(time) => go_to_time(time, session, engine),
        Act::Stream(stream) => {
            if session.pinned.with_untracked(|pinned| pinned.as_ref() != Some(&stream.stream)) {
                choose_with(engine, session, &stream);
            }
        }
        Act::Type(name) => on.query.text.set(format!("type:{}", quoted(&name))),
        Act::Query(text) => on.query.text.set(text),
        Act::Log(log) => session.open(log, None),
        Act::Sample { name, title } => imports.start(Source::Sample { name, title }),
    }
}

/// Goes to the first event at or after a time, which the engine reads as it reads those of queries.
fn go_to_time(time: String, session: Session, engine: Engine) {
    let Some(log) = session.log.get_untracked() else { return };
    let (to, mut from) = (session.events.get_untracked(), Some(0));
    session.playing.set(false);
    spawn_local(async move {
        while let Some(at) = from {
            let asked = SearchRequest { log: log.clone(), query: format!("after:{time}"), from: at, to, limit: 1 };
            let mut hits = Hits::default();
            match engine.ask_bytes::<SearchAnswer>(Call::Search(asked)).await {
                Ok((answer, bytes)) => {
                    hits.add(&bytes);
                    from = answer.next;
                }
                Err(why) => return session.error.set(Some(why)),
            }
            if session.log.get_untracked().as_ref() != Some(&log) {
                return;
            }
            if let Some(first) = hits.nth(0) {
                return session.go(first);
            }
        }
        session.say("No event is that late");
    });
}

/// A name as a query takes it, whatever is in it.
fn quoted(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || "_-.$".contains(c)) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_name_with_spaces_is_one_word_of_a_query() {
        assert_eq!(quoted("ItemAdded"), "ItemAdded");
        assert_eq!(quoted("a \"b\\"), r#""a \"b\\""#);
    }
}
