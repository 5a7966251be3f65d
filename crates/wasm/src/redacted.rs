//! Events of an open store out in any form, and without what is to be hidden.

use foldback_format::{self as format, Redactor};
use foldback_protocol::{
    ErrorInfo, ExportAnswer, ExportFormat, ExportRequest, Redaction, RedactionAction, RedactionRule, RedactionTarget,
};
use foldback_store::{ExportPage, Exported, Read};

use crate::exports;
use crate::failure::of_store;
use crate::logs::LogStore;
use crate::reads::PAGE;
use crate::request::Answer;

/// One page of events.
pub async fn export(store: &LogStore, asked: ExportRequest) -> Result<Answer, ErrorInfo> {
    let ExportRequest { format, redact, stream, filter, from, to, until, written, max_events, .. } = asked;
    let mut redactor = redact.map(redactor).transpose()?;
    let mut out = Vec::new();
    let read = Read { stream, ..exports::read(store, filter, from, to, until, max_events) };
    let is_first = until.is_none();
    let page = ExportPage { read: &read, is_first, format: to_format(format), written, bytes: PAGE };
    let done = store.export(&page, redactor.as_mut(), &mut out).await.map_err(|error| of_store(&error))?;
    let Exported { next, until, events } = done;
    let (redacted, unread) = redactor.map_or_else(Default::default, |by| (by.counts().to_vec(), by.unread()));
    Answer::with(&ExportAnswer { next, until, events, redacted, unread }, out)
}

fn to_format(format: ExportFormat) -> format::ExportFormat {
    match format {
        ExportFormat::Ndjson => format::ExportFormat::Ndjson,
        ExportFormat::CloudEvents => format::ExportFormat::CloudEvents,
        ExportFormat::KurrentDb => format::ExportFormat::KurrentDb,
        ExportFormat::Csv => format::ExportFormat::Csv,
    }
}

fn redactor(redact: Redaction) -> Result<Redactor, ErrorInfo> {
    let rules: Result<Vec<_>, _> = redact.rules.iter().enumerate().map(|(at, rule)| to_rule(at, rule)).collect();
    Ok(Redactor::new(rules?, &redact.key))
}

fn to_rule(at: usize, rule: &RedactionRule) -> Result<format::RedactionRule, ErrorInfo> {
    let target = match rule.target {
        RedactionTarget::Data => format::RedactionTarget::Data,
        RedactionTarget::Metadata => format::RedactionTarget::Metadata,
        RedactionTarget::Stream => format::RedactionTarget::Stream,
        RedactionTarget::Id => format::RedactionTarget::Id,
        RedactionTarget::Tags => format::RedactionTarget::Tags,
        RedactionTarget::Source => format::RedactionTarget::Source,
    };
    let action = match rule.action {
        RedactionAction::Drop => format::RedactionAction::Drop,
        RedactionAction::Hash => format::RedactionAction::Hash,
        RedactionAction::Mask => format::RedactionAction::Mask,
    };
    let made = format::RedactionRule::new(target, &rule.path, action);
    made.map(|made| made.keeping_prefix(rule.keep_prefix))
        .map_err(|error| ErrorInfo::new("InvalidRule", format!("Rule {} of the redaction: {error}.", at + 1)))
}
