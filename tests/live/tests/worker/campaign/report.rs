//! The printed reports: a line for each run, the history of a finding, and the table at the end.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::check::Kind as FindingKind;
use super::history::Outcome;
use super::run::Report;
use crate::kinds::Kind;

/// Number of findings of a run whose history is printed.
const SHOWN: usize = 3;

/// Number of findings of a run that are listed.
const LISTED: usize = 20;

/// Figures of runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals {
    runs: u64,
    actions: usize,
    faults: usize,
    excused: usize,
    refused: usize,
    repeated: usize,
    lost: usize,
    begun_twice: usize,
    past_limit: usize,
    findings: usize,
}

impl Totals {
    pub(crate) fn of(report: &Report) -> Self {
        let sent = || report.facts.sent.values().filter(|sent| sent.is_accepted);
        let found = |kind| report.findings.iter().filter(|it| it.kind == kind).count();
        let first = |sent: &&super::history::Sent, outcome| {
            sent.results
                .first()
                .is_some_and(|(_, first)| *first == outcome)
        };
        Self {
            runs: 1,
            actions: sent().count(),
            faults: report.plan.faults.len(),
            excused: sent()
                .filter(|it| it.is_excused && it.results.is_empty())
                .count(),
            refused: sent().filter(|it| first(it, Outcome::Refused)).count(),
            repeated: sent()
                .filter(|it| it.messages == 1 && it.results.len() > 1)
                .count(),
            lost: found(FindingKind::Lost),
            begun_twice: found(FindingKind::BegunTwice),
            past_limit: found(FindingKind::PastLimit),
            findings: report.findings.len(),
        }
    }

    fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        for (sum, other) in [
            (&mut self.actions, other.actions),
            (&mut self.faults, other.faults),
            (&mut self.excused, other.excused),
            (&mut self.refused, other.refused),
            (&mut self.repeated, other.repeated),
            (&mut self.lost, other.lost),
            (&mut self.begun_twice, other.begun_twice),
            (&mut self.past_limit, other.past_limit),
            (&mut self.findings, other.findings),
        ] {
            *sum += other;
        }
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>6}", self.runs)?;
        for count in [
            self.actions,
            self.faults,
            self.excused,
            self.refused,
            self.repeated,
            self.lost,
            self.begun_twice,
            self.past_limit,
            self.findings,
        ] {
            write!(f, "{count:>12}")?;
        }
        Ok(())
    }
}

/// Figures of all runs.
#[derive(Debug, Default)]
pub(crate) struct Table {
    by_kind: BTreeMap<String, Totals>,
    all: Totals,
    faults: BTreeMap<&'static str, u64>,
}

impl Table {
    pub(crate) fn add(&mut self, report: &Report) {
        let totals = Totals::of(report);
        let kind = name(report.plan.kind).to_owned();
        self.by_kind.entry(kind).or_default().add(&totals);
        self.all.add(&totals);
        for (_, fault) in &report.plan.faults {
            *self.faults.entry(fault.name()).or_default() += 1;
        }
    }

    pub(crate) fn findings(&self) -> usize {
        self.all.findings
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<10}{:>6}", "queues", "runs")?;
        for title in [
            "actions",
            "faults",
            "excused",
            "refused",
            "repeated",
            "lost",
            "begun twice",
            "past limit",
            "findings",
        ] {
            write!(f, "{title:>12}")?;
        }
        for (kind, totals) in &self.by_kind {
            write!(f, "\n{kind:<10}{totals}")?;
        }
        let faults = self
            .faults
            .iter()
            .map(|(name, count)| format!("{name} {count}"));
        let faults = faults.collect::<Vec<_>>().join(", ");
        write!(f, "\n{:<10}{}\nfaults: {faults}", "all", self.all)
    }
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Transient => "transient",
        Kind::Durable => "durable",
        Kind::Quorum => "quorum",
    }
}

/// Returns the line that describes a run.
pub(crate) fn line(report: &Report) -> String {
    let totals = Totals::of(report);
    let plan = &report.plan;
    format!(
        "seed {}: {} queues, workers: {}, slots: {}, {} actions, {} faults, {} refused, {} findings",
        report.seed,
        name(plan.kind),
        plan.workers,
        plan.slots,
        totals.actions,
        totals.faults,
        totals.refused,
        totals.findings
    )
}

/// Prints what happened to the requests of the first findings.
pub(crate) fn print_findings(report: &Report) {
    let plan = &report.plan;
    println!(
        "seed {}: {:?}, workers: {}, slots: {}, park_after {}, hold_time {}, heartbeat {}, drain {}; files in {}",
        report.seed,
        plan.kind,
        plan.workers,
        plan.slots,
        plan.park_after,
        plan.hold_time,
        plan.heartbeat,
        plan.drain_timeout,
        report.folder.display()
    );
    let ids = report.findings.iter().filter_map(|finding| finding.id);
    let ids: BTreeSet<u32> = ids.take(SHOWN).collect();
    let mut events = report.notes.clone();
    for id in &ids {
        let Some(sent) = report.facts.sent.get(id) else {
            continue;
        };
        events.push((
            sent.at,
            format!("{:?}, {} messages", sent.request, sent.messages),
        ));
        for (at, result) in &sent.results {
            events.push((*at, format!("action {id} has the result {result:?}")));
        }
        for mark in report.facts.marks.get(id).into_iter().flatten() {
            let (step, process) = (mark.step.name(), &mark.process);
            events.push((mark.at, format!("action {id}: {step} on {process}")));
        }
    }
    events.sort_by_key(|(at, _)| *at);
    let begin = events.first().map_or(0, |(at, _)| *at);
    for (at, event) in &events {
        let millis = at - begin;
        println!("{:>4}.{:03} {event}", millis / 1_000, millis % 1_000);
    }
    for finding in report.findings.iter().take(LISTED) {
        println!("found: {}", finding.text);
    }
    if report.findings.len() > LISTED {
        println!("found: {} more", report.findings.len() - LISTED);
    }
    println!();
}
