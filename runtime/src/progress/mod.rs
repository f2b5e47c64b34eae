//! Progress reports of running actions.
//!
//! An action reports through [`Progress`]; an application implements [`ProgressSink`] to receive the reports.

mod sink;

pub use sink::{ProgressSink, ProgressUpdate};

use std::fmt;

use crate::context::ActionContext;

/// Reports the progress of an action to its caller: the command line shows it, the worker logs it.
///
/// ```
/// use mistral_actions::prelude::*;
/// use mistral_actions::testing::ActionTest;
///
/// /// Waits for a volume.
/// #[mistral_action(name = "demo.wait")]
/// async fn wait(progress: &Progress) {
///     progress.message("creating");
///     progress.fraction(0.5, "attaching");
/// }
///
/// ActionTest::new().run("demo.wait", json!({})).assert_progress(["creating", "attaching"]);
/// ```
#[derive(Clone, Debug)]
pub struct Progress {
    context: ActionContext,
}

impl Progress {
    fn new(context: ActionContext) -> Self {
        Self { context }
    }

    /// Reports the current step of the action.
    pub fn message(&self, message: impl fmt::Display) {
        self.report(None, &message);
    }

    /// Reports the completed fraction, from 0 to 1, and the current step of the action.
    pub fn fraction(&self, fraction: f64, message: impl fmt::Display) {
        self.report(Some(fraction.clamp(0.0, 1.0)), &message);
    }

    fn report(&self, fraction: Option<f64>, message: &dyn fmt::Display) {
        let action = self.context.call().action().name();
        let message = self.context.redact_text(message.to_string());
        match &self.context.request().progress {
            Some(sink) => {
                let action = action.to_owned();
                sink.update(ProgressUpdate {
                    action,
                    fraction,
                    message,
                });
            }
            None => tracing::info!(action, fraction, "{message}"),
        }
    }
}

impl ActionContext {
    /// Returns the reporter of the action's progress.
    pub fn progress(&self) -> Progress {
        Progress::new(self.clone())
    }
}
