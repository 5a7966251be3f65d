//! What a row of the list shows of an event, written once when the event arrives.
//! Never reads a payload: its beginning is shown as it was received.

use foldback_protocol::Row;

use crate::moment;
use crate::visible::visible;

const DAY: f64 = 86_400e6;
const YEAR: f64 = 300.0 * DAY;

/// How much of a time a row shows: as much as differs within the log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Times {
    #[default]
    Day,
    Year,
    Long,
}

impl Times {
    /// For a log whose times are so many microseconds apart.
    pub fn over(span: f64) -> Self {
        match span {
            ..DAY => Self::Day,
            ..YEAR => Self::Year,
            _ => Self::Long,
        }
    }
}

/// The texts of a row.
#[derive(Debug, PartialEq)]
pub struct Cells {
    /// The stream's name as it is, to compare with.
    pub raw_stream: String,
    pub stream: String,
    pub type_index: u32,
    pub event_type: String,
    pub time: String,
    pub time_title: String,
    pub data: String,
}

impl Cells {
    /// Of an event.
    pub fn of(row: &Row, times: Times) -> Self {
        let (time, time_title) = match (row.created, &row.time) {
            (Some(micros), _) => {
                (short_time(micros, times), format!("{}\n{}", moment::local(micros), moment::utc(micros)))
            }
            // A time that was not understood is shown as it was received.
            (None, Some(time)) => (visible(time).into_owned(), visible(time).into_owned()),
            (None, None) => (String::new(), "This event has no time".to_owned()),
        };
        let mut data = visible(&String::from_utf8_lossy(&row.data)).into_owned();
        if row.data_length > row.data.len() as u64 {
            data.push('…');
        }
        Self {
            raw_stream: row.stream.clone(),
            stream: visible(&row.stream).into_owned(),
            type_index: row.type_index,
            event_type: visible(&row.event_type).into_owned(),
            time,
            time_title,
            data,
        }
    }
}

fn short_time(micros: i64, times: Times) -> String {
    let (day, clock) = (moment::day(micros), moment::clock(micros));
    // A list over many days has no use for milliseconds; they are in the title.
    let seconds = clock.split('.').next().unwrap_or_default();
    match times {
        Times::Day => clock,
        Times::Year => format!("{} {seconds}", day.get(5..).unwrap_or(&day)),
        Times::Long => format!("{day} {seconds}"),
    }
}
