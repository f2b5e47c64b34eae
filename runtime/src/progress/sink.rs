//! [`ProgressSink`]: the receiver of progress reports.

/// One report of an action.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ProgressUpdate {
    /// Name of the action.
    pub action: String,
    /// How much is done, from 0 to 1, if the action can tell.
    pub fraction: Option<f64>,
    /// What it is doing.
    pub message: String,
}

/// Who wants to know.
pub trait ProgressSink: Send + Sync {
    /// Takes a report. Must not block.
    fn update(&self, update: ProgressUpdate);
}

impl<F: Fn(ProgressUpdate) + Send + Sync> ProgressSink for F {
    fn update(&self, update: ProgressUpdate) {
        self(update);
    }
}
