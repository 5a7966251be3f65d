//! The decompressed text of a file on its way through recognition and cutting. It never sees compressed bytes.

use crate::json::{Cutter, Opening, Plan};
use crate::process::Log;
use crate::record::{Place, Records};
use crate::table::{self, Reader};
use crate::{Compression, Detection, Format, ImportError, Mapping, Options, Outcome, Sink};
use crate::{console, edn, known, magic, native, xml};

/// The text so far, and what is done with it.
pub(crate) struct Text {
    options: Options,
    /// Whether it is only the beginning of a text, cut anywhere.
    pub is_prefix: bool,
    /// Bytes so far.
    pub length: u64,
    compression: Option<Compression>,
    stage: Stage,
}

enum Stage {
    /// The layout is not known yet.
    Opening(Opening),
    Reading(Box<(Source, Records)>),
    Failed(ImportError),
}

/// What cuts the text into records.
enum Source {
    Json(Cutter),
    Table(Reader),
    Xml(Box<(xml::Cutter, Log)>),
    Edn(Box<edn::Reader>),
    Console(Box<console::Reader>),
}

impl Source {
    fn push(&mut self, bytes: &[u8], records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Json(cutter) => cutter.push(bytes, records, sink),
            Self::Table(reader) => reader.push(bytes, records, sink),
            Self::Xml(xml) => xml.0.push(bytes, &mut xml.1, records, sink),
            Self::Edn(reader) => reader.push(bytes, records, sink),
            Self::Console(reader) => reader.push(bytes, records, sink),
        }
    }

    fn place(&self) -> Place {
        match self {
            Self::Json(cutter) => cutter.place(),
            Self::Table(reader) => reader.place(),
            Self::Xml(xml) => xml.0.place(),
            Self::Edn(reader) => reader.place(),
            Self::Console(reader) => reader.place(),
        }
    }

    fn finish(&mut self, records: &mut Records, sink: &mut dyn Sink) -> Result<(), ImportError> {
        match self {
            Self::Json(cutter) => cutter.finish(records, sink),
            Self::Table(reader) => reader.finish(records, sink),
            Self::Xml(xml) => xml.0.finish(&mut xml.1, records, sink),
            Self::Edn(reader) => reader.finish(records, sink),
            Self::Console(reader) => reader.finish(records, sink),
        }
    }
}

impl Text {
    pub fn new(options: Options, is_prefix: bool) -> Self {
        Self {
            stage: Stage::Opening(Opening::new(options.max_record)),
            options,
            is_prefix,
            length: 0,
            compression: None,
        }
    }

    /// The error that ended the work, if one did.
    pub fn check(&self) -> Result<(), ImportError> {
        match &self.stage {
            Stage::Failed(error) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// Keeps an error, so that it is given again.
    pub fn fail<T>(&mut self, result: Result<T, ImportError>) -> Result<T, ImportError> {
        if let Err(error) = &result {
            self.stage = Stage::Failed(error.clone());
        }
        result
    }

    /// What has become of the records, once the layout is known.
    pub fn records(&self) -> Option<&Records> {
        match &self.stage {
            Stage::Reading(reading) => Some(&reading.1),
            _ => None,
        }
    }

    /// The line that the next bytes belong to.
    pub fn line(&self) -> u64 {
        match &self.stage {
            Stage::Reading(reading) => reading.0.place().line,
            _ => Place::default().line,
        }
    }

    /// Takes the next bytes, and how they were compressed.
    pub fn push(
        &mut self,
        piece: &[u8],
        compression: Option<Compression>,
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        self.length += piece.len() as u64;
        self.compression = compression;
        let result = match &mut self.stage {
            Stage::Opening(opening) => match opening.push(piece) {
                None => Ok(()),
                Some(plan) => self.begin(plan, sink),
            },
            Stage::Reading(reading) => {
                let (source, records) = &mut **reading;
                source.push(piece, records, sink)
            }
            Stage::Failed(error) => Err(error.clone()),
        };
        self.fail(result)
    }

    /// Begins to read what the plan says, or a table where the text is no JSON.
    fn begin(&mut self, plan: Result<Plan, ImportError>, sink: &mut dyn Sink) -> Result<(), ImportError> {
        let Stage::Opening(opening) = &mut self.stage else {
            return Ok(());
        };
        if let Some(id) = self.options.shape.as_ref().filter(|id| known::ids().all(|known| known != id.as_str())) {
            return Err(ImportError::NoSuchShape { id: id.clone(), known: known::ids().collect() });
        }
        let max_record = self.options.max_record;
        let (source, known, detection) = match plan {
            Ok(plan) => {
                let (times, by) = if plan.is_native { native::LONGER } else { (1, 1) };
                let (format, reason) = (plan.format(), plan.reason.clone());
                let known = plan.mapping(&self.options.name);
                (Source::Json(Cutter::new(plan, max_record / by * times)), known, (format, reason))
            }
            Err(error) => {
                let ImportError::UnknownFormat { looks_like, .. } = &error else {
                    return Err(error);
                };
                // What its first bytes say is no text is none, whatever stands behind them: how much of that is there depends on the cut.
                if magic::binary(opening.head()).is_some() {
                    return Err(error);
                }
                if let Some(plan) = edn::recognise(opening.head()) {
                    let source = Source::Edn(Box::new(edn::Reader::new(&plan, max_record)));
                    return self.read(source, None, (Format::Edn, plan.reason.to_owned()), sink);
                }
                if console::is_one(opening.head()) {
                    let source = Source::Console(Box::new(console::Reader::new(max_record)));
                    return self.read(source, None, (Format::KafkaConsole, console::REASON.to_owned()), sink);
                }
                let name = &self.options.name;
                if let Some(plan) = xml::recognise(opening.head()) {
                    let source = Box::new((xml::Cutter::new(max_record), Log::new(plan.flavour)));
                    (Source::Xml(source), Some(plan.mapping(name)), (plan.format(), plan.reason))
                } else {
                    let found = table::may_be_one(*looks_like).then(|| table::recognise(opening.head())).flatten();
                    let plan = found.ok_or(error)?;
                    let (format, reason) = (plan.format(), plan.reason.clone());
                    let known = plan.mapping(name);
                    let (times, by) = if plan.is_native() { native::LONGER } else { (1, 1) };
                    (Source::Table(Reader::new(plan, max_record / by * times)), known, (format, reason))
                }
            }
        };
        self.read(source, known, detection, sink)
    }

    /// Reads on, and all that was kept, once it is known how.
    fn read(
        &mut self,
        source: Source,
        known: Option<Mapping>,
        detection: (Format, String),
        sink: &mut dyn Sink,
    ) -> Result<(), ImportError> {
        let Stage::Opening(opening) = &mut self.stage else {
            return Ok(());
        };
        let head = opening.take_head();
        let mut records = Records::new(&self.options, self.detection(detection), self.is_prefix);
        records.begin_form(known, sink)?;
        let mut source = source;
        source.push(&head, &mut records, sink)?;
        self.stage = Stage::Reading(Box::new((source, records)));
        Ok(())
    }

    /// What is known before the first record.
    fn detection(&self, (format, reason): (Format, String)) -> Detection {
        Detection {
            format,
            shape: None,
            shape_id: None,
            candidates: Vec::new(),
            compression: self.compression,
            reason,
            sampled: 0,
            fields: Vec::new(),
            mapping: Mapping::named(&self.options.name),
            sure: false,
        }
    }

    /// The text has ended.
    pub fn finish(&mut self, sink: &mut dyn Sink) -> Result<Outcome, ImportError> {
        if self.length == 0 {
            return Err(ImportError::Empty);
        }
        if let Stage::Opening(opening) = &mut self.stage {
            let plan = opening.finish();
            self.begin(plan, sink)?;
        }
        let Stage::Reading(reading) = &mut self.stage else {
            return Err(ImportError::NoEvents);
        };
        let (source, records) = &mut **reading;
        source.finish(records, sink)?;
        records.settle(sink)?;
        records.release(sink);
        if records.records == 0 && !records.cut {
            return Err(ImportError::NoEvents);
        }
        Ok(Outcome {
            format: records.detection.format.clone(),
            records: records.records,
            events: records.events,
            skipped: records.records - records.events,
        })
    }
}
