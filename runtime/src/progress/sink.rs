//! [`ProgressSink`]: the receiver of progress reports.

/// A progress report of an action.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ProgressUpdate {
    /// Name of the action.
    pub action: String,
    /// Completed fraction, from 0 to 1, if known.
    pub fraction: Option<f64>,
    /// The current step of the action.
    pub message: String,
}

/// The receiver of progress reports. Closures implement it.
pub trait ProgressSink: Send + Sync {
    /// Receives a report. Must not block.
    fn update(&self, update: ProgressUpdate);
}

impl<F: Fn(ProgressUpdate) + Send + Sync> ProgressSink for F {
    fn update(&self, update: ProgressUpdate) {
        self(update);
    }
}
