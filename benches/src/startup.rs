//! Start-up, look-up and catalog of many actions, compared with a `HashMap`.

use std::collections::HashMap;
use std::hint::black_box;
use std::time::{Duration, Instant};

use mistral_actions::catalog::Catalog;
use mistral_actions::private::{ActionVTable, LinkedAction, OnceMetadata, Origin};
use mistral_actions::{Registry, mistral_action};

use crate::{Result, table};

/// Number of registered actions.
const REGISTERED: usize = 10_000;
/// Number of actions in the catalog.
const IN_CATALOG: usize = 1_000;
/// Runs of each measurement; the fastest counts.
const TRIES: usize = 10;

/// The input type and function of all registered actions.
#[mistral_action(name = "bench.startup")]
async fn startup(
    /// Server id or name.
    server: String,
    #[input(default = 30, range(min = 1))] timeout: u32,
    tags: Option<Vec<String>>,
) -> Result<String, String> {
    Ok(format!("{server} {timeout} {tags:?}"))
}

/// Prints the time of each step.
///
/// # Errors
///
/// If the names are not unique.
pub(crate) fn report() -> Result<()> {
    let actions: &'static [LinkedAction] = Vec::leak((0..REGISTERED).map(linked).collect());
    let registry = Registry::of(actions)?;
    let (start, start_hash_map) = (best(|| Registry::of(actions)), best(|| hash_map(actions)));
    let hash_map_of_actions = hash_map(actions);
    let names: Vec<&str> = actions.iter().map(|action| action.name).collect();
    let find = best(|| {
        names
            .iter()
            .filter_map(|name| registry.find(black_box(name)))
            .count()
    });
    let find_hash_map = best(|| {
        names
            .iter()
            .filter_map(|name| hash_map_of_actions.get(black_box(name)))
            .count()
    });
    table::print(
        &format!("{REGISTERED} registered actions: milliseconds, best of {TRIES}"),
        "start-up within milliseconds; look-up as fast as a HashMap",
        ["registry", "HashMap"],
        &[
            (
                "start-up: gather, sort, check names".to_owned(),
                start,
                start_hash_map,
            ),
            (
                format!("look-up of {REGISTERED} names"),
                find,
                find_hash_map,
            ),
        ],
    );
    // A process makes its catalog once, so the first run counts, including all schemas.
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

/// The reference: sorts the actions and puts them into a map, without checking for duplicate names.
fn hash_map(actions: &'static [LinkedAction]) -> HashMap<&'static str, &'static LinkedAction> {
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
