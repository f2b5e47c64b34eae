//! The catalog as Markdown.

use std::fmt::{self, Write};

use super::{ActionEntry, Catalog};

pub(super) fn document(catalog: &Catalog) -> String {
    let mut text = String::from("# Actions\n");
    for action in &catalog.actions {
        section(&mut text, action).expect("a String takes everything");
    }
    text
}

fn section(text: &mut String, action: &ActionEntry) -> fmt::Result {
    write!(text, "\n## `{}`\n\n", action.name)?;
    if let Some(instead) = &action.deprecated {
        write!(text, "**Deprecated:** {instead}\n\n")?;
    }
    if !action.description.is_empty() {
        write!(text, "{}\n\n", below(&action.description))?;
    }
    if action.inputs().next().is_some() {
        text.push_str("| input | takes | default | |\n| --- | --- | --- | --- |\n");
        for (name, schema, required) in action.inputs() {
            let default = match (required, schema.get("default")) {
                (true, _) => "required".into(),
                (false, Some(default)) => format!("`{default}`"),
                (false, None) => "none".into(),
            };
            let description = schema["description"].as_str().unwrap_or_default();
            let takes = action.in_words(schema);
            writeln!(
                text,
                "| `{name}` | {} | {} | {} |",
                cell(&takes),
                cell(&default),
                cell(description)
            )?;
        }
        text.push('\n');
    }
    writeln!(text, "Returns {}.", action.output_in_words())?;
    if !action.is_sync {
        text.push_str("\nAsynchronous: the result is delivered later.\n");
    }
    Ok(())
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A description with its headings below the action's own.
fn below(description: &str) -> String {
    let lines = description.lines().map(|line| {
        if line.starts_with('#') {
            format!("##{line}")
        } else {
            line.into()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
