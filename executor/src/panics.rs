//! Panics of actions: the runtime turns them into error results, and nothing else is to be seen of them.

use std::panic::{PanicHookInfo, set_hook, take_hook};

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// Keeps std from printing panics, whose messages may hold secrets, for as long as it lives.
pub(crate) struct QuietPanics {
    previous: Option<Hook>,
}

impl QuietPanics {
    pub(crate) fn install() -> Self {
        let previous = take_hook();
        set_hook(Box::new(|panic| {
            let location = panic.location().map(ToString::to_string);
            tracing::debug!(location, "panic");
        }));
        Self {
            previous: Some(previous),
        }
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        // A panicking thread may not change the hook, and would panic once more.
        if let (Some(previous), false) = (self.previous.take(), std::thread::panicking()) {
            set_hook(previous);
        }
    }
}
