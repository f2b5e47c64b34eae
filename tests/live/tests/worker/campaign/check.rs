//! The guarantees of a worker, checked over a history. `worker/src/simulation/check.rs` has the same rules.

use std::collections::BTreeMap;

use super::actions::{Mark, Step};
use super::history::{Outcome, Process, Sent};

/// Milliseconds within which an action ends after its time limit, and within which a result arrives.
const TOLERANCE: u64 = 3_000;

/// A violated guarantee.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    pub(crate) kind: Kind,
    /// The request, if it concerns one.
    pub(crate) id: Option<u32>,
    pub(crate) text: String,
}

/// Kind of a violated guarantee.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Lost,
    BegunTwice,
    PastLimit,
    Other,
}

/// The facts about all requests.
pub(crate) struct Facts {
    pub(crate) sent: BTreeMap<u32, Sent>,
    pub(crate) marks: BTreeMap<u32, Vec<Mark>>,
    pub(crate) processes: BTreeMap<String, Process>,
    /// The broker has crashed or delayed messages.
    pub(crate) is_disturbed: bool,
}

impl Facts {
    /// Returns the violated guarantees.
    pub(crate) fn findings(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (id, sent) in &self.sent {
            let marks = self.marks.get(id).map_or(&[][..], Vec::as_slice);
            self.check(sent, marks, &mut |kind, text| {
                findings.push(Finding {
                    kind,
                    id: Some(*id),
                    text: format!("action {id} {text}"),
                });
            });
        }
        findings
    }

    fn check(&self, sent: &Sent, marks: &[Mark], report: &mut impl FnMut(Kind, String)) {
        if sent.is_accepted && !sent.is_excused && sent.results.is_empty() {
            report(Kind::Lost, "is lost".to_owned());
        }
        self.check_runs(sent, marks, report);
        for (_, result) in &sent.results {
            let is_expected = match result {
                // Both times can be over when a stopped process continues.
                Outcome::Done => sent.request.limit.is_none() || self.is_stopped(marks),
                Outcome::Refused => !sent.request.is_safe,
                Outcome::TimedOut => sent.request.limit.is_some(),
                Outcome::Stopped => sent.request.is_asynchronous,
                Outcome::Other(_) => false,
            };
            if !is_expected {
                report(Kind::Other, format!("has the result {result:?}"));
            }
        }
        let is_done = sent
            .results
            .iter()
            .any(|(_, result)| *result == Outcome::Done);
        if is_done && !marks.iter().any(|mark| mark.step == Step::End) {
            report(Kind::Other, "has a result without an end".to_owned());
        }
        // A request that the broker has twice may run twice.
        if sent.messages > 1 || sent.request.is_safe {
            return;
        }
        let begins = marks.iter().filter(|mark| mark.step == Step::Begin).count();
        if begins > 1 {
            report(Kind::BegunTwice, format!("begins {begins} times"));
        }
        self.check_results(sent, marks, report);
    }

    /// Returns whether a process that ran an action was stopped at some time.
    fn is_stopped(&self, marks: &[Mark]) -> bool {
        marks.iter().any(|mark| {
            let process = self.processes.get(&mark.process);
            process.is_some_and(|process| !process.stops.is_empty())
        })
    }

    /// Checks that an action ends, in time if it has a limit.
    fn check_runs(&self, sent: &Sent, marks: &[Mark], report: &mut impl FnMut(Kind, String)) {
        for (place, begin) in marks.iter().enumerate() {
            if begin.step != Step::Begin {
                continue;
            }
            let later = &marks[place + 1..];
            let end = later
                .iter()
                .find(|mark| mark.step != Step::Begin && mark.process == begin.process);
            let Some(process) = self.processes.get(&begin.process) else {
                report(
                    Kind::Other,
                    format!("begins on {}, which is unknown", begin.process),
                );
                continue;
            };
            let Some(end) = end else {
                if !process.is_abrupt {
                    report(
                        Kind::Other,
                        format!("neither ends nor is stopped on {}", begin.process),
                    );
                }
                continue;
            };
            let Some(limit) = sent.request.limit else {
                continue;
            };
            let latest = begin.at + limit * 1_000 + TOLERANCE;
            if end.at > latest && !process.is_stopped(begin.at, end.at) {
                let time = end.at - begin.at;
                report(
                    Kind::PastLimit,
                    format!("runs for {time} ms, its limit is {limit} s"),
                );
            }
        }
    }

    /// Checks that the results of an action agree, and that none refuses a running one.
    fn check_results(&self, sent: &Sent, marks: &[Mark], report: &mut impl FnMut(Kind, String)) {
        let Some((first_at, first)) = sent.results.first() else {
            return;
        };
        if *first == Outcome::Refused {
            let runs_on = marks.iter().any(|end| {
                let process = self.processes.get(&end.process);
                let acts = process
                    .is_some_and(|process| !process.is_stopped(first_at - TOLERANCE, end.at));
                end.step != Step::Begin && end.at > first_at + TOLERANCE && acts
            });
            if runs_on && !sent.request.is_asynchronous {
                report(Kind::Other, "is refused while it runs".to_owned());
            }
        }
        let Some((_, other)) = sent.results.iter().find(|(_, result)| result != first) else {
            return;
        };
        let is_abrupt = marks.iter().any(|mark| {
            let process = self.processes.get(&mark.process);
            process.is_some_and(|process| process.is_abrupt || !process.stops.is_empty())
        });
        // The acknowledgement of a result can be lost with a process or a broker.
        let is_allowed = *first != Outcome::Refused && (is_abrupt || self.is_disturbed);
        if !is_allowed {
            report(
                Kind::Other,
                format!("has the results {first:?} and {other:?}"),
            );
        }
    }
}
