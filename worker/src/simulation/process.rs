//! [`Process`]: a simulated process, whose tasks can be killed, stopped and shuffled where they wait.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

use crate::env::{self, Env, Task};

/// A simulated process. Cheap to clone.
#[derive(Clone)]
pub(super) struct Process(Arc<Mutex<State>>);

struct State {
    random: fastrand::Rng,
    is_dead: bool,
    stopped_until: Instant,
    /// Number of polls after which the process is killed.
    polls_left: Option<u64>,
    wakers: Vec<Waker>,
}

impl fmt::Debug for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Process")
    }
}

impl Process {
    pub(super) fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(State {
            random: fastrand::Rng::with_seed(seed),
            is_dead: false,
            stopped_until: env::now(),
            polls_left: None,
            wakers: Vec::new(),
        })))
    }

    /// Ends all tasks where they wait.
    pub(super) fn kill(&self) {
        let wakers = {
            let mut state = self.lock();
            state.is_dead = true;
            std::mem::take(&mut state.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    /// Kills the process at one of its next steps.
    pub(super) fn kill_after(&self, polls: u64) {
        self.lock().polls_left = Some(polls);
    }

    pub(super) fn is_dead(&self) -> bool {
        self.lock().is_dead
    }

    /// Stops all tasks for a time, as SIGSTOP does.
    pub(super) fn stop(&self, time: Duration) {
        let mut state = self.lock();
        state.stopped_until = state.stopped_until.max(env::now() + time);
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.lock().stopped_until > env::now()
    }

    /// Wraps a future of the process. It ends with `None` if the process is killed.
    pub(super) fn wrap<F: Future + Send>(&self, future: F) -> Wrapped<F> {
        Wrapped {
            process: self.clone(),
            future: Some(Box::pin(future)),
            pause: None,
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Env for Process {
    fn task(&self, task: Task) -> Task {
        let wrapped = self.wrap(task);
        Box::pin(async move {
            wrapped.await;
        })
    }
}

/// The next thing that a task does.
enum Step {
    Dies,
    Waits(Instant),
    Yields,
    Runs,
}

/// A future of a process.
pub(super) struct Wrapped<F> {
    process: Process,
    future: Option<Pin<Box<F>>>,
    pause: Option<Pin<Box<Sleep>>>,
}

impl<F: Future + Send> Wrapped<F> {
    fn step(&self, waker: &Waker) -> Step {
        let mut state = self.process.lock();
        if let Some(left) = &mut state.polls_left {
            *left = left.saturating_sub(1);
            state.is_dead |= state.polls_left == Some(0);
        }
        if state.is_dead {
            return Step::Dies;
        }
        let known = state.wakers.iter().any(|known| known.will_wake(waker));
        if !known {
            state.wakers.push(waker.clone());
        }
        let until = state.stopped_until;
        if until > env::now() {
            return Step::Waits(until);
        }
        // Another task of the process may run first.
        if state.random.u8(..) < 16 {
            return Step::Yields;
        }
        Step::Runs
    }
}

impl<F: Future + Send> Future for Wrapped<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match self.step(context.waker()) {
            Step::Dies => {
                self.future = None;
                return Poll::Ready(None);
            }
            Step::Waits(until) => {
                let mut pause = Box::pin(tokio::time::sleep_until(until));
                if pause.as_mut().poll(context).is_pending() {
                    self.pause = Some(pause);
                    return Poll::Pending;
                }
            }
            Step::Yields => {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Step::Runs => {}
        }
        match &mut self.future {
            Some(future) => future.as_mut().poll(context).map(Some),
            None => Poll::Ready(None),
        }
    }
}
