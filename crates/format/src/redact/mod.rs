//! Redaction: values of events are taken out, hashed or masked, so that a log can be shared with whoever must not see them. No
//! other byte of a payload changes, and nothing here decides what is to be hidden.
//!
//! A hash is keyed, so that nobody without the key can try out what a value may have been; equal values have equal hashes, wherever
//! they stand, so that what belongs together still does. It is written as a UUID of version 8.

mod edits;
mod mask;
mod rule;
mod walk;

use std::borrow::Cow;

use foldback_event::EventRef;
use foldback_event::json::{scan, write_string};

pub use rule::{RedactionAction, RedactionRule, RedactionTarget, RuleError};
use walk::Walk;

/// Applies rules to events, and counts.
#[derive(Debug)]
pub struct Redactor {
    rules: Vec<RedactionRule>,
    key: [u8; 32],
    counts: Vec<u64>,
    unread: u64,
}

impl Redactor {
    /// A redactor. The key may be any text; who has it can find out by trying what a hashed value was.
    pub fn new(rules: Vec<RedactionRule>, key: &str) -> Self {
        let counts = vec![0; rules.len()];
        let key = blake3::derive_key("Foldback redaction of exported logs, version 1", key.as_bytes());
        Self { rules, key, counts, unread: 0 }
    }

    /// How many values each rule has changed.
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// Payloads and metadata that a rule was to look into, and that are no JSON. They are as they were.
    pub fn unread(&self) -> u64 {
        self.unread
    }

    /// Shows the event without what is to be hidden.
    pub fn redact(&mut self, event: &EventRef<'_>, show: impl FnOnce(&EventRef<'_>)) {
        let stream = self.name(RedactionTarget::Stream, event.stream, '-');
        let id = event.id.and_then(|id| match self.of(RedactionTarget::Id) {
            None => Some(Cow::Borrowed(id)),
            Some((_, RedactionAction::Drop)) => None,
            Some((_, RedactionAction::Hash)) => Some(Cow::Owned(self.hash(id.as_bytes(), false))),
            Some((_, RedactionAction::Mask)) => Some(Cow::Owned(mask::text(id))),
        });
        self.count(RedactionTarget::Id, usize::from(event.id.is_some()));
        let tags: Vec<Cow<'_, str>> = match self.of(RedactionTarget::Tags) {
            Some((at, RedactionAction::Drop)) => {
                self.add(at, event.tags.len());
                Vec::new()
            }
            _ => event.tags.iter().map(|tag| self.name(RedactionTarget::Tags, tag, ':')).collect(),
        };
        let source = match self.of(RedactionTarget::Source) {
            Some(_) => {
                self.count(RedactionTarget::Source, usize::from(event.source.is_some()));
                None
            }
            None => event.source,
        };
        let metadata = self.payload(RedactionTarget::Metadata, event.metadata);
        let data = self.payload(RedactionTarget::Data, event.data);
        // What is no JSON any more, or is now.
        let content_type = match &data {
            Payload::Replaced(_) => "",
            _ => event.content_type,
        };
        let tags: Vec<&str> = tags.iter().map(AsRef::as_ref).collect();
        show(&EventRef {
            stream: &stream,
            id: id.as_deref(),
            content_type,
            data: data.bytes(event.data),
            metadata: metadata.bytes(event.metadata),
            tags: &tags,
            source,
            ..*event
        });
    }

    /// The first rule about the whole of a target that has no path.
    fn of(&self, target: RedactionTarget) -> Option<(usize, RedactionAction)> {
        let at = self.rules.iter().position(|rule| rule.target() == target)?;
        self.rules.get(at).map(|rule| (at, rule.action()))
    }

    fn count(&mut self, target: RedactionTarget, times: usize) {
        if let Some((at, _)) = self.of(target) {
            self.add(at, times);
        }
    }

    fn add(&mut self, at: usize, times: usize) {
        if let Some(count) = self.counts.get_mut(at) {
            *count += times as u64;
        }
    }

    /// The name of a stream or a tag; what stands before the first `separator` may be kept.
    fn name<'a>(&mut self, target: RedactionTarget, name: &'a str, separator: char) -> Cow<'a, str> {
        let Some((at, action)) = self.of(target) else { return Cow::Borrowed(name) };
        self.add(at, 1);
        let keeps = self.rules.get(at).is_some_and(RedactionRule::keeps_prefix);
        let split = name.find(separator).filter(|_| keeps).map_or(0, |at| at + separator.len_utf8());
        let (prefix, rest) = name.split_at_checked(split).unwrap_or(("", name));
        let rest = match action {
            RedactionAction::Mask => mask::text(rest),
            RedactionAction::Hash | RedactionAction::Drop => self.hash(rest.as_bytes(), false),
        };
        Cow::Owned(format!("{prefix}{rest}"))
    }

    fn payload(&mut self, target: RedactionTarget, bytes: &[u8]) -> Payload {
        let concerned = |rule: &RedactionRule| rule.target() == target;
        if bytes.is_empty() || !self.rules.iter().any(concerned) {
            return Payload::AsItWas;
        }
        let text = std::str::from_utf8(bytes).ok().filter(|text| {
            let end = scan::value(text.as_bytes(), 0).map(|span| scan::skip_space(text.as_bytes(), span.end));
            end == Ok(text.len())
        });
        let whole = self.rules.iter().position(|rule| concerned(rule) && rule.is_whole());
        match (text, whole) {
            (Some(text), _) => {
                let changed = Walk::new(text, target, self).run();
                changed.map_or(Payload::AsItWas, Payload::Changed)
            }
            // What cannot be looked into can still be taken away whole.
            (None, Some(at)) => {
                self.add(at, 1);
                let is_hash = self.rules.get(at).is_some_and(|rule| rule.action() == RedactionAction::Hash);
                let mut json = String::new();
                if is_hash {
                    write_string(&self.hash(bytes, true), &mut json);
                }
                Payload::Replaced(json.into_bytes())
            }
            (None, None) => {
                self.unread += 1;
                Payload::AsItWas
            }
        }
    }

    /// The hash of a text, or of something else.
    fn hash(&self, bytes: &[u8], is_other: bool) -> String {
        let mut hasher = blake3::Hasher::new_keyed(&self.key);
        hasher.update(&[u8::from(is_other)]).update(bytes);
        let mut id = String::with_capacity(36);
        for (at, byte) in hasher.finalize().as_bytes().iter().take(16).enumerate() {
            let byte = match at {
                6 => 0x80 | byte & 0x0f,
                8 => 0x80 | byte & 0x3f,
                _ => *byte,
            };
            let hyphen = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
            id.push_str(&format!("{hyphen}{byte:02x}"));
        }
        id
    }
}

/// What became of a payload.
enum Payload {
    AsItWas,
    Changed(Vec<u8>),
    /// By something of another content type.
    Replaced(Vec<u8>),
}

impl Payload {
    fn bytes<'a>(&'a self, own: &'a [u8]) -> &'a [u8] {
        match self {
            Self::AsItWas => own,
            Self::Changed(bytes) | Self::Replaced(bytes) => bytes,
        }
    }
}
