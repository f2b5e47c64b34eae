//! `show`: what an action does, takes and returns.

use std::fmt::Write as _;

use mistral_actions::ActionEntry;
use serde_json::Value;

use crate::Exit;
use crate::args::ShowArgs;
use crate::example;
use crate::failure::Failure;
use crate::session::Session;
use crate::terminal::{MARK, NAME, Terminal};

pub(super) fn show(args: &ShowArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let entry = session.index.find(&args.name)?.entry();
    if args.json {
        // What can be described can be written as JSON: the catalog does.
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
        let mut text = self.terminal.styled(NAME, "Inputs:");
        let mut is_empty = true;
        for (name, schema, is_required) in self.entry.inputs() {
            is_empty = false;
            let styled = self.terminal.styled(NAME, name);
            let takes = self.takes(name, schema, is_required);
            let _ = write!(text, "\n  {styled}: {takes}");
            if let Some(description) = schema["description"].as_str() {
                let _ = write!(text, "\n      {}", description.replace('\n', "\n      "));
            }
        }
        match &self.entry.input["additionalProperties"] {
            Value::Bool(false) if is_empty => text.push_str(" none"),
            Value::Bool(false) | Value::Null => {}
            rest => {
                let _ = write!(text, "\n  any other: {}", self.entry.in_words(rest));
            }
        }
        text
    }

    fn takes(&self, name: &str, schema: &Value, is_required: bool) -> String {
        let mut words = vec![self.entry.in_words(schema)];
        if is_required {
            words.push("required".to_owned());
        }
        if let Some(default) = schema.get("default") {
            words.push(format!("default {default}"));
        }
        if self.entry.secrets.iter().any(|secret| secret == name) {
            words.push("secret".to_owned());
        }
        words.join(", ")
    }

    fn facts(&self) -> String {
        let entry = self.entry;
        let runs = if entry.is_sync {
            "synchronously"
        } else {
            "asynchronously: the result is delivered later"
        };
        let limit = entry
            .timeout_seconds
            .map(|seconds| format!(", at most {seconds} s"));
        let dry_run = if entry.has_dry_run {
            "of its own"
        } else {
            "only checks the input"
        };
        let listed = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
        let defined = entry.krate.as_ref().map(|krate| match &entry.source {
            Some(at) => format!("{} {} ({}:{})", krate.name, krate.version, at.file, at.line),
            None => format!("{} {}", krate.name, krate.version),
        });
        let facts = [
            ("Returns:", Some(entry.output_in_words())),
            (
                "Runs:",
                Some(format!("{runs}{}", limit.unwrap_or_default())),
            ),
            ("Dry run:", Some(dry_run.to_owned())),
            ("Tags:", listed(&entry.tags)),
            ("Aliases:", listed(&entry.aliases)),
            ("Defined in:", defined),
        ];
        let lines = facts.into_iter().filter_map(|(label, text)| {
            let text = text?;
            Some(format!("{} {text}", self.terminal.styled(NAME, label)))
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}
