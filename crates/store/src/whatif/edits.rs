//! Edits as they are said, made into a plan. Each error names the edit and says what to do.

use foldback_event::json::parse;
use foldback_event::{Json, Position};
use foldback_log::Backend;
use foldback_protocol::{BranchEvent, EditInfo};
use foldback_replay::{Edit, EditError, Input, Plan};

use crate::{Store, StoreError};

/// An event of a branch alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Happening {
    pub stream: String,
    pub event_type: String,
    /// JSON text.
    pub data: String,
    /// A JSON object, or nothing.
    pub metadata: String,
    /// When, in microseconds since 1970.
    pub time: Option<i64>,
}

impl Happening {
    /// As a fold sees it, at a position.
    pub fn input(&self, position: u64) -> Input<'_> {
        Input {
            position,
            stream: &self.stream,
            event_type: &self.event_type,
            data: Some(self.data.as_bytes()),
            metadata: self.metadata.as_bytes(),
        }
    }
}

const ONE: &str = "it must have one of skip, edit, insert and move, with a position";

/// What is wrong with an edit, at which position.
type Wrong = (Option<u64>, String);

impl<B: Backend> Store<B> {
    /// The plan of some edits over the log as it is.
    pub(crate) fn plan(&self, edits: Vec<EditInfo>) -> Result<Plan<Happening>, StoreError> {
        let mut plan = Vec::with_capacity(edits.len());
        for (at, edit) in edits.into_iter().enumerate() {
            let named =
                |(position, why): Wrong| StoreError::InvalidEdit { position, why: format!("edit {}: {why}", at + 1) };
            plan.push(self.edit(edit).map_err(named)?);
        }
        Plan::new(plan, self.events()).map_err(|error| {
            let position = match error {
                EditError::NoEvent { position, .. } | EditError::Twice(position) => position,
            };
            StoreError::InvalidEdit { position: Some(position), why: error.to_string() }
        })
    }

    fn edit(&self, edit: EditInfo) -> Result<Edit<Happening>, Wrong> {
        let EditInfo { skip, edit, insert, moved, to, event } = edit;
        let alone = |position: u64, event: &Option<BranchEvent>| match event {
            Some(_) => Err((Some(position), "an event belongs to edit and insert alone".to_owned())),
            None => self.there_is(position),
        };
        let edit = match (skip, edit, insert, moved) {
            (Some(position), None, None, None) => {
                alone(position, &event)?;
                Edit::Skip(position)
            }
            (None, Some(position), None, None) => {
                self.there_is(position)?;
                let own = self.log.index().stream_at(Position(position));
                let own = own.and_then(|own| Some(self.log.index().streams().get(own as usize)?.name.to_string()));
                Edit::Replace(position, happening(position, event, own)?)
            }
            (None, None, Some(position), None) => Edit::Insert(position, happening(position, event, None)?),
            (None, None, None, Some(from)) => {
                alone(from, &event)?;
                let missing =
                    || (Some(from), "a move needs `to`, the position before which the event happens".to_owned());
                return Ok(Edit::Move { from, to: to.ok_or_else(missing)? });
            }
            _ => return Err((None, ONE.to_owned())),
        };
        match to {
            Some(to) => Err((Some(to), "`to` belongs to move alone".to_owned())),
            None => Ok(edit),
        }
    }

    /// Whether the event at a position is there to be edited.
    fn there_is(&self, position: u64) -> Result<(), Wrong> {
        let events = self.events();
        let why = |why: String| Err((Some(position), why));
        if position >= events {
            return why(EditError::NoEvent { position, events }.to_string());
        }
        match self.log.index().stream_at(Position(position)) {
            Some(_) => Ok(()),
            None => why(format!("the event at position {position} was removed by a scavenge and cannot be edited")),
        }
    }
}

fn happening(position: u64, event: Option<BranchEvent>, own: Option<String>) -> Result<Happening, Wrong> {
    let wrong = |why: String| (Some(position), why);
    let event = event.ok_or_else(|| wrong("an event is missing: edit and insert say what happens".to_owned()))?;
    let BranchEvent { stream_id, event_type, data, metadata, time } = event;
    let stream = stream_id.or(own).filter(|stream| !stream.is_empty());
    let stream = stream.ok_or_else(|| wrong("the event names no stream: give it a streamId".to_owned()))?;
    if event_type.is_empty() {
        return Err(wrong("the event has no type".to_owned()));
    }
    let read = |what: &str, text: &str| {
        let fault = |fault: foldback_event::json::Fault| {
            wrong(format!("the {what} of the event is no JSON, at byte {}: {}", fault.at, fault.problem))
        };
        parse(text.as_bytes()).map_err(fault)
    };
    read("data", &data)?;
    let metadata = metadata.unwrap_or_default();
    if !metadata.is_empty() && !matches!(read("metadata", &metadata)?, Json::Object(_)) {
        return Err(wrong("the metadata of the event is no object".to_owned()));
    }
    Ok(Happening { stream, event_type, data, metadata, time })
}
