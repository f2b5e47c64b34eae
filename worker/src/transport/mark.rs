//! [`Mark`]: the mark of a copy of a request.

/// State of a request at the time when its copy was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum CopyState {
    /// As the engine sent it.
    #[default]
    Original,
    /// The action has begun; the copy is in the queue of the worker that runs it.
    Parked,
    /// The action has not begun; a worker returns the request.
    Returned,
    /// A worker passes the request, unstarted, on to another worker.
    Passed,
    /// Its action may run elsewhere; the copy waits in the queue for held requests.
    Held,
}

impl CopyState {
    /// Name in a header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Parked => "parked",
            Self::Returned => "returned",
            Self::Passed => "passed",
            Self::Held => "held",
        }
    }

    /// Reads the name of a header; a later version may have further states.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "original" => Self::Original,
            "returned" => Self::Returned,
            "passed" => Self::Passed,
            "held" => Self::Held,
            _ => Self::Parked,
        }
    }
}

/// The mark of a copy of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) state: CopyState,
    /// Number of the copy: each copy that takes the place of another one has the next number. A held copy has the number
    /// of its original.
    pub(crate) generation: u32,
}

/// Reason for which the broker moved a message to the topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Death {
    /// A worker rejected it.
    Rejected,
    /// Its time to live ended.
    Expired,
}
