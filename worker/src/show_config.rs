//! [`show_config`]: the options that a worker would use, with the source of each.

use mistral_actions::__private::MASK;
use serde_json::{Value, json};

use crate::config::{
    Config, ConfigLocation, OF_OTHERS, Remarks, Sources, UNKNOWN, Values, WITHOUT_EFFECT,
};

/// The options that a worker would use.
#[derive(Clone, Debug)]
pub struct ShownConfig {
    /// The options as a configuration file or as JSON; secrets are masked.
    pub text: String,
    /// All problems of the configuration, each with its place. With any of them, no worker starts.
    pub problems: Vec<String>,
}

/// Shows the options that a worker would use, with the source of each.
pub fn show_config(location: &ConfigLocation, as_json: bool) -> ShownConfig {
    let mut sources = location.read();
    // Puts the query of transport_url into its place, too.
    let problems = Config::for_worker(&mut sources).err().unwrap_or_default();
    let values = Values::new(&sources);
    let remarks = Remarks::on(&sources);
    let text = if as_json {
        format!("{:#}\n", to_json(&sources, &values, &remarks))
    } else {
        to_file(&sources, &values, &remarks)
    };
    ShownConfig { text, problems }
}

fn to_json(sources: &Sources, values: &Values<'_>, remarks: &Remarks) -> Value {
    let options = values.shown().map(|shown| {
        json!({
            "group": shown.spec.group, "name": shown.spec.name, "value": shown.value,
            "source": shown.source.to_string(), "help": shown.spec.help,
        })
    });
    let options: Vec<Value> = options.collect();
    json!({
        "files": sources.files, "options": options, "misspelt": remarks.misspelt,
        "without_effect": remarks.without_effect, "unknown": remarks.unknown,
        "of_other_services": remarks.of_others,
    })
}

/// Formats the options as a file that can be read again.
fn to_file(sources: &Sources, values: &Values<'_>, remarks: &Remarks) -> String {
    let mut lines = vec![format!("# {MASK} stands for what is secret")];
    if sources.files.is_empty() {
        lines.push("# no configuration file was read".to_owned());
    }
    let files = sources.files.iter();
    lines.extend(files.map(|file| format!("# read: {}", file.display())));
    let mut group = "";
    for shown in values.shown() {
        if shown.spec.group != group {
            group = shown.spec.group;
            lines.push(format!("\n[{group}]"));
        }
        lines.push(format!("# {} ({})", shown.spec.help, shown.source));
        let value = shown.value.replace('\n', "\n    ");
        lines.push(format!("{} = {value}", shown.spec.name));
    }
    for (title, options) in [
        ("misspelt", &remarks.misspelt),
        (WITHOUT_EFFECT, &remarks.without_effect),
        (UNKNOWN, &remarks.unknown),
        (OF_OTHERS, &remarks.of_others),
    ] {
        if !options.is_empty() {
            lines.push(format!("\n# {title}:"));
            lines.extend(options.iter().map(|option| format!("#   {option}")));
        }
    }
    lines.join("\n") + "\n"
}
