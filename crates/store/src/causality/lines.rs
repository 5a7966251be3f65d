//! A grown tree as the lines that are shown of it.

use foldback_log::Backend;
use foldback_protocol::{CauseCut, CauseEvent, CauseLine, CauseWhat};

use super::seen::Seen;
use super::tree::{Item, Node, Tree};

impl<B: Backend> Tree<'_, '_, B> {
    /// The lines, each node's under its own.
    pub fn lines(&self, here: &Seen) -> Vec<CauseLine> {
        let mut roots = self.roots.clone();
        roots.sort_by_key(|at| self.first_position(*at));
        let mut lines = Vec::with_capacity(self.nodes.len());
        for at in roots {
            let is_cut = self.nodes[at].event().is_some_and(|seen| self.above == Some(seen.position));
            if is_cut {
                lines.push(more(0, CauseCut::Above, self.above, None));
            }
            self.write(at, 0, here, &mut lines);
        }
        if self.others > 0 {
            lines.push(more(0, CauseCut::Others, None, Some(self.others)));
        }
        lines
    }

    /// The position of a node, or of the first that is under it.
    fn first_position(&self, at: usize) -> u64 {
        match self.nodes[at].event() {
            Some(seen) => seen.position,
            None => self.nodes[at].effects.first().map_or(u64::MAX, |first| self.first_position(*first)),
        }
    }

    fn write(&self, at: usize, level: u32, here: &Seen, lines: &mut Vec<CauseLine>) {
        let node = &self.nodes[at];
        let (before, after, below) = node.cut;
        let effects = (node.effects.len() + node.again.len()) as u64 + before + after + below;
        let (what, of) = match &node.item {
            Item::Event(seen) => (CauseWhat::Event(self.event(node, seen, effects, here)), Some(seen.position)),
            Item::Missing(named) => {
                let (name, id) = (named.name.clone(), named.id.clone());
                (CauseWhat::Missing { name, id, effects }, None)
            }
        };
        lines.push(CauseLine { level, what });
        let level = level + 1;
        let mut cut = |cut, count| {
            if count > 0 {
                lines.push(more(level, cut, of, Some(count)));
            }
        };
        cut(CauseCut::Below, below);
        cut(CauseCut::Before, before);
        for effect in &node.effects {
            self.write(*effect, level, here, lines);
        }
        lines.extend(node.again.iter().map(|position| {
            let what = CauseWhat::Again { position: *position };
            CauseLine { level, what }
        }));
        if after > 0 {
            lines.push(more(level, CauseCut::After, of, Some(after)));
        }
    }

    fn event(&self, node: &Node, seen: &Seen, effects: u64, here: &Seen) -> CauseEvent {
        let cause = node.parent.and_then(|at| self.nodes[at].event());
        let delay = cause.and_then(|cause| Some(seen.created?.checked_sub(cause.created?)? as f64));
        CauseEvent {
            position: seen.position,
            revision: seen.revision,
            stream: seen.stream.clone(),
            event_type: seen.event_type.clone(),
            type_index: seen.type_id,
            created: seen.created.map(|created| created as f64),
            delay,
            cause: cause.map(|cause| cause.position),
            effects,
            correlated: seen.has_correlation(here.correlation.as_ref()),
            note: node.note,
        }
    }
}

fn more(level: u32, cut: CauseCut, of: Option<u64>, count: Option<u64>) -> CauseLine {
    CauseLine { level, what: CauseWhat::More { cut, of, count } }
}
