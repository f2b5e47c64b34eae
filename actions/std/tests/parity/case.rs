//! Cases of the parity suite.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;

/// An action, its input, and the expected relation between the outcomes in Python and in Rust.
pub(crate) struct Case {
    pub(crate) action: &'static str,
    pub(crate) input: Value,
    /// Options of `mistral.conf`, by group.
    pub(crate) settings: Value,
    /// Variables of the environment. A case with some runs in its own process.
    pub(crate) environment: BTreeMap<&'static str, String>,
    /// Run Mistral's action in the engine's process, without serializing the object.
    pub(crate) local: bool,
    pub(crate) expected: Expected,
}

/// Expected relation between the outcomes.
#[derive(Clone, Debug)]
pub(crate) enum Expected {
    /// The same result, or the same error message.
    Same,
    /// Both are errors with different messages, since Mistral's is from Python or a Python library.
    BothFail,
    /// The outcomes differ on purpose. The README lists the reason.
    Different {
        /// Name of the reason in the README.
        reason: &'static str,
        /// Outcome of Mistral's class.
        python: Part,
        /// Outcome of the action of this pack.
        rust: Part,
    },
}

/// Required content of an outcome.
#[derive(Clone, Debug)]
pub(crate) enum Part {
    /// A success with this data.
    Data(Value),
    /// A success whose data contains these members.
    #[cfg(any(feature = "http", feature = "javascript"))]
    DataWith(Value),
    /// A failure or an error result whose text contains this.
    Error(&'static str),
}

/// Returns a case with equal outcomes.
pub(crate) fn case(action: &'static str, input: Value) -> Case {
    Case {
        action,
        input,
        settings: json!({}),
        environment: BTreeMap::new(),
        local: false,
        expected: Expected::Same,
    }
}

impl Case {
    /// Expects two errors, with any messages.
    pub(crate) fn both_fail(mut self) -> Self {
        self.expected = Expected::BothFail;
        self
    }

    /// Expects two different outcomes.
    pub(crate) fn different(mut self, reason: &'static str, python: Part, rust: Part) -> Self {
        self.expected = Expected::Different {
            reason,
            python,
            rust,
        };
        self
    }

    /// Returns the start of the input, for messages.
    pub(crate) fn summary(&self) -> String {
        let mut summary = self.input.to_string();
        if !self.environment.is_empty() {
            summary = format!("{:?} {summary}", self.environment);
        }
        if let Some((end, _)) = summary.char_indices().nth(300) {
            summary.truncate(end);
            summary.push('…');
        }
        summary
    }
}
