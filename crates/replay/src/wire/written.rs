//! Patches written out as lines, as they are read: for whoever follows states outside of the engine.

use std::ops::RangeInclusive;

use foldback_event::json::write_string;

use crate::History;
use crate::history::partition::Known;
use crate::history::patch::{Op, WriteAt};
use crate::history::paths::Paths;
use crate::tree;

impl History {
    /// Shows the line of each event of a partition at these positions, oldest first, until `show` says that it is enough:
    /// what [`crate::read_patches`] reads. `show` takes the position too. `name` is the partition's name.
    ///
    /// # Errors
    /// As [`Self::moment`].
    ///
    /// ```
    /// use foldback_replay::{History, Input, Merge};
    ///
    /// let mut history = History::default();
    /// history.fold(&Merge, 0, &Input { position: 7, ..Input::of(br#"{"total":3}"#) })?;
    /// let mut lines = String::new();
    /// history.patches(0, "cart-1", 0..=9, &mut |_, line| {
    ///     lines.push_str(line);
    ///     true
    /// })?;
    /// assert_eq!(lines, "[7,\"cart-1\",[[\"\",{\"total\":3}]]]\n");
    /// # Ok::<(), foldback_replay::Gone>(())
    /// ```
    pub fn patches(
        &self,
        partition: u32,
        name: &str,
        at: RangeInclusive<u64>,
        show: &mut dyn FnMut(u64, &str) -> bool,
    ) -> Known<()> {
        let Some(partition) = self.asked(partition) else { return Ok(()) };
        self.touch_all(partition);
        let from = partition.entries_before(*at.start())?;
        let to = partition.entries_at(*at.end())?;
        let paths = self.paths();
        let mut line = String::new();
        for entry in from..to {
            let position = partition.position(entry)?.unwrap_or_default();
            line.clear();
            line.push('[');
            line.push_str(&position.to_string());
            line.push(',');
            write_string(name, &mut line);
            line.push_str(",[");
            for (at, write) in partition.patch(paths, entry)?.1.enumerate() {
                if at > 0 {
                    line.push(',');
                }
                add(paths, &write, &mut line);
            }
            line.push_str("]]\n");
            if !show(position, &line) {
                break;
            }
        }
        Ok(())
    }
}

fn add(paths: &Paths, write: &WriteAt<'_>, line: &mut String) {
    let mut keys = Vec::new();
    paths.keys(write.path, &write.numbers, &mut keys);
    line.push('[');
    write_string(&tree::pointer(&keys).to_string(), line);
    match write.op {
        Op::Remove => {}
        Op::Set(text) => {
            line.push(',');
            line.push_str(text);
        }
        Op::Cut(length) => {
            line.push_str(",\"#\",");
            line.push_str(&length.to_string());
        }
    }
    line.push(']');
}
