//! One hall: how many seats of every block are free, held and sold, and the events that changes leave in the ledger.
//!
//! It never checks what it is told: like the shop's own, it counts.

use crate::ledger::{Course, Ledger};

pub(super) struct Block {
    pub name: &'static str,
    pub seats: i64,
    pub free: i64,
    pub held: i64,
    pub sold: i64,
    pub is_open: bool,
}

/// A hold on seats for guests.
pub(super) struct Hold {
    pub id: u64,
    pub block: usize,
    pub seats: i64,
    pub until: u64,
}

pub(super) struct Hall {
    pub stream: String,
    pub blocks: Vec<Block>,
    pub holds: Vec<Hold>,
    /// The orders that have seats: number, block and how many.
    pub orders: Vec<(u64, usize, i64)>,
}

/// What a change does to a block: to its free, held and sold seats.
pub(super) struct Change {
    pub block: usize,
    pub free: i64,
    pub held: i64,
    pub sold: i64,
}

impl Hall {
    pub(super) fn open(ledger: &mut Ledger, course: &mut Course, name: &str, blocks: &[(&'static str, i64)]) -> Self {
        let stream = format!("hall-{name}");
        let counts: Vec<String> = blocks
            .iter()
            .map(|(name, seats)| format!(r#""{name}":{{"seats":{seats},"free":{seats},"held":0,"sold":0}}"#))
            .collect();
        let data = format!(r#"{{"hall":"{name}","open":true,"blocks":{{{}}}}}"#, counts.join(","));
        ledger.record(course, 95_000, &stream, "HallOpened", data);
        let blocks = blocks
            .iter()
            .map(|&(name, seats)| Block { name, seats, free: seats, held: 0, sold: 0, is_open: true })
            .collect();
        Self { stream, blocks, holds: Vec::new(), orders: Vec::new() }
    }

    /// Changes the counts of a block, and records why.
    pub(super) fn change(
        &mut self,
        ledger: &mut Ledger,
        course: &mut Course,
        wait: u64,
        kind: &'static str,
        change: &Change,
        more: &str,
    ) {
        let block = &mut self.blocks[change.block];
        block.free += change.free;
        block.held += change.held;
        block.sold += change.sold;
        let Block { name, free, held, sold, .. } = block;
        let seats = change.free.abs().max(change.held.abs()).max(change.sold.abs());
        let counts = format!(r#""blocks":{{"{name}":{{"free":{free},"held":{held},"sold":{sold}}}}}"#);
        let data = format!(r#"{{"block":"{name}","seats":{seats},{more},{counts}}}"#);
        ledger.record(course, wait, &self.stream, kind, data);
    }

    /// A block that is open and has that many free seats, if there is one; the first that fits behind `start`.
    pub(super) fn block_for(&self, start: usize, seats: i64) -> Option<usize> {
        let count = self.blocks.len();
        (0..count)
            .map(|step| (start + step) % count)
            .find(|&block| self.blocks[block].is_open && self.blocks[block].free >= seats)
    }

    /// The index of a block.
    pub(super) fn block(&self, name: &str) -> Option<usize> {
        self.blocks.iter().position(|block| block.name == name)
    }
}
