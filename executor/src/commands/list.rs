//! `list`: prints the names and summaries of the actions.

use mistral_actions::__private::suggest;
use mistral_actions::ActionDescriptor;
use serde_json::{Value, json};

use crate::args::ListArgs;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::permissions::Permissions;
use crate::session::Session;
use crate::terminal::{MARK, NAME, Terminal, shortened};

pub(super) fn list(args: &ListArgs, session: &mut Session<'_>) -> Result<Exit, Failure> {
    let all = session.index.all()?;
    let matching: Vec<_> = all.iter().filter(|action| matches(action, args)).collect();
    if matching.is_empty() {
        session.note(&explain_empty(args, &all));
    }
    let permissions = Permissions::read(args, session)?;
    if args.json {
        let entries = matching
            .into_iter()
            .map(|action| entry(action, &permissions));
        session.print_json(&entries.collect())?;
        return Ok(Exit::Success);
    }
    let table = table(&matching, &permissions, &session.terminal);
    session.print(&table)?;
    Ok(Exit::Success)
}

fn matches(action: &ActionDescriptor, args: &ListArgs) -> bool {
    let tags = action.tags();
    let has_tags = args.tags.iter().all(|tag| tags.contains(&tag.as_str()));
    let in_namespace = args.namespace.as_deref().is_none_or(|wanted| {
        let rest = action.namespace().strip_prefix(wanted);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    has_tags
        && in_namespace
        && args
            .text
            .as_deref()
            .is_none_or(|text| mentions(action, text))
}

fn mentions(action: &ActionDescriptor, text: &str) -> bool {
    let text = text.to_lowercase();
    let summary = action.summary();
    let mut words = vec![action.name(), &summary];
    words.extend(action.tags());
    words.extend(action.aliases());
    words.iter().any(|word| word.to_lowercase().contains(&text))
}

fn entry(action: &ActionDescriptor, permissions: &Permissions) -> Value {
    json!({
        "name": action.name(),
        "summary": action.summary(),
        "aliases": action.aliases(),
        "tags": action.tags(),
        "is_sync": action.is_sync(),
        "deprecated": action.deprecated(),
        "allowed": permissions.allow(action.name()),
        "input": action.params_spec(),
    })
}

fn table(
    actions: &[&ActionDescriptor],
    permissions: &Permissions,
    terminal: &Terminal<'_>,
) -> String {
    const GAP: usize = 2;
    /// Minimum width of the summary; on a narrower terminal the lines wrap.
    const MIN_SUMMARY: usize = 20;
    let longest = actions
        .iter()
        .map(|action| action.name().chars().count())
        .max();
    let column = longest.unwrap_or(0) + GAP;
    let room = terminal.width.map_or(usize::MAX, |width| {
        width.saturating_sub(column).max(MIN_SUMMARY)
    });
    let mut table = String::new();
    for action in actions {
        let name = action.name();
        let padding = " ".repeat(column - name.chars().count());
        let is_allowed = permissions.allow(name);
        let text = describe(action, is_allowed, room, terminal);
        let line = format!("{}{padding}{text}", terminal.styled(NAME, name));
        table.push_str(line.trim_end());
        table.push('\n');
    }
    table
}

/// Returns the marks and the summary in at most `room` columns.
fn describe(
    action: &ActionDescriptor,
    is_allowed: bool,
    room: usize,
    terminal: &Terminal<'_>,
) -> String {
    let marks = [
        (!is_allowed).then_some("[not allowed]"),
        action.deprecated().map(|_| "[deprecated]"),
        (!action.is_sync()).then_some("[asynchronous]"),
    ];
    let marks: Vec<&str> = marks.into_iter().flatten().collect();
    let marks = marks.join(" ");
    let left = room.saturating_sub(marks.chars().count() + usize::from(!marks.is_empty()));
    let summary = shortened(&action.summary(), left);
    if marks.is_empty() {
        return summary;
    }
    format!("{} {summary}", terminal.styled(MARK, marks))
}

/// Explains why the list is empty and suggests names.
fn explain_empty(args: &ListArgs, all: &[ActionDescriptor]) -> String {
    if all.is_empty() {
        return "this binary has no actions: a crate that is only listed in Cargo.toml is not linked; add \
                `use my_actions as _;` to main.rs"
            .to_owned();
    }
    let mut namespaces: Vec<&str> = all.iter().map(ActionDescriptor::namespace).collect();
    let mut tags: Vec<&str> = all.iter().flat_map(ActionDescriptor::tags).collect();
    for names in [&mut namespaces, &mut tags] {
        names.retain(|name| !name.is_empty());
        names.sort_unstable();
        names.dedup();
    }
    let mut lines = vec![format!("no action matches, of {} in all", all.len())];
    if let Some(wanted) = &args.namespace {
        lines.extend(explain_unknown("namespace", wanted, &namespaces));
    }
    for wanted in &args.tags {
        lines.extend(explain_unknown("tag", wanted, &tags));
    }
    if let Some(text) = &args.text {
        let names = all.iter().map(ActionDescriptor::name);
        lines.extend(suggest::nearest(text, names).map(|name| format!("did you mean `{name}`?")));
    }
    lines.join("\n")
}

/// Explains that no action has this namespace or tag; `None` if one has.
fn explain_unknown(kind: &str, wanted: &str, names: &[&str]) -> Option<String> {
    if names.contains(&wanted) {
        return None;
    }
    let known = match names {
        [] => return Some(format!("no action has a {kind}")),
        names => names.join(", "),
    };
    let hint = suggest::nearest(wanted, names.iter().copied())
        .map_or(String::new(), |name| format!("; did you mean `{name}`?"));
    Some(format!("unknown {kind} `{wanted}`{hint} (known: {known})"))
}
