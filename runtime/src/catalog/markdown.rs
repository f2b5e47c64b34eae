//! The catalog as Markdown.

use std::fmt::{self, Write};

use super::{ActionEntry, Catalog, Member, Presence};

pub(super) fn document(catalog: &Catalog) -> String {
    let mut text = String::from("# Actions\n");
    for action in &catalog.actions {
        section(&mut text, action).expect("writing to a String cannot fail");
    }
    text
}

fn section(text: &mut String, action: &ActionEntry) -> fmt::Result {
    write!(text, "\n## `{}`\n\n", action.name)?;
    if let Some(instead) = &action.deprecated {
        write!(text, "**Deprecated:** {instead}\n\n")?;
    }
    if !action.description.is_empty() {
        write!(text, "{}\n\n", with_demoted_headings(&action.description))?;
    }
    let input = action.input_outline();
    if input.members.is_empty() {
        text.push_str("Takes no input.\n\n");
    } else {
        text.push_str("| input | takes | default | |\n| --- | --- | --- | --- |\n");
        for member in &input.members {
            let default = match &member.presence {
                Presence::NotApplicable => String::new(),
                Presence::Required => "required".into(),
                Presence::Default(default) => format!("`{default}`"),
                Presence::Optional => "none".into(),
            };
            row(
                text,
                member,
                &[&words(member, ""), &default, &member.description],
            )?;
        }
        text.push('\n');
    }
    let output = action.output_outline();
    write!(text, "Returns {}.\n\n", output.words)?;
    if !output.members.is_empty() {
        if !output.description.is_empty() {
            write!(text, "{}\n\n", with_demoted_headings(&output.description))?;
        }
        text.push_str("| field | is | |\n| --- | --- | --- |\n");
        for member in &output.members {
            let presence = match member.presence {
                Presence::Optional => "optional",
                _ => "",
            };
            row(
                text,
                member,
                &[&words(member, presence), &member.description],
            )?;
        }
        text.push('\n');
    }
    for (label, fact) in action.facts() {
        writeln!(text, "- {label}: {fact}")?;
    }
    Ok(())
}

fn row(text: &mut String, member: &Member, cells: &[&str]) -> fmt::Result {
    let name = match member.name.as_str() {
        choice @ ("either" | "or") => format!("{choice} `{}`", member.path),
        _ => format!("`{}`", member.path),
    };
    let cells = cells.iter().map(|text| cell(text)).collect::<Vec<_>>();
    writeln!(text, "| {} | {} |", cell(&name), cells.join(" | "))
}

/// The type of a member, its presence and its marks.
fn words(member: &Member, presence: &str) -> String {
    let marks = member.marks.iter().map(String::as_str);
    let words = [member.words.as_str(), presence].into_iter().chain(marks);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(", ")
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Returns a description with its headings demoted below the heading of the action.
fn with_demoted_headings(description: &str) -> String {
    let lines = description.lines().map(|line| {
        if line.starts_with('#') {
            format!("##{line}")
        } else {
            line.into()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}
