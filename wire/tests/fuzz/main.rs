//! Malformed messages: the worker reads them without a panic and without showing a secret, and reads valid ones between
//! them.
//!
//! `cargo xtask fuzz --messages N --seed S` reads more of them.

#![cfg(feature = "messages")]

mod mutation;
mod reading;
mod sample;

use std::env;

use fastrand::Rng;

use mutation::Mutated;
use reading::{Last, Read};
use sample::{SECRET, Sample};

/// Number of messages if the environment names none; they take a few seconds.
const MESSAGES: u64 = 2_000;
/// One of so many messages is valid.
const VALID: u64 = 20;

fn number(variable: &str, default: u64) -> u64 {
    match env::var(variable) {
        Ok(text) => text.parse().expect("the variable must be a number"),
        Err(_) => default,
    }
}

#[test]
fn malformed_messages_do_no_harm() {
    let (messages, seed) = (number("FUZZ_MESSAGES", MESSAGES), number("FUZZ_SEED", 1));
    let mut last = Last::default();
    let mut counts = Counts::default();
    for number in 0..messages {
        let mut random = Rng::with_seed(seed.wrapping_add(number));
        let sample = Sample::draw(&mut random);
        if number % VALID == 0 {
            let read = last.read(&sample.body(), sample.compression.header());
            sample.check(&read.unwrap_or_else(|error| panic!("message {number}: {error}")));
            counts.valid += 1;
            continue;
        }
        let mutated = Mutated::draw(&mut random, &sample);
        let read = last.read(&mutated.body, mutated.compression);
        counts.add(&read);
        let shown = read.map_or_else(|error| error, |read| read.shown(mutated.keeps_members));
        assert!(
            !shown.contains(SECRET),
            "seed {seed}, message {number} ({}): a secret is shown: {shown}",
            String::from_utf8_lossy(&mutated.body)
        );
    }
    println!("{messages} messages with seeds from {seed}: {counts:?}");
    // The mutations must reach all parts of the reader.
    let each = [
        counts.valid,
        counts.unreadable,
        counts.bad_arguments,
        counts.bad_actions,
        counts.bad_contexts,
        counts.readable,
    ];
    assert!(each.iter().all(|count| *count > messages / 200), "{each:?}");
}

/// Numbers of messages by the part that could not be read.
#[derive(Debug, Default)]
struct Counts {
    valid: u64,
    unreadable: u64,
    bad_arguments: u64,
    bad_actions: u64,
    bad_contexts: u64,
    readable: u64,
}

impl Counts {
    fn add(&mut self, read: &Result<Read, String>) {
        let count = match read {
            Err(_) => &mut self.unreadable,
            Ok(read) if read.run.is_err() => &mut self.bad_arguments,
            Ok(read) if read.action.is_err() => &mut self.bad_actions,
            Ok(read) if read.security.is_err() => &mut self.bad_contexts,
            Ok(_) => &mut self.readable,
        };
        *count += 1;
    }
}
