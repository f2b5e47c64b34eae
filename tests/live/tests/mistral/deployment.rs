//! The ways to deploy workers beside or instead of Mistral's own executors.

use std::fmt;

use live_tests::{Result, Settings, Stack};

/// The topic to which the engine sends all actions.
const FROM_ENGINE: &str = "mistral_executor";
const OF_PYTHON: &str = "mistral_executor_python";
const OF_RUST: &str = "mistral_executor_rust";

/// How our workers and Mistral's own executors share the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deployment {
    /// There are only ours.
    DropIn,
    /// Ours take everything and forward what they do not have.
    Front,
    /// Mistral's take everything and relay what is ours.
    Beside,
}

impl Deployment {
    pub(crate) const ALL: [Self; 3] = [Self::DropIn, Self::Front, Self::Beside];

    /// Starts or stops Mistral's own executor.
    pub(crate) fn prepare(self, stack: &Stack) -> Result<()> {
        match self {
            Self::DropIn => stack.stop("executor"),
            Self::Front => stack.start_python_executor(OF_PYTHON, &[]),
            Self::Beside => {
                let relay = format!("mistral_actions.relay_topic={OF_RUST}");
                stack.start_python_executor(FROM_ENGINE, &[&relay])
            }
        }
    }

    /// What our workers have to be told.
    pub(crate) fn settings(self) -> Settings {
        match self {
            Self::DropIn => Settings::new().set("executor", "topic", FROM_ENGINE),
            Self::Front => Settings::new().set("executor", "topic", FROM_ENGINE).set(
                "mistral_actions",
                "forward_topic",
                OF_PYTHON,
            ),
            Self::Beside => Settings::new().set("executor", "topic", OF_RUST),
        }
    }

    /// Whether a worker gets to know `timeout` and `safe-rerun` of the task. Mistral does not tell them to an
    /// action, so one that relays itself cannot pass them on.
    pub(crate) fn knows_policies(self) -> bool {
        self != Self::Beside
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DropIn => "drop_in",
            Self::Front => "front",
            Self::Beside => "beside",
        })
    }
}
