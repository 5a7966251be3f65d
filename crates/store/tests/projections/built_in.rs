//! Folds of the engine under a name: by stream and over all events, in words and in jq.

use foldback_protocol::{ProjectRequest, ProjectionBy, ProjectionSource, StreamFilter};
use foldback_replay::{History, Input, Merge};
use foldback_store::{MERGE, StoreError};
use futures::executor::block_on;
use futures::future::join;

use super::driver::{Counted, fill, handlers, open};
use super::state_of;

fn asked(name: &str, source: ProjectionSource, by: ProjectionBy) -> ProjectRequest {
    ProjectRequest { source, by, ..handlers(name, None) }
}

fn jq(text: &str) -> ProjectionSource {
    ProjectionSource::Jq(text.to_owned())
}

#[test]
fn one_state_of_all_events_is_the_fold_of_them() {
    let store = open(&Counted::default());
    fill(&store, 0..70);
    let mut whole = History::default();
    for n in 0..70_u64 {
        let data = block_on(store.event(foldback_event::Position(n))).unwrap().unwrap().data;
        whole.fold(&Merge, 0, &Input { position: n, ..Input::of(&data) }).unwrap();
    }
    let merge = asked("all", ProjectionSource::BuiltIn("merge".into()), ProjectionBy::All);
    block_on(store.project(merge, 0)).unwrap();
    for at in [5, 69, 0, 33] {
        assert_eq!(state_of(&store, "all", "", at).unwrap(), whole.moment(0, at).unwrap().state, "at {at}");
    }
    assert_eq!(state_of(&store, "all", "cart-1", 9).unwrap(), None);
    assert_eq!(store.partitions("all").unwrap(), [(0, String::new())]);
}

#[test]
fn jq_folds_each_stream_or_all_and_only_what_it_is_to_read() {
    let store = open(&Counted::default());
    fill(&store, 0..60);
    block_on(store.project(asked("n", jq(".n += 1"), ProjectionBy::Stream), 0)).unwrap();
    let types = vec!["Removed".to_owned()];
    let filter = StreamFilter { stream_prefixes: vec!["cart-1".into()], ..StreamFilter::default() };
    let some = ProjectRequest { types, filter: filter.clone(), ..asked("some", jq(".n += 1"), ProjectionBy::All) };
    block_on(store.project(some, 0)).unwrap();
    let only = ProjectRequest { filter, ..asked("only", jq(".last = $event.position"), ProjectionBy::Stream) };
    block_on(store.project(only, 0)).unwrap();
    let text = |name, partition, at| state_of(&store, name, partition, at).unwrap().map(|state| state.to_string());
    assert_eq!(text("n", "cart-2", 59).as_deref(), Some("{\"n\":20}"));
    assert_eq!(text("n", "cart-2", 29).as_deref(), Some("{\"n\":10}"));
    assert_eq!(text("some", "", 59).as_deref(), Some("{\"n\":4}"));
    assert_eq!(text("only", "cart-1", 59).as_deref(), Some("{\"last\":58}"));
    for stream in ["cart-2", "nobody"] {
        assert!(matches!(state_of(&store, "only", stream, 59), Err(StoreError::StreamNotFound(_))), "{stream}");
    }
    let names = |name| store.partitions(name).unwrap().into_iter().map(|(_, name)| name).collect::<Vec<_>>();
    assert_eq!(names("only"), ["cart-1"]);
    assert_eq!(names(MERGE), ["cart-0", "cart-1", "cart-2"]);
    let (number, name) = store.partitions(MERGE).unwrap().remove(1);
    assert_eq!(store.partition_name("n", number).unwrap(), Some(name));

    // What is folded in the background is the same.
    while block_on(store.fold_projections_ahead(0.0)).unwrap() {}
    assert_eq!(text("n", "cart-0", 44).as_deref(), Some("{\"n\":15}"));
    let all = store.projections();
    assert_eq!(all.iter().map(|info| info.next).collect::<Vec<_>>(), [60, 60, 60]);
    assert_eq!(all[1].handled, 4);
}

#[test]
fn what_cannot_be_is_refused_with_the_place() {
    let store = open(&Counted::default());
    let named = |source| block_on(store.project(asked("p", source, ProjectionBy::All), 0)).unwrap_err();
    assert!(matches!(named(jq(".n +")), StoreError::InvalidJq { byte: 4, .. }));
    let error = named(ProjectionSource::BuiltIn("sum".into())).to_string();
    assert!(error.contains("\"sum\"") && error.contains("json-patch"), "{error}");
    assert!(matches!(store.projection("p"), Err(StoreError::ProjectionNotFound(_))));
    let work = block_on(store.next_work(0)).unwrap();
    assert!(work.is_none());
}

#[test]
fn a_name_that_becomes_another_gives_the_other_answers() {
    let store = open(&Counted::default());
    fill(&store, 0..30);
    let of = |text| asked("p", jq(text), ProjectionBy::All);
    block_on(store.project(of(".n += 1"), 0)).unwrap();
    assert_eq!(state_of(&store, "p", "", 29).unwrap().unwrap().to_string(), "{\"n\":30}");
    // The same keeps what it has.
    assert_eq!(block_on(store.project(of(".n += 1"), 0)).unwrap().next, 30);
    assert_eq!(block_on(store.project(of(".m += 2"), 0)).unwrap().next, 0);
    assert_eq!(state_of(&store, "p", "", 9).unwrap().unwrap().to_string(), "{\"m\":20}");
}

#[test]
fn the_background_and_a_question_read_the_log_once() {
    let place = Counted::default();
    fill(&open(&place), 0..20_000);
    block_on(open(&place).compact_some(&mut async || {})).unwrap();
    place.waits.set(true);
    for by in [ProjectionBy::Stream, ProjectionBy::All] {
        let read = |in_the_background: bool| {
            let store = open(&place);
            block_on(store.project(asked("n", jq(".n += 1"), by), 0)).unwrap();
            place.bytes.set(0);
            let background = async { while in_the_background && store.fold_projections_ahead(0.0).await.unwrap() {} };
            block_on(join(background, async { store.fold_all("n", 19_999, &|| true).await.unwrap() }));
            let partition = if by == ProjectionBy::All { "" } else { "cart-0" };
            let state = state_of(&store, "n", partition, 19_999).unwrap().unwrap().to_string();
            assert_eq!(state, if by == ProjectionBy::All { "{\"n\":20000}" } else { "{\"n\":6667}" });
            place.bytes.get()
        };
        let (alone, together) = (read(false), read(true));
        // A block in which one stretch ends and the next begins is read for both, and there are more stretches in the background.
        assert!(alone > 100_000 && together < alone * 3 / 2, "{alone} bytes alone, {together} together");
    }
}
