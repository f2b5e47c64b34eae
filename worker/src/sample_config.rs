//! [`sample_config`]: a configuration file with the meaning and default of each option.

use crate::config::{AnyOpt, OPTIONS};

/// Width of the comments, as in the samples of oslo-config-generator.
const WIDTH: usize = 79;

/// Returns a configuration file with the meaning and default of each option, in the form of oslo-config-generator: an
/// option is a comment until the operator sets it.
pub fn sample_config() -> String {
    let mut lines = Vec::new();
    let mut group = "";
    for opt in OPTIONS {
        if opt.spec().group != group {
            group = opt.spec().group;
            lines.push(format!("[{group}]\n"));
        }
        describe(*opt, &mut lines);
    }
    lines.join("\n")
}

fn describe(opt: &dyn AnyOpt, lines: &mut Vec<String>) {
    let spec = opt.spec();
    let text = format!("{} ({})", spec.help, opt.expected());
    lines.extend(wrapped(&text));
    for alias in spec.aliases {
        lines.push(format!(
            "# Deprecated group/name - [{}]/{alias}",
            spec.group
        ));
    }
    let line = format!("#{} = {}", spec.name, spec.default);
    lines.push(line.trim_end().to_owned() + "\n");
}

/// Breaks a text into comments between its words.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("# {word}")),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, ConfigLocation, ConfigPath, Remarks, Sources, Values};

    fn read(text: &str) -> Sources {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mistral.conf");
        std::fs::write(&path, text).unwrap();
        let location = ConfigLocation {
            paths: vec![ConfigPath::File(path)],
            ..ConfigLocation::default()
        };
        location.read()
    }

    /// Removes the comment sign in front of each option.
    fn with_all_options(sample: &str) -> String {
        let lines = sample.lines().map(|line| match line.strip_prefix('#') {
            Some(option) if !option.starts_with(' ') => option,
            _ => line,
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn sample_lists_every_option_with_its_meaning_and_default() {
        let sources = read(&with_all_options(&sample_config()));
        assert_eq!(sources.problems, [""; 0]);
        let set: Vec<_> = sources
            .all()
            .map(|(group, name, _)| (group.to_owned(), name.to_owned()))
            .collect();
        let mut options: Vec<_> = OPTIONS
            .iter()
            .map(|opt| (opt.spec().group.to_owned(), opt.spec().name.to_owned()))
            .collect();
        options.sort();
        assert_eq!(set, options);
        let values = Values::new(&sources);
        for shown in values.shown() {
            assert_eq!(shown.value, shown.spec.default, "{}", shown.spec.name);
        }
        let words = sample_config().replace("\n# ", " ");
        for opt in OPTIONS {
            let meaning = format!("# {} ({})", opt.spec().help, opt.expected());
            let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(
                words.contains(meaning.trim_start_matches("# ")),
                "{meaning}"
            );
        }
    }

    #[test]
    fn sample_parses_as_the_defaults() {
        let default = |text: &str| {
            let mut sources = read(text);
            assert_eq!(Remarks::on(&sources), Remarks::default());
            let config = Config::for_worker(&mut sources).expect("the sample is valid");
            format!("{config:#?}")
        };
        let expected = default("");
        assert_eq!(default(&sample_config()), expected);
        assert_eq!(default(&with_all_options(&sample_config())), expected);
    }

    #[test]
    fn comments_are_wrapped_between_words() {
        let text = "word ".repeat(40);
        let lines = wrapped(&text);
        assert!(lines.iter().all(|line| line.len() <= WIDTH), "{lines:#?}");
        assert_eq!(lines.concat().matches("word").count(), 40);
    }
}
