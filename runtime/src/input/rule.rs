//! [`Rule`]: a rule about the inputs that are given together.

use super::problem::{InputProblem, pointer};

/// A rule about the inputs that are given together. An input that is `null` is not given.
#[derive(Clone, Copy, Debug)]
pub enum Rule<'a> {
    /// Exactly one of these inputs is given.
    ExactlyOneOf(&'a [&'a str]),
    /// At least one of these inputs is given.
    AtLeastOneOf(&'a [&'a str]),
    /// If the first input is given, the second one is given.
    Requires(&'a str, &'a str),
}

impl Rule<'_> {
    /// Describes the rule.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::ExactlyOneOf(names) => format!("exactly one of {} must be given", list(names)),
            Self::AtLeastOneOf(names) => format!("at least one of {} must be given", list(names)),
            Self::Requires(name, needed) => format!("`{name}` requires `{needed}`"),
        }
    }

    /// Returns the problem of an object that violates the rule.
    pub(crate) fn problem(&self, mut is_given: impl FnMut(&str) -> bool) -> Option<InputProblem> {
        match self {
            Self::ExactlyOneOf(names) => {
                let given: Vec<&str> = names.iter().copied().filter(|one| is_given(one)).collect();
                let found = match given.len() {
                    0 => "none is given".to_owned(),
                    1 => return None,
                    2 if names.len() == 2 => "both are given".to_owned(),
                    _ => format!("{} are given", list(&given)),
                };
                let message = format!("give exactly one of {}; {found}", list(names));
                Some(InputProblem::new("", message))
            }
            Self::AtLeastOneOf(names) => {
                let has_one = names.iter().any(|one| is_given(one));
                let message = || format!("give at least one of {}; none is given", list(names));
                (!has_one).then(|| InputProblem::new("", message()))
            }
            Self::Requires(name, needed) => {
                let is_missing = is_given(name) && !is_given(needed);
                let message = || format!("missing, because `{name}` is given");
                is_missing.then(|| InputProblem::new(pointer("", needed), message()))
            }
        }
    }
}

/// Lists names: `` `a`, `b` and `c` ``.
fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}
