//! [`Watched`]: a value that tasks wait for.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// A value that tasks wait for. Unlike with `tokio::sync::watch`, they wake in the order in which they began to wait, so
/// that a simulation repeats.
#[derive(Debug, Default)]
pub(crate) struct Watched<T> {
    value: Mutex<T>,
    changed: Notify,
}

impl<T: Clone> Watched<T> {
    pub(crate) fn new(value: T) -> Self {
        Self {
            value: Mutex::new(value),
            changed: Notify::new(),
        }
    }

    /// Returns the value.
    pub(crate) fn get(&self) -> T {
        self.lock().clone()
    }

    /// Changes the value, and wakes all tasks that wait.
    pub(crate) fn modify<R>(&self, change: impl FnOnce(&mut T) -> R) -> R {
        let result = change(&mut self.lock());
        self.changed.notify_waiters();
        result
    }

    /// Waits until the value satisfies a condition, and returns it.
    pub(crate) async fn wait_for(&self, is_it: impl Fn(&T) -> bool) -> T {
        loop {
            // Before the check, so that no change is missed.
            let changed = self.changed.notified();
            {
                let value = self.lock();
                if is_it(&value) {
                    return value.clone();
                }
            }
            changed.await;
        }
    }

    fn lock(&self) -> MutexGuard<'_, T> {
        // No code panics while it holds the lock.
        self.value.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
