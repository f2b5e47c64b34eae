//! Suppresses messages of panics: the dispatcher turns a panic of an action into an error result.

use std::panic::{PanicHookInfo, set_hook, take_hook};
use std::sync::{Arc, Mutex, PoisonError};

type Hook = Box<dyn Fn(&PanicHookInfo<'_>) + Send + Sync>;

/// A guard that replaces the panic hook. The default hook would print messages, which may contain secrets.
pub(crate) struct QuietPanics {
    previous: Option<Hook>,
}

/// The place of the last panic.
#[derive(Clone, Default)]
pub(crate) struct PanicPlace(Arc<Mutex<Option<String>>>);

impl PanicPlace {
    pub(crate) fn get(&self) -> Option<String> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl QuietPanics {
    pub(crate) fn install(place: PanicPlace) -> Self {
        let previous = take_hook();
        set_hook(Box::new(move |panic| {
            let location = panic.location().map(ToString::to_string);
            tracing::debug!(location, "panic");
            *place.0.lock().unwrap_or_else(PoisonError::into_inner) = location;
        }));
        Self {
            previous: Some(previous),
        }
    }
}

impl Drop for QuietPanics {
    fn drop(&mut self) {
        // `set_hook` panics on a thread that is panicking.
        if let (Some(previous), false) = (self.previous.take(), std::thread::panicking()) {
            set_hook(previous);
        }
    }
}
