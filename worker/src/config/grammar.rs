//! The grammar of oslo.config's files (`oslo_config/iniparser.py`).
//!
//! Ours, because no ini crate reads it: continuation lines, `:` as well as `=`, comments only at the
//! start of a line, several values of one option, one pair of quotes.

/// One assignment of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) group: String,
    pub(crate) name: String,
    pub(crate) value: String,
    /// Line of the file, from 1.
    pub(crate) line: usize,
}

/// Reads a file. What cannot be read is left out and reported, each with its line.
pub(crate) fn parse(text: &str) -> (Vec<Assignment>, Vec<(usize, &'static str)>) {
    let mut assignments: Vec<Assignment> = Vec::new();
    let mut problems = Vec::new();
    let mut group: Option<String> = None;
    let mut continues = false;
    for (index, line) in text.lines().enumerate() {
        let number = index + 1;
        let line = line.trim_end();
        if line.is_empty() {
            continues = false;
        } else if line.starts_with([' ', '\t']) {
            match assignments.last_mut().filter(|_| continues) {
                Some(last) => {
                    last.value.push('\n');
                    last.value.push_str(line.trim_start());
                }
                None => problems.push((
                    number,
                    "an indented line continues a value, and there is none",
                )),
            }
        } else if line.starts_with('[') {
            continues = false;
            match line
                .strip_prefix('[')
                .and_then(|line| line.strip_suffix(']'))
            {
                Some("") => problems.push((number, "the name of the group is missing in `[]`")),
                Some(name) => group = Some(group_name(name)),
                None => problems.push((number, "`]` is missing at the end of the group's name")),
            }
        } else if line.starts_with(['#', ';']) {
            continues = false;
        } else {
            continues = false;
            let Some((name, value)) = line.split_once(['=', ':']) else {
                problems.push((
                    number,
                    "expected `option = value`, `[group]` or `# comment`",
                ));
                continue;
            };
            match (&group, name.trim()) {
                (_, "") => problems.push((number, "the name of the option is missing")),
                (None, _) => problems.push((
                    number,
                    "an option must follow a `[group]`, such as `[DEFAULT]`",
                )),
                (Some(group), name) => {
                    assignments.push(Assignment {
                        group: group.clone(),
                        name: name.to_owned(),
                        value: unquoted(value.trim()).to_owned(),
                        line: number,
                    });
                    continues = true;
                }
            }
        }
    }
    (assignments, problems)
}

/// Groups are named without regard to case, except the one without a name.
fn group_name(name: &str) -> String {
    match name {
        "DEFAULT" => name.to_owned(),
        name => name.to_lowercase(),
    }
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        let inner = value
            .strip_prefix(quote)
            .and_then(|value| value.strip_suffix(quote));
        if let Some(inner) = inner {
            return inner;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<(String, String)> {
        let (assignments, problems) = parse(text);
        assert_eq!(problems, []);
        let pairs = assignments.into_iter();
        pairs
            .map(|one| (format!("{}.{}", one.group, one.name), one.value))
            .collect()
    }

    #[test]
    fn reads_what_oslo_reads() {
        let text = "\
# comment
[DEFAULT]
transport_url = rabbit://a:b@h:5672//
debug: true
quoted = \" x \"
odd = \"x'
equals = a=b:c
empty =
[Oslo_Messaging_Rabbit]
ssl = 1 # no comment
default_log_levels = amqp=WARN,
   lapin=WARN

; comment
";
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            values(text),
            [
                pair("DEFAULT.transport_url", "rabbit://a:b@h:5672//"),
                pair("DEFAULT.debug", "true"),
                pair("DEFAULT.quoted", " x "),
                pair("DEFAULT.odd", "\"x'"),
                pair("DEFAULT.equals", "a=b:c"),
                pair("DEFAULT.empty", ""),
                pair("oslo_messaging_rabbit.ssl", "1 # no comment"),
                pair(
                    "oslo_messaging_rabbit.default_log_levels",
                    "amqp=WARN,\nlapin=WARN"
                ),
            ]
        );
    }

    #[test]
    fn every_problem_names_its_line() {
        let (assignments, problems) =
            parse("a = 1\n[x\n[]\n[g]\n  lost\nnothing\n= 1\nb = 2\n\n  lost");
        assert_eq!(assignments.len(), 1);
        assert_eq!(
            problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(),
            [1, 2, 3, 5, 6, 7, 10]
        );
    }
}
