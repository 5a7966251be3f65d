//! The six samples: each loads with one click and shows its streams, says what happened, and leads to the stream that this
//! is about; the mistake in it can be seen there without a projection too.

use foldback_sample::{SAMPLES, Sample};
use foldback_tests::{Failure, Outcome, Page, Window, browser_test};
use serde_json::json;

use crate::person::{SOON, grouped, same, text_at_end, to_start, until_at, until_events};
use crate::story::Story;

/// Clicks a sample's card and waits for its log.
fn open(page: &Page, sample: &Sample) -> Outcome<Story> {
    let story = Story::read(sample.log().as_slice())?;
    page.by_role_starting("button", sample.title)?.click()?;
    until_events(page, story.len())?;
    until_at(page, story.len() - 1)?;
    Ok(story)
}

/// What the page says that happened.
fn sentence_is(page: &Page, right: &str) -> Outcome<()> {
    let body = format!(
        "return document.querySelector('section[aria-label=\"What happened\"] p')?.innerText.includes({})",
        json!(right)
    );
    page.until(&format!("the sentence {right:?}"), SOON, &body).map(drop)
}

/// Clicks "Find it" and waits until the end of the stream is shown that the sentence is about.
fn find(page: &Page, sample: &Sample, story: &Story) -> Outcome<()> {
    page.by_role("button", "Find it")?.click()?;
    let body = format!("return document.querySelector('.stream-line .stream')?.innerText === {}", json!(sample.stream));
    page.until(&format!("the stream {}", sample.stream), SOON, &body)?;
    let positions = story.positions(sample.stream);
    let (revision, last) = (grouped(positions.len() as u64 - 1), positions.last().copied().unwrap_or_default());
    let right = if last + 1 == story.len() {
        format!("After revision {revision}.")
    } else {
        format!("Unchanged since revision {revision}, event {}.", grouped(last))
    };
    let note = format!("return document.querySelector('.state-tab .note')?.innerText === {}", json!(right));
    page.until("the state at the end of the stream", SOON, &note).map(drop)
}

#[test]
fn each_card_loads_a_log_and_says_what_happened() -> Outcome<()> {
    browser_test("samples", Window::default(), |page| {
        page.open("/")?;
        for sample in SAMPLES {
            let story = open(page, sample)?;
            let streams = text_at_end(page, ".streams .panel-head .count")?;
            same(sample.id, streams, grouped(story.streams.len() as u64))?;
            sentence_is(page, sample.sentence)?;
            find(page, sample, &story)?;
            to_start(page)?;
            page.until_gone(".happened")?;
        }
        // They are kept, under their names.
        let kept = "return [...document.querySelectorAll('.kept strong')].map(one => one.innerText)";
        let mut names: Vec<String> = page
            .script(kept, &[])?
            .as_array()
            .map(|all| all.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect())
            .unwrap_or_default();
        names.sort_unstable();
        let mut right = SAMPLES.map(|sample| sample.title.to_owned()).to_vec();
        right.sort_unstable();
        same("the logs that are kept", names, right)
    })
}

#[test]
fn the_sentence_comes_back_with_the_log_and_goes_when_dismissed() -> Outcome<()> {
    browser_test("samples-sentence", Window::default(), |page| {
        page.open("/")?;
        let sample = SAMPLES[0];
        open(page, sample)?;
        sentence_is(page, sample.sentence)?;
        page.until("the log in the address", SOON, "return location.search.includes('log=')")?;
        page.reload()?;
        sentence_is(page, sample.sentence)?;
        page.by_role("button", "Dismiss what happened")?.click()?;
        page.until_gone(".happened")?;
        // Another one says its own.
        to_start(page)?;
        let other = SAMPLES[4];
        open(page, other)?;
        sentence_is(page, other.sentence)
    })
}

/// What the State tab shows without a projection leads to the mistake as well, in the samples whose payloads say it.
#[test]
fn the_overbooked_course_is_seen_in_its_state() -> Outcome<()> {
    let sample = SAMPLES[4];
    let bug = sample.bug().ok_or_else(|| Failure::new("there is no mistake"))?;
    browser_test("samples-course", Window::default(), |page| {
        page.open("/")?;
        let story = open(page, sample)?;
        find(page, sample, &story)?;
        page.until(
            "the free places",
            SOON,
            "const line = [...document.querySelectorAll('.state-tree .tree-line')]
               .find(l => l.querySelector('.name')?.innerText === 'free');
             if (line?.querySelector('button.value')?.innerText !== '-1') return false;
             line.querySelector('button.value').click();
             return true",
        )?;
        let card = page.by_css("section[aria-label='Who wrote the value']")?;
        card.until_text("its writer", |text| text.contains(&grouped(bug.position)))?;
        page.by_css(".blame-card .writes li.latest button")?.click()?;
        until_at(page, bug.position)
    })
}

#[test]
fn a_narrow_page_shows_the_cards_and_the_sentence_whole() -> Outcome<()> {
    let window = Window { width: 360, height: 740, ..Window::default() };
    browser_test("samples-narrow", window, |page| {
        let fits = |page: &Page, what: &str| {
            let over = page.script("return document.documentElement.scrollWidth - innerWidth", &[])?;
            same(what, over.as_i64() <= Some(0), true)
        };
        page.open("/")?;
        page.by_role_starting("button", SAMPLES[5].title)?;
        page.screenshot("samples-narrow")?;
        fits(page, "the cards fit")?;
        let story = open(page, SAMPLES[5])?;
        sentence_is(page, SAMPLES[5].sentence)?;
        fits(page, "the sentence fits")?;
        find(page, SAMPLES[5], &story)?;
        page.screenshot("sample-narrow")?;
        let cut = page.script(
            "return [...document.querySelectorAll('.happened p, .happened button')].filter(one => one.scrollWidth > one.clientWidth + 1).length",
            &[],
        )?;
        same("parts of the sentence that are cut", cut.as_i64(), Some(0))
    })
}
