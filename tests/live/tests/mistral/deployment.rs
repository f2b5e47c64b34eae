//! Deployments of workers with or without Mistral's own executors.

use std::fmt;

use live_tests::{Result, Settings, Stack};

/// The topic to which the engine publishes all actions.
const ENGINE_TOPIC: &str = "mistral_executor";
const PYTHON_TOPIC: &str = "mistral_executor_python";
const RUST_TOPIC: &str = "mistral_executor_rust";

/// Distribution of actions between workers and Mistral's own executors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deployment {
    /// Workers only.
    DropIn,
    /// Workers consume all actions and forward those that they do not have.
    Front,
    /// Mistral's executors consume all actions and relay those of the workers.
    Relayed,
}

impl Deployment {
    pub(crate) const ALL: [Self; 3] = [Self::DropIn, Self::Front, Self::Relayed];

    /// Starts or stops Mistral's own executor.
    pub(crate) fn prepare(self, stack: &Stack) -> Result<()> {
        match self {
            Self::DropIn => stack.stop("executor"),
            Self::Front => stack.start_python_executor(PYTHON_TOPIC, &[]),
            Self::Relayed => {
                let relay = format!("mistral_actions.relay_topic={RUST_TOPIC}");
                stack.start_python_executor(ENGINE_TOPIC, &[&relay])
            }
        }
    }

    /// Returns the settings of the workers.
    pub(crate) fn settings(self) -> Settings {
        match self {
            Self::DropIn => Settings::new().set("executor", "topic", ENGINE_TOPIC),
            Self::Front => Settings::new().set("executor", "topic", ENGINE_TOPIC).set(
                "mistral_actions",
                "forward_topic",
                PYTHON_TOPIC,
            ),
            Self::Relayed => Settings::new().set("executor", "topic", RUST_TOPIC),
        }
    }

    /// Returns whether a worker knows `timeout` and `safe-rerun` of the task. Mistral does not pass them to an action,
    /// so a relayed action cannot pass them on.
    pub(crate) fn knows_policies(self) -> bool {
        self != Self::Relayed
    }
}

impl fmt::Display for Deployment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DropIn => "drop_in",
            Self::Front => "front",
            Self::Relayed => "relayed",
        })
    }
}
