//! Start-up, look-up and the catalog with many actions, beside a table made by hand.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use mistral_actions::catalog::Catalog;
use mistral_actions::private::{ActionVTable, LinkedAction, OnceMetadata, Origin};
use mistral_actions::{Registry, mistral_action};

use crate::{Result, table};

/// How many actions are registered.
const REGISTERED: usize = 10_000;
/// How many of them the catalog describes.
const IN_CATALOG: usize = 1_000;
/// The best of this many runs counts.
const TRIES: usize = 10;

/// Stands for all of them.
#[mistral_action(name = "bench.startup")]
async fn startup(
    /// Server id or name.
    server: String,
    #[input(default = 30, range(min = 1))] timeout: u32,
    tags: Option<Vec<String>>,
) -> Result<String, String> {
    Ok(format!("{server} {timeout} {tags:?}"))
}

/// Prints what each step takes.
///
/// # Errors
///
/// If the names are not unique, which they are.
pub(crate) fn report() -> Result<()> {
    let actions: &'static [LinkedAction] = Vec::leak((0..REGISTERED).map(linked).collect());
    let registry = Registry::of(actions)?;
    let (start, start_by_hand) = (best(|| Registry::of(actions)), best(|| by_hand(actions)));
    let table_by_hand = by_hand(actions);
    let names: Vec<&str> = actions.iter().map(|action| action.name).collect();
    let find = best(|| {
        names
            .iter()
            .filter_map(|name| registry.find(black_box(name)))
            .count()
    });
    let find_by_hand = best(|| {
        names
            .iter()
            .filter_map(|name| table_by_hand.get(black_box(name)))
            .count()
    });
    table::print(
        &format!("{REGISTERED} registered actions: milliseconds, best of {TRIES}"),
        "milliseconds at start-up; look-up like a HashMap",
        ["ours", "by hand"],
        &[
            (
                "start-up: gather, sort, check names".to_owned(),
                start,
                start_by_hand,
            ),
            (format!("look-up of {REGISTERED} names"), find, find_by_hand),
        ],
    );
    // A catalog is made once by a process: the first run counts, with all schemas still to be made.
    let began = Instant::now();
    let catalog = Catalog::of(registry.iter().take(IN_CATALOG)).to_json();
    let first = millis(began.elapsed());
    println!(
        "Catalog of {IN_CATALOG} actions: {first:.1} ms, {} KiB; goal: well under 50 ms\n",
        catalog.len() / 1024
    );
    Ok(())
}

fn linked(index: usize) -> LinkedAction {
    LinkedAction {
        name: String::leak(format!("bench.action_{index}")),
        aliases: &[],
        docs: "Does the work.",
        tags: &["bench"],
        deprecated: None,
        timeout: None,
        is_blocking: false,
        injects: &[],
        requirements: &[],
        origin: Origin {
            krate: "benches",
            version: "0.1.0",
            file: "startup.rs",
            line: 1,
        },
        vtable: ActionVTable::of::<Startup>(),
        metadata: OnceMetadata::new(),
    }
}

/// The table of somebody who trusts the names to be unique, and wants a sorted list as well.
fn by_hand(actions: &'static [LinkedAction]) -> HashMap<&'static str, &'static LinkedAction> {
    let mut sorted: Vec<&LinkedAction> = actions.iter().collect();
    sorted.sort_by_key(|action| action.name);
    sorted
        .into_iter()
        .map(|action| (action.name, action))
        .collect()
}

fn best<T>(run: impl Fn() -> T) -> f64 {
    let timed = |_| {
        let start = Instant::now();
        black_box(run());
        start.elapsed()
    };
    millis((0..TRIES).map(timed).min().unwrap_or_default())
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
