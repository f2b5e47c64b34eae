//! Counts per top-level folder, and their limits.

use std::collections::BTreeMap;

use super::{Line, Options, markers};
use crate::command::Result;

/// Percentage of marked lines that a folder may have.
const MAX_PERCENT: usize = 2;

/// Number of comment lines that may begin with a question word, in all folders together.
const MAX_QUESTIONS: usize = 20;

/// The result of reading all files.
#[derive(Default)]
pub(super) struct Report {
    pub(super) comments: Tally,
    pub(super) strings: Tally,
    tests: usize,
    riddles: Vec<String>,
}

/// Lines of one kind of text.
#[derive(Default)]
pub(super) struct Tally {
    folders: BTreeMap<String, Count>,
    files: BTreeMap<String, usize>,
    /// Lines that begin with a question word.
    questions: usize,
    offenders: Vec<String>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    marked: usize,
    total: usize,
}

impl Count {
    fn is_too_high(self) -> bool {
        self.marked * 100 > self.total * MAX_PERCENT
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of lines are small")]
    fn percent(self) -> f64 {
        100.0 * self.marked as f64 / self.total.max(1) as f64
    }
}

impl Tally {
    pub(super) fn add(&mut self, line: &Line) {
        let folder = line
            .file
            .split_once('/')
            .map_or("(root)", |(folder, _)| folder);
        let count = self.folders.entry(folder.to_owned()).or_default();
        count.total += 1;
        if markers::is_marked(&line.text) {
            count.marked += 1;
            self.questions += usize::from(markers::is_question(&line.text));
            *self.files.entry(line.file.clone()).or_default() += 1;
            let text: String = line.text.chars().take(150).collect();
            self.offenders
                .push(format!("{}:{}: {text}", line.file, line.number));
        }
    }

    fn sum(&self) -> Count {
        self.folders
            .values()
            .fold(Count::default(), |sum, count| Count {
                marked: sum.marked + count.marked,
                total: sum.total + count.total,
            })
    }

    fn print(&self, title: &str, options: Options) {
        println!("{title}:");
        let all = ("all".to_owned(), self.sum());
        let folders = self.folders.iter().map(|(name, count)| (name, *count));
        for (name, count) in folders.chain([(&all.0, all.1)]) {
            let Count { marked, total } = count;
            println!(
                "  {name:14} {marked:5} of {total:5}  {:5.1} %",
                count.percent()
            );
        }
        if options.files {
            let mut files: Vec<_> = self.files.iter().collect();
            files.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            for (name, count) in files.into_iter().take(25) {
                println!("  {count:5} {name}");
            }
        }
        for line in self.offenders.iter().take(options.lines) {
            println!("  {line}");
        }
    }
}

impl Report {
    pub(super) fn add_test(&mut self, name: &Line) {
        self.tests += 1;
        if markers::is_riddle(&name.text) {
            self.riddles
                .push(format!("{}:{}: {}", name.file, name.number, name.text));
        }
    }

    pub(super) fn print(&self, options: Options) {
        self.comments
            .print("comments, documentation and Markdown", options);
        println!(
            "  {} lines begin with a question word",
            self.comments.questions
        );
        self.strings.print("strings", options);
        println!(
            "test names like riddles: {} of {}",
            self.riddles.len(),
            self.tests
        );
        for name in self.riddles.iter().take(options.lines) {
            println!("  {name}");
        }
    }

    /// Fails if a limit is exceeded, naming each of them.
    pub(super) fn check(&self) -> Result {
        let mut problems = Vec::new();
        for (kind, tally) in [("comments", &self.comments), ("strings", &self.strings)] {
            for (folder, count) in &tally.folders {
                if count.is_too_high() {
                    problems.push(format!(
                        "{kind} in {folder}: {:.1} % of the lines, at most {MAX_PERCENT} % are allowed",
                        count.percent()
                    ));
                }
            }
        }
        if self.comments.questions > MAX_QUESTIONS {
            problems.push(format!(
                "{} comment lines begin with a question word, at most {MAX_QUESTIONS} are allowed",
                self.comments.questions
            ));
        }
        if !self.riddles.is_empty() {
            problems.push(format!(
                "{} test names read like riddles",
                self.riddles.len()
            ));
        }
        if problems.is_empty() {
            return Ok(());
        }
        let advice = "rewrite the sentences that `cargo xtask prose --lines 100` prints";
        Err(format!(
            "oblique phrasing; {advice}:\n  {}",
            problems.join("\n  ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> Report {
        let mut report = Report::default();
        let (file, number) = ("folder/file.rs".to_owned(), 1);
        for text in [text; 3].into_iter().chain(["a plain line"; 97]) {
            let (file, text) = (file.clone(), text.to_owned());
            report.strings.add(&Line { file, number, text });
        }
        report
    }

    #[test]
    fn too_many_marked_lines_fail() {
        assert_eq!(report("another plain line").check(), Ok(()));
        let error = report("it tells a story").check().unwrap_err();
        assert!(error.contains("strings in folder: 3.0 %"), "{error}");
    }
}
