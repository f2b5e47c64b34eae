//! Rows of the matrix.

use std::fmt;

use crate::command::Result;

/// A release of Mistral on a version of Python, with a release of RabbitMQ.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Name of `tests/stack/mistral --mistral`.
    pub(super) mistral: &'static str,
    /// Name of `tests/stack/mistral --broker`.
    pub(super) rabbitmq: &'static str,
}

/// All rows. The last one is what `cargo xtask test` runs.
const ROWS: [Row; 7] = [
    Row::new("20.2", "3.10"),
    Row::new("21", "3.10"),
    Row::new("22", "3.10"),
    Row::new("23", "4.0"),
    Row::new("23", "newest"),
    Row::new("23-py3.13", "3.10"),
    Row::new("23", "3.10"),
];

impl Row {
    const fn new(mistral: &'static str, rabbitmq: &'static str) -> Self {
        Self { mistral, rabbitmq }
    }

    /// Returns the release of Mistral and the version of Python.
    pub(super) fn versions(&self) -> (&'static str, &'static str) {
        match self.mistral.split_once("-py") {
            Some((mistral, python)) => (mistral, python),
            None => (self.mistral, "3.11"),
        }
    }

    fn has_name(&self, name: &str) -> bool {
        name == self.mistral || name == self.to_string()
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.mistral, self.rabbitmq)
    }
}

/// Returns the rows with these names in the order of the matrix, or all rows without a name.
///
/// # Errors
///
/// If no row has one of the names.
pub(super) fn choose(names: &[&str]) -> Result<Vec<&'static Row>> {
    for name in names {
        if !ROWS.iter().any(|row| row.has_name(name)) {
            let rows: Vec<_> = ROWS.iter().map(Row::to_string).collect();
            let rows = rows.join(", ");
            return Err(format!(
                "no row of the matrix has the name {name}; the rows are {rows}"
            ));
        }
    }
    let is_chosen = |row: &&Row| names.is_empty() || names.iter().any(|name| row.has_name(name));
    Ok(ROWS.iter().filter(is_chosen).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_chosen_by_release_or_full_name() {
        let names = |chosen: &[&str]| -> Vec<String> {
            let rows = choose(chosen).unwrap();
            rows.into_iter().map(Row::to_string).collect()
        };
        assert_eq!(names(&["23"]), ["23/4.0", "23/newest", "23/3.10"]);
        assert_eq!(names(&["22/3.10", "20.2"]), ["20.2/3.10", "22/3.10"]);
        assert_eq!(names(&[]).len(), ROWS.len());
        let refusal = choose(&["22", "19"]).unwrap_err();
        assert!(
            refusal.contains("19") && refusal.contains("20.2/3.10"),
            "{refusal}"
        );
    }

    #[test]
    fn version_of_python_is_part_of_name() {
        let of = |name| choose(&[name]).unwrap()[0].versions();
        assert_eq!(of("23-py3.13"), ("23", "3.13"));
        assert_eq!(of("20.2"), ("20.2", "3.11"));
    }
}
