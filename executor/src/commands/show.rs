//! `show`: prints the documentation, inputs and result of an action.

use std::fmt::Write as _;

use mistral_actions::catalog::{ActionEntry, Outline};

use crate::args::ShowArgs;
use crate::example;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::session::Session;
use crate::terminal::{MARK, NAME, Terminal};

pub(super) fn show(args: &ShowArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let entry = session.index.find(&args.name)?.entry();
    if args.json {
        // An entry can always be serialized: the catalog consists of entries.
        let entry = serde_json::to_value(&entry).map_err(std::io::Error::from)?;
        session.print_json(&entry)?;
        return Ok(Exit::Success);
    }
    let page = Page {
        entry: &entry,
        terminal: &session.terminal,
    }
    .text(&session.program);
    session.print(&page)?;
    Ok(Exit::Success)
}

struct Page<'a, 't> {
    entry: &'a ActionEntry,
    terminal: &'a Terminal<'t>,
}

impl Page<'_, '_> {
    fn text(&self, program: &str) -> String {
        let mut sections = vec![self.title()];
        if !self.entry.description.is_empty() {
            sections.push(self.entry.description.clone());
        }
        sections.push(self.inputs());
        sections.push(self.facts());
        let heading = |text: &str| self.terminal.styled(NAME, text);
        let call = example::call(program, self.entry);
        sections.push(format!("{}\n  {call}", heading("On this command line:")));
        let task = example::task(self.entry).replace('\n', "\n  ");
        sections.push(format!("{}\n  {task}", heading("In a workflow:")));
        sections.join("\n\n") + "\n"
    }

    fn title(&self) -> String {
        let mut title = self.terminal.styled(NAME, &self.entry.name);
        if let Some(instead) = &self.entry.deprecated {
            let mark = self.terminal.styled(MARK, format!("deprecated: {instead}"));
            let _ = write!(title, "\n{mark}");
        }
        title
    }

    fn inputs(&self) -> String {
        let heading = self.terminal.styled(NAME, "Inputs:");
        let members = self.members(&self.entry.input_outline());
        let none = if members.is_empty() { " none" } else { "" };
        format!("{heading}{none}{members}")
    }

    /// Returns a line for each member, indented below its parent, with the description below the line.
    fn members(&self, outline: &Outline) -> String {
        let mut text = String::new();
        for member in &outline.members {
            let indent = "  ".repeat(member.depth + 1);
            let name = self.terminal.styled(NAME, &member.name);
            let _ = write!(text, "\n{indent}{name}");
            let words = member.in_words();
            if !words.is_empty() {
                let _ = write!(text, ": {words}");
            }
            text.push_str(&indented(&member.description, &format!("{indent}    ")));
        }
        text
    }

    fn returns(&self) -> String {
        let outline = self.entry.output_outline();
        let label = self.terminal.styled(NAME, "Returns:");
        let members = self.members(&outline);
        let described = match members.as_str() {
            "" => String::new(),
            // An empty line separates the members from the facts.
            _ => indented(&outline.description, "    ") + &members + "\n",
        };
        format!("{label} {}{described}", outline.words)
    }

    fn facts(&self) -> String {
        let entry = self.entry;
        let mut facts = entry.facts();
        facts.extend(entry.krate.as_ref().map(|krate| {
            let at = entry.source.as_ref();
            let at = at.map_or(String::new(), |at| format!(" ({}:{})", at.file, at.line));
            (
                "Defined in",
                format!("{} {}{at}", krate.name, krate.version),
            )
        }));
        let lines = facts.into_iter().map(|(label, text)| {
            let label = self.terminal.styled(NAME, format!("{label}:"));
            format!("{label} {text}")
        });
        let lines: Vec<String> = std::iter::once(self.returns()).chain(lines).collect();
        lines.join("\n")
    }
}

/// Returns the lines of a text, each after a line break and indented unless it is empty.
fn indented(text: &str, indent: &str) -> String {
    let lines = text.lines().map(|line| match line {
        "" => "\n".to_owned(),
        line => format!("\n{indent}{line}"),
    });
    lines.collect()
}
