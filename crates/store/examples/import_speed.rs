//! Prints how fast a generated log is imported into memory, to find where an import's time goes: `import_speed [EVENTS]`.

use std::time::Instant;

use foldback_log::MemoryBackend;
use foldback_protocol::Progress;
use foldback_sample::load::Load;
use foldback_store::{ImportOptions, Monitor, Source, Store};

struct Generated(Vec<Vec<u8>>);

impl Source for Generated {
    async fn next(&mut self) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.pop())
    }
}

struct Unwatched;

impl Monitor for Unwatched {
    fn progress(&self, _: Progress) {}
    fn cancelled(&self) -> bool {
        false
    }
}

#[allow(clippy::print_stdout, reason = "it is what the example is for")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let events = std::env::args().nth(1).map_or(Ok(500_000), |count| count.parse())?;
    let mut load = Load::new(events, 10_000, 1);
    let mut pieces: Vec<_> = std::iter::from_fn(|| load.chunk(1 << 20)).collect();
    pieces.reverse();
    let megabytes = pieces.iter().map(Vec::len).sum::<usize>() as f64 / 1e6;
    futures::executor::block_on(async {
        let store = Store::open(MemoryBackend::default()).await?;
        let start = Instant::now();
        let report = store.import(&mut Generated(pieces), ImportOptions::default(), &Unwatched, |_| Vec::new()).await?;
        let seconds = start.elapsed().as_secs_f64();
        let at_rest = store.log().bytes() as f64 / report.events as f64;
        println!(
            "{} events, {megabytes:.1} MB in {seconds:.2} s: {:.0} MB/s, {at_rest:.1} bytes at rest per event",
            report.events,
            megabytes / seconds
        );
        println!("index: {:.1} bytes per event", store.log().index().weight() as f64 / report.events as f64);
        let start = Instant::now();
        while store.fold_ahead().await? {}
        println!("all states folded in {:.2} s", start.elapsed().as_secs_f64());
        Ok(())
    })
}
