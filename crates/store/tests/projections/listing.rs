//! The partitions of a projection by name, and which of them an event belongs to.

use foldback_protocol::{
    PartitionsAnswer, PartitionsRequest, ProjectRequest, ProjectionBy, ProjectionSource, StreamFilter,
};
use foldback_store::StoreError;
use futures::executor::block_on;

use super::driver::{Counted, Shop, fill, handlers, open};
use super::state_of;

fn list(store: &Shop, projection: Option<&str>, contains: &str, limit: u32, at: u64) -> PartitionsAnswer {
    let projection = projection.map(str::to_owned);
    let asked = PartitionsRequest { projection, contains: contains.into(), limit, ..PartitionsRequest::default() };
    store.list_partitions(&asked, Some(at)).unwrap()
}

#[test]
fn streams_are_listed_by_what_their_names_contain() {
    let store = open(&Counted::default());
    fill(&store, 0..60);
    let all = list(&store, None, "", 2, 31);
    assert_eq!((all.names.as_slice(), all.total), (&["cart-0".to_owned(), "cart-1".to_owned()][..], 3));
    assert_eq!(all.here.as_deref(), Some("cart-1"));
    let some = list(&store, None, "T-2", 10, 99);
    assert_eq!((some.names, some.total, some.here), (vec!["cart-2".to_owned()], 1, None));

    let filter = StreamFilter { stream_prefixes: vec!["cart-2".into()], ..StreamFilter::default() };
    let source = ProjectionSource::BuiltIn("count".into());
    block_on(store.project(ProjectRequest { source, filter, ..handlers("only", None) }, 0)).unwrap();
    assert_eq!(list(&store, Some("only"), "", 10, 32).here.as_deref(), Some("cart-2"));
    assert_eq!(list(&store, Some("only"), "", 10, 31).here, None);
}

#[test]
fn all_events_belong_to_the_one_state_of_all() {
    let store = open(&Counted::default());
    fill(&store, 0..60);
    let source = ProjectionSource::BuiltIn("count".into());
    let all = ProjectRequest { source, by: ProjectionBy::All, ..handlers("all", None) };
    block_on(store.project(all, 0)).unwrap();
    // Whether it was folded already or not.
    for _ in 0..2 {
        let found = list(&store, Some("all"), "", 10, 31);
        assert_eq!((found.names, found.total, found.here), (vec![String::new()], 1, Some(String::new())));
        state_of(&store, "all", "", 31).unwrap();
    }
    let nobody = PartitionsRequest { projection: Some("nobody".into()), ..PartitionsRequest::default() };
    assert!(matches!(store.list_partitions(&nobody, None), Err(StoreError::ProjectionNotFound(_))));
}
