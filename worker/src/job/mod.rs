//! One delivery, from its arrival to its acknowledgement.
//!
//! | module | responsibility |
//! | --- | --- |
//! | `receive` | reads a message and finds out what it asks for |
//! | `run_action` | the life of a request to run an action |
//! | `table`, `admission`, `claim`, `holding` | the running requests and the copies of their messages |
//! | `keep`, `afterwards` | the protocol between workers, and the end of a message |
//! | `pass_on`, `take_over`, `peers`, `notes` | requests for actions that only another worker has |
//! | `prepare`, `resolve`, `runner`, `later` | the action, its slot, its run, its later result |
//! | `answer`, `keep_alives`, `heartbeat` | messages to the engine and to callers |
//! | `drain` | the orderly end |

mod admission;
pub(crate) mod afterwards;
pub(crate) mod answer;
mod attempt;
pub(crate) mod blocked;
mod claim;
pub(crate) mod contexts;
#[cfg(test)]
mod deliveries;
mod drain;
pub(crate) mod heartbeat;
mod holding;
mod id;
mod keep;
mod keep_alives;
mod later;
pub(crate) mod notes;
pub(crate) mod outcome;
mod pass_on;
pub(crate) mod peers;
mod prepare;
mod receive;
mod resolve;
mod run;
mod run_action;
mod runner;
pub(crate) mod table;
mod take_over;
