//! [`Plan`]: what a seed decides before a simulation begins.

use std::time::Duration;

use super::engine::Request;
use crate::transport::memory::{Fault, Profile, QueueKind, Version};

/// Requests, workers and faults of a simulation.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) kind: QueueKind,
    pub(super) profile: Profile,
    pub(super) workers: usize,
    /// All workers share a stream as fanout queue.
    pub(super) is_stream_fanout: bool,
    /// For each worker: true if it has the newer catalog.
    pub(super) newer: Vec<bool>,
    pub(super) slots: u16,
    pub(super) park_after: u64,
    pub(super) drain_timeout: u64,
    pub(super) hold_time: u64,
    /// Each with its time.
    pub(super) steps: Vec<(Duration, Step)>,
    pub(super) seed: u64,
}

/// An event from outside.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Request(Request),
    /// The engine sends the request twice, because it did not see the broker's confirm.
    Duplicate(Request),
    Fault(Chaos),
}

/// A fault. Workers are numbered.
#[derive(Clone, Debug)]
pub(super) enum Chaos {
    Network(NetworkFault, usize),
    Broker(Fault),
    /// The process is killed, at its next steps if they are given.
    Kill {
        worker: usize,
        after_steps: Option<u64>,
    },
    /// The process is stopped, and its connections stall.
    Stop {
        worker: usize,
        time: Duration,
    },
    /// SIGTERM, and a second one.
    Drain {
        worker: usize,
        second_after: Option<Duration>,
    },
    /// A process starts in the place of one that has ended.
    Start {
        worker: usize,
    },
    /// The engine has no queue.
    EngineAway {
        time: Duration,
    },
    /// An operator deletes the topic's queue.
    DeleteTopic,
}

/// A fault of a worker's network.
#[derive(Clone, Copy, Debug)]
pub(super) enum NetworkFault {
    Cut(Duration),
    CutOne,
    LoseAtBroker,
    LoseAtClient,
    Stall(Duration),
}

impl NetworkFault {
    /// Returns the fault of a worker's process.
    pub(super) fn of(self, worker: String) -> Fault {
        match self {
            Self::Cut(for_) => Fault::Cut { worker, for_ },
            Self::CutOne => Fault::CutOne { worker },
            Self::LoseAtBroker => Fault::LoseAtBroker { worker },
            Self::LoseAtClient => Fault::LoseAtClient { worker },
            Self::Stall(for_) => Fault::Stall { worker, for_ },
        }
    }
}

impl Plan {
    /// Draws a plan.
    pub(super) fn of(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let kind = match random.u8(0..3) {
            0 => QueueKind::Transient,
            1 => QueueKind::Durable,
            _ => QueueKind::Quorum,
        };
        let versions = [Version::V3, Version::V4, Version::V4_3];
        let version = random.choice(versions).unwrap_or(Version::V3);
        let park_after = random.choice([2, 5, 900]).unwrap_or(5);
        let consumer_timeout = random.choice([20, 60]).unwrap_or(60);
        let profile = Profile {
            version,
            heartbeat_timeout: Duration::from_secs(random.u64(10..30)),
            delivery_limit: (version != Version::V3).then_some(20),
            consumer_timeout: (park_after < 900 && random.bool())
                .then(|| Duration::from_secs(consumer_timeout)),
        };
        let workers = random.usize(1..=4);
        let mut plan = Self {
            kind,
            profile,
            workers,
            is_stream_fanout: random.bool(),
            newer: (0..workers).map(|_| random.bool()).collect(),
            slots: random.u16(1..=4),
            park_after,
            drain_timeout: random.choice([0, 3, 30]).unwrap_or(30),
            // The shorter one is over before some messages arrive.
            hold_time: random.choice([10, 60]).unwrap_or(60),
            steps: Vec::new(),
            seed: random.u64(..),
        };
        plan.draw_requests(&mut random);
        plan.draw_faults(&mut random);
        plan.steps.sort_by_key(|(at, _)| *at);
        plan
    }

    /// Creates a plan without faults: workers of the older catalog, and requests with their times.
    #[cfg(test)]
    pub(super) fn of_requests(workers: usize, requests: Vec<(Duration, Request)>) -> Self {
        let steps = requests.into_iter();
        Self {
            kind: QueueKind::Durable,
            profile: Profile {
                version: Version::V3,
                heartbeat_timeout: Duration::from_secs(10),
                delivery_limit: None,
                consumer_timeout: None,
            },
            workers,
            is_stream_fanout: false,
            newer: vec![false; workers],
            slots: 1,
            park_after: 900,
            drain_timeout: 30,
            hold_time: 60,
            steps: steps
                .map(|(at, request)| (at, Step::Request(request)))
                .collect(),
            seed: 1,
        }
    }

    /// Returns whether a worker has the action of a request and nothing prevents it from taking the request.
    pub(super) fn has_worker(&self, request: &Request) -> bool {
        let has_faults = |(_, step): &(Duration, Step)| matches!(step, Step::Fault(_));
        !request.is_newer || self.newer.contains(&true) && !self.steps.iter().any(has_faults)
    }

    fn draw_requests(&mut self, random: &mut fastrand::Rng) {
        let number = random.u32(1..=12);
        let span = random.u64(1..20_000);
        // Some plans are about an upgrade.
        let newer_of_four = random.choice([1, 1, 3]).unwrap_or(1);
        for id in 1..=number {
            let millis = match random.u8(0..4) {
                0 => random.u64(0..50),
                1 => random.u64(50..2_000),
                2 => random.u64(2_000..10_000),
                _ => random.u64(10_000..50_000),
            };
            let request = Request {
                id,
                millis,
                is_safe: random.u8(0..4) == 0,
                is_asynchronous: random.u8(0..6) == 0,
                is_newer: random.u8(0..4) < newer_of_four,
                timeout: None,
                caller_timeout: None,
            };
            // The time limit of an asynchronous action ends when it returns.
            let is_limited = !request.is_asynchronous && random.u8(0..6) == 0;
            let request = Request {
                caller_timeout: (!request.is_asynchronous && random.u8(0..8) == 0).then_some(20),
                timeout: is_limited.then(|| random.u32(1..20)),
                ..request
            };
            let at = Duration::from_millis(1_000 + random.u64(0..span));
            if random.u8(0..20) == 0 {
                let again = at + Duration::from_millis(random.u64(0..3_000));
                self.steps.push((again, Step::Duplicate(request.clone())));
            }
            self.steps.push((at, Step::Request(request)));
        }
    }

    fn draw_faults(&mut self, random: &mut fastrand::Rng) {
        let requests: Vec<Duration> = self.steps.iter().map(|(at, _)| *at).collect();
        for _ in 0..random.u8(0..=4) {
            let at = match random.choice(&requests) {
                // While messages about the request are under way.
                Some(request) if random.bool() => {
                    *request + Duration::from_micros(random.u64(0..50_000))
                }
                _ => Duration::from_millis(random.u64(1_000..25_000)),
            };
            let worker = random.usize(0..self.workers);
            let mut seconds = |most: u64| Duration::from_millis(random.u64(0..most * 1_000));
            let (short, long, moment) = (seconds(3), seconds(40), seconds(1));
            let restart = at + seconds(20);
            let chaos = match random.u8(0..15) {
                0 | 1 => Chaos::Network(NetworkFault::Cut(short), worker),
                2 => Chaos::Network(NetworkFault::Cut(long), worker),
                3 => Chaos::Network(NetworkFault::CutOne, worker),
                4 => Chaos::Network(NetworkFault::LoseAtBroker, worker),
                5 => Chaos::Network(NetworkFault::LoseAtClient, worker),
                6 => Chaos::Network(NetworkFault::Stall(long), worker),
                7 => Chaos::Kill {
                    worker,
                    after_steps: None,
                },
                8 => Chaos::Kill {
                    worker,
                    after_steps: Some(random.u64(1..400)),
                },
                9 => Chaos::Stop { worker, time: long },
                10 | 11 => Chaos::Drain {
                    worker,
                    second_after: random.bool().then_some(moment),
                },
                12 => Chaos::Broker(if random.bool() {
                    Fault::Crash { for_: long / 2 }
                } else {
                    Fault::Block { for_: long }
                }),
                13 => Chaos::EngineAway { time: long / 2 },
                _ => Chaos::DeleteTopic,
            };
            if matches!(chaos, Chaos::Kill { .. } | Chaos::Drain { .. }) {
                let start = Step::Fault(Chaos::Start { worker });
                self.steps.push((restart, start));
            }
            self.steps.push((at, Step::Fault(chaos)));
        }
    }
}
