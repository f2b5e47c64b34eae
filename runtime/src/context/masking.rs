//! The call that runs on this thread, whose secrets are masked in log lines.
//!
//! The dispatcher enters a scope whenever it polls the future of a call, so that the scope covers everything the call
//! does on its own task. `blocking` actions and [`ResultHandle::spawn`](crate::async_result::ResultHandle::spawn)
//! take it to other threads and tasks. Logs ask for it while they format a line.

use std::borrow::Cow;
use std::cell::RefCell;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use tracing::level_filters::LevelFilter;

use super::ActionContext;
use crate::redactor::Redactor;

/// The secrets that a scope masks.
#[derive(Clone)]
pub(crate) enum Masking {
    /// Those of a call. They are known once its input is decoded.
    OfCall(ActionContext),
    /// Those of a call that has returned.
    Of(Arc<Redactor>),
}

thread_local! {
    static CURRENT: RefCell<Option<Masking>> = const { RefCell::new(None) };
}

/// Restores the enclosing scope when it is dropped.
pub(crate) struct MaskingScope(Option<Masking>);

impl Masking {
    /// Enters a scope on this thread.
    pub(crate) fn enter(self) -> MaskingScope {
        MaskingScope(replace(Some(self)))
    }

    /// Returns a future that runs, and is dropped, within the scope.
    pub(crate) fn scope<F: Future>(self, work: F) -> Masked<F> {
        let work = Some(Box::pin(work));
        Masked {
            masking: self,
            work,
        }
    }

    fn redactor(&self) -> Cow<'_, Redactor> {
        match self {
            Self::OfCall(context) => Cow::Owned(context.redactor()),
            Self::Of(redactor) => Cow::Borrowed(redactor),
        }
    }
}

/// A future in the scope of a call.
#[must_use]
pub(crate) struct Masked<F> {
    masking: Masking,
    /// `None` once it has ended.
    work: Option<Pin<Box<F>>>,
}

impl<F: Future> Future for Masked<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _scope = self.masking.clone().enter();
        let Some(work) = &mut self.work else {
            return Poll::Pending;
        };
        let polled = work.as_mut().poll(cx);
        if polled.is_ready() {
            self.work = None;
        }
        polled
    }
}

impl<F> Drop for Masked<F> {
    fn drop(&mut self) {
        let _scope = self.masking.clone().enter();
        self.work = None;
    }
}

impl Drop for MaskingScope {
    fn drop(&mut self) {
        let ended = replace(self.0.take());
        drop(ended);
    }
}

fn replace(masking: Option<Masking>) -> Option<Masking> {
    // The thread-local is gone while the thread ends.
    let replaced = CURRENT.try_with(|current| current.replace(masking));
    replaced.unwrap_or_default()
}

impl ActionContext {
    /// Enters the scope of this call, unless nothing is logged.
    #[inline]
    pub(crate) fn enter_masking(&self) -> Option<MaskingScope> {
        (LevelFilter::current() != LevelFilter::OFF).then(|| Masking::OfCall(self.clone()).enter())
    }
}

/// Masks the secrets of the call that runs on this thread in a text for a log.
pub fn redact_log(text: &str) -> Cow<'_, str> {
    // Cloned, so that nothing is borrowed while the redactor is built.
    let current = CURRENT.try_with(|current| current.borrow().clone());
    let Ok(Some(masking)) = current else {
        return Cow::Borrowed(text);
    };
    match masking.redactor().redact_text(text) {
        Cow::Borrowed(same) if same == text => Cow::Borrowed(text),
        masked => Cow::Owned(masked.into_owned()),
    }
}
