//! [`Plan`]: what a seed decides before its run begins.

use fastrand::Rng;

use crate::kinds::Kind;

/// Milliseconds over which the engine sends requests and faults occur.
pub(crate) const LOAD: u64 = 25_000;
/// Milliseconds before the first fault.
const CALM: u64 = 2_000;

/// Workers, requests and faults of a run. All times are milliseconds since the begin of the load.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) kind: Kind,
    pub(crate) workers: usize,
    /// Actions that a worker runs at once.
    pub(crate) slots: u64,
    /// Seconds.
    pub(crate) park_after: u64,
    pub(crate) hold_time: u64,
    pub(crate) heartbeat: u64,
    pub(crate) drain_timeout: u64,
    pub(crate) requests: Vec<(u64, Request)>,
    /// Requests that the engine sends a second time.
    pub(crate) duplicates: Vec<(u64, u32)>,
    pub(crate) faults: Vec<(u64, Fault)>,
}

/// A request to run an action.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) id: u32,
    /// Time that the action takes.
    pub(crate) millis: u64,
    pub(crate) is_safe: bool,
    /// The action returns before its result.
    pub(crate) is_asynchronous: bool,
    /// Time limit in seconds; shorter than the action.
    pub(crate) limit: Option<u64>,
}

/// A fault. Workers are numbered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// SIGKILL, and another process later.
    Kill {
        worker: usize,
        restart: u64,
    },
    /// SIGSTOP and SIGCONT.
    Stop {
        worker: usize,
        time: u64,
    },
    /// The connections are cut; new ones are refused for a while.
    Cut {
        worker: usize,
        time: u64,
    },
    /// The data of the connections stops.
    Stall {
        worker: usize,
        time: u64,
        only_receiving: bool,
    },
    /// The connections end for the worker, and the broker notices it later.
    HalfOpen {
        worker: usize,
    },
    /// The broker closes the connection on which a worker receives.
    Close {
        worker: usize,
    },
    /// SIGTERM, perhaps a second one, and another process later.
    Drain {
        worker: usize,
        second: Option<u64>,
        restart: u64,
    },
    Broker {
        crashes: bool,
        time: u64,
    },
    /// The broker takes no messages, as without memory.
    Block {
        time: u64,
    },
    DeleteTopic,
}

impl Fault {
    /// Returns the name of the kind of fault.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Kill { .. } => "kill",
            Self::Stop { .. } => "stop",
            Self::Cut { .. } => "cut",
            Self::Stall { .. } => "stall",
            Self::HalfOpen { .. } => "half open",
            Self::Close { .. } => "close",
            Self::Drain { second: None, .. } => "drain",
            Self::Drain { .. } => "second signal",
            Self::Broker { crashes: true, .. } => "broker crash",
            Self::Broker { .. } => "broker restart",
            Self::Block { .. } => "blocked broker",
            Self::DeleteTopic => "deleted queue",
        }
    }
}

impl Plan {
    /// Draws a plan.
    pub(crate) fn of(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let kind = [Kind::Transient, Kind::Durable, Kind::Quorum][random.usize(..3)];
        let hold_time = random.u64(10..=15);
        let mut plan = Self {
            kind,
            workers: random.usize(1..=3),
            slots: random.choice([1, 2, 4, 8, 16, 64]).unwrap_or(8),
            park_after: random.choice([1, 2, 5, 900]).unwrap_or(900),
            hold_time,
            // A frame arrives within the heartbeat timeout or never, as the protocol assumes.
            heartbeat: random.u64(2..=3),
            drain_timeout: random.choice([1, 3, 10, 30]).unwrap_or(10),
            requests: Vec::new(),
            duplicates: Vec::new(),
            faults: Vec::new(),
        };
        plan.draw_requests(&mut random);
        plan.draw_faults(&mut random);
        plan
    }

    /// Draws requests that keep half of the slots busy.
    fn draw_requests(&mut self, random: &mut Rng) {
        /// Mean time of an action.
        const MEAN: u64 = 250;
        /// Upper bound on the time between two requests, and the lower one; the machine has other work too.
        const PAUSES: (u64, u64) = (8, 400);
        let slots = self.slots * self.workers as u64;
        let pause = (2 * MEAN / slots).clamp(PAUSES.0, PAUSES.1);
        let mut at = 0;
        for id in 0.. {
            at += random.u64(0..=2 * pause);
            if at > LOAD {
                return;
            }
            let request = Request {
                id,
                millis: match random.u8(0..100) {
                    0..70 => random.u64(0..30),
                    70..90 => random.u64(30..300),
                    90..98 => random.u64(300..2_000),
                    _ => random.u64(2_000..12_000),
                },
                is_safe: random.u8(0..4) == 0,
                is_asynchronous: random.u8(0..8) == 0,
                limit: None,
            };
            let request = match random.u8(0..50) {
                0 => Request {
                    millis: 8_000,
                    is_asynchronous: false,
                    limit: Some(random.u64(1..=2)),
                    ..request
                },
                _ => request,
            };
            if random.u8(0..40) == 0 {
                self.duplicates.push((at + random.u64(0..3_000), id));
            }
            self.requests.push((at, request));
        }
    }

    fn draw_faults(&mut self, random: &mut Rng) {
        // A broker needs seconds to start; more than one such fault leaves no time for others. A quorum queue is lost if
        // the broker crashes soon after its declaration, so that a deletion excludes a crash.
        let broker = match random.u8(0..6) {
            0 | 1 => Some(Fault::Broker {
                crashes: random.bool(),
                time: random.u64(0..6_000),
            }),
            2 => Some(Fault::Block {
                time: random.u64(1_000..12_000),
            }),
            3 => Some(Fault::DeleteTopic),
            _ => None,
        };
        if let Some(broker) = broker {
            self.faults.push((random.u64(CALM..LOAD), broker));
        }
        for _ in 0..random.u8(1..=16) {
            let at = random.u64(CALM..LOAD);
            let fault = self.draw_fault(random);
            self.faults.push((at, fault));
        }
        self.faults.sort_by_key(|(at, _)| *at);
    }

    fn draw_fault(&self, random: &mut Rng) -> Fault {
        let worker = random.usize(..self.workers);
        let (short, long) = (random.u64(0..1_500), random.u64(0..20_000));
        let restart = random.u64(0..5_000);
        match random.u8(0..16) {
            0..3 => Fault::Kill { worker, restart },
            3 | 4 => Fault::Stop { worker, time: long },
            5 | 6 => Fault::Cut {
                worker,
                time: short,
            },
            7 => Fault::Cut { worker, time: long },
            8..11 => Fault::Stall {
                worker,
                time: long,
                only_receiving: random.bool(),
            },
            11 | 12 => Fault::HalfOpen { worker },
            13 => Fault::Close { worker },
            _ => Fault::Drain {
                worker,
                second: random.bool().then_some(short),
                restart,
            },
        }
    }
}
