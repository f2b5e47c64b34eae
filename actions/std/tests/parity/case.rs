//! A case of the table.

use mistral_actions::prelude::*;

/// What is run, and how alike the outcomes must be.
pub(crate) struct Case {
    pub(crate) action: &'static str,
    pub(crate) input: Value,
    /// Options of `mistral.conf`, by group.
    pub(crate) settings: Value,
    /// Whether Mistral runs it in the engine's process, where the action is not sent anywhere.
    pub(crate) local: bool,
    pub(crate) expected: Expected,
}

/// How alike the outcomes must be.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// The same result, or an error of the same words.
    Same,
    /// Both are errors, with words of their own: Mistral's are those of Python or of a Python library.
    BothFail,
    /// Different on purpose, for a reason that the README lists under this name.
    Different {
        /// Name of the reason.
        reason: &'static str,
        /// Mistral's outcome.
        theirs: Part,
        /// Our outcome.
        ours: Part,
    },
}

/// What must be in an outcome.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A success with this data.
    Data(Value),
    /// A success with data of which this is a part.
    #[cfg(any(feature = "http", feature = "javascript"))]
    DataWith(Value),
    /// A failure or an error result with this in its text.
    Error(&'static str),
}

/// A case whose outcomes are the same.
pub(crate) fn case(action: &'static str, input: Value) -> Case {
    Case {
        action,
        input,
        settings: json!({}),
        local: false,
        expected: Expected::Same,
    }
}

impl Case {
    /// Both are errors, in their own words.
    pub(crate) fn both_fail(mut self) -> Self {
        self.expected = Expected::BothFail;
        self
    }

    /// The outcomes differ on purpose.
    pub(crate) fn different(mut self, reason: &'static str, theirs: Part, ours: Part) -> Self {
        self.expected = Expected::Different {
            reason,
            theirs,
            ours,
        };
        self
    }

    /// As the table shows it.
    pub(crate) fn shown(&self) -> String {
        let mut shown = self.input.to_string();
        if let Some((end, _)) = shown.char_indices().nth(300) {
            shown.truncate(end);
            shown.push('…');
        }
        shown
    }
}
