//! [`Options`] of the command line.

use std::time::Duration;

use super::process::Executor;

pub(crate) const USAGE: &str = "\
Usage: cargo xtask campaign [OPTION...]

  --seeds N          number of seeds (default: 1, or as many as fit into --minutes)
  --seed S           the first seed (default 1)
  --minutes M        start no seed after this time
  --jobs J           seeds that run at the same time, each with its own broker (default 2)
  --executor python  run Mistral's own executor instead of the worker, and count what it loses";

/// Options of a campaign.
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) seeds: u64,
    pub(crate) first: u64,
    pub(crate) time: Option<Duration>,
    pub(crate) jobs: usize,
    pub(crate) executor: Executor,
}

impl Options {
    /// Reads the arguments.
    ///
    /// # Errors
    ///
    /// If one is unknown or has no valid value.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            seeds: 0,
            first: 1,
            time: None,
            jobs: 2,
            executor: Executor::Rust,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let value = arguments.next().unwrap_or_default();
            let number = || {
                let parsed = value.replace('_', "").parse::<u64>();
                parsed.map_err(|_| format!("{argument}: expected a number, got {value:?}"))
            };
            match &*argument {
                "--seeds" => options.seeds = number()?,
                "--seed" => options.first = number()?,
                "--minutes" => options.time = Some(Duration::from_secs(number()? * 60)),
                "--jobs" => options.jobs = usize::try_from(number()?.max(1)).unwrap_or(1),
                "--executor" if value == "python" => options.executor = Executor::Python,
                "--executor" if value == "rust" => options.executor = Executor::Rust,
                "--executor" => {
                    return Err(format!(
                        "--executor: expected rust or python, got {value:?}"
                    ));
                }
                _ => return Err(format!("unknown argument {argument}")),
            }
        }
        if options.seeds == 0 {
            options.seeds = if options.time.is_some() { u64::MAX } else { 1 };
        }
        Ok(options)
    }
}
