//! Conversion of a schema into the lines of an outline. Each type is described once.

use serde_json::Value;

use super::annotations::{description, has_members, marks};
use super::{Member, Outline, Presence};
use crate::input::describe::{in_words, type_name};
use crate::json_schema::{Node, mask_secrets};

/// Upper bound on the nesting of members; deeper ones are in the JSON Schema only.
const MAX_DEPTH: usize = 6;

/// Returns the outline of an input, whose names are declared in `order`, or of a result.
pub(super) fn outline(root: &Value, order: Option<&[String]>) -> Outline {
    let mut writer = Writer {
        root: Node::root(root),
        order,
        lines: vec![Line::default()],
        described: Vec::new(),
    };
    writer.add_members(Node::root(root), 0, "");
    let mut members = writer.lines.into_iter().map(Line::into_member);
    let words = in_words(root, root);
    let whole = members.next().unwrap_or_default();
    Outline {
        words: format!("{words}{}", whole.words),
        description: description(Node::root(root)),
        members: members.collect(),
    }
}

#[derive(Default)]
struct Line {
    member: Member,
    /// Names of types that occur several times and are described here or above.
    types: Vec<String>,
}

impl Line {
    fn into_member(mut self) -> Member {
        if !self.types.is_empty() {
            let types = self.types.join(", ");
            self.member.words = format!("{} ({types})", self.member.words);
        }
        self.member
    }
}

struct Writer<'a> {
    root: Node<'a>,
    /// The names of the inputs as they are declared, unless the value is a result.
    order: Option<&'a [String]>,
    /// The first line is the value as a whole, the others are its members.
    lines: Vec<Line>,
    /// The types that are described already, each with the line that it is described below.
    described: Vec<(&'a str, usize)>,
}

impl<'a> Writer<'a> {
    /// Adds the members of a value of this schema. `parent` is the line of the value.
    fn add_members(&mut self, node: Node<'a>, parent: usize, path: &str) {
        if let Some(reference) = node.reference() {
            self.add_referenced_members(node, reference, parent, path);
        }
        self.add_fields(node, parent, path);
        for part in node.list("allOf") {
            self.add_members(part, parent, path);
        }
        for alternatives in ["anyOf", "oneOf"] {
            let all: Vec<Node<'a>> = node.list(alternatives).collect();
            self.add_alternatives(&all, parent, path);
        }
        for (index, item) in node.list("prefixItems").enumerate() {
            let path = format!("{path}[{index}]");
            let name = format!("item {index}");
            self.add_member(&name, &path, item, Presence::NotApplicable, &[], parent);
        }
        if let Some(items) = node.single("items") {
            self.add_members(items, parent, &format!("{path}[]"));
        }
    }

    fn add_referenced_members(&mut self, node: Node<'a>, name: &'a str, parent: usize, path: &str) {
        let Some(target) = node.target() else {
            return;
        };
        if let Some(&(_, first)) = self.described.iter().find(|(known, _)| *known == name) {
            let named = format!("`{}`", type_name(name));
            let again = format!("{named}, see above");
            let mut add_note = |line: usize, text| {
                let types = &mut self.lines[line].types;
                if !types.contains(&text) {
                    types.push(text);
                }
            };
            add_note(first, named);
            if first != parent {
                add_note(parent, again);
            }
            return;
        }
        self.described.push((name, parent));
        let before = self.lines.len();
        self.add_members(target, parent, path);
        if self.lines.len() == before || self.depth_below(parent) >= MAX_DEPTH {
            // The type has no members, or they are nested too deeply: it is not described.
            self.described.retain(|(known, _)| *known != name);
        }
    }

    fn add_fields(&mut self, node: Node<'a>, parent: usize, path: &str) {
        let is_whole = std::ptr::eq(node.schema(), self.root.schema());
        let below = |name: &str| {
            let path = [path, name].into_iter().filter(|part| !part.is_empty());
            path.collect::<Vec<_>>().join(".")
        };
        let fields = node.map("properties");
        let fields = fields.filter(|(_, field)| field.alias_of().is_none());
        let mut fields: Vec<_> = fields
            .map(|(name, field)| (name, field, node.requires(name)))
            .collect();
        if let Some(order) = self.order {
            let order = if is_whole { order } else { &[] };
            let place = |name: &str| order.iter().position(|one| one == name);
            fields.sort_by_key(|(name, _, is_required)| {
                (!is_required, place(name).unwrap_or(order.len()))
            });
        }
        for (name, field, is_required) in &fields {
            let presence = self.presence(*field, *is_required);
            let aliases = node.aliases_of(name);
            self.add_member(name, &below(name), *field, presence, &aliases, parent);
        }
        let is_empty = fields.is_empty();
        let by_pattern: Vec<Node<'a>> = node
            .map("patternProperties")
            .map(|(_, schema)| schema)
            .collect();
        let rest = match node.keyword("additionalProperties") {
            Some(rest @ Value::Object(_)) => Some(rest),
            // Any object may have further members; an input that takes further keys is worth a line.
            Some(rest @ Value::Bool(true)) if !is_empty || is_whole => Some(rest),
            _ => None,
        };
        let rest = rest.map(|rest| Node::new(rest, self.root.schema()));
        for schema in by_pattern.into_iter().chain(rest) {
            let name = if is_empty && parent != 0 {
                "any key"
            } else {
                "any other"
            };
            let presence = Presence::NotApplicable;
            self.add_member(name, &below("*"), schema, presence, &[], parent);
        }
    }

    fn presence(&self, field: Node<'a>, is_required: bool) -> Presence {
        match field.keyword("default").filter(|_| self.order.is_some()) {
            _ if is_required && self.order.is_some() => Presence::Required,
            _ if is_required => Presence::NotApplicable,
            Some(default) => {
                let mut default = default.clone();
                // An empty default reveals no secret.
                if default != "" {
                    if field.is_whole_secret() {
                        return Presence::Optional;
                    }
                    mask_secrets(&mut default, field);
                }
                Presence::Default(default)
            }
            None => Presence::Optional,
        }
    }

    fn add_alternatives(&mut self, all: &[Node<'a>], parent: usize, path: &str) {
        let has_parts = |one: &&Node<'a>| has_members(**one, &mut Vec::new());
        let is_choice = all.iter().filter(has_parts).count() > 1;
        let mut word = "either";
        for one in all {
            match one.keyword("const") {
                Some(value) if one.keyword("description").is_some_and(Value::is_string) => {
                    let path = format!("{path}={value}");
                    self.add_line(value.to_string(), path, *one, String::new(), &[], parent);
                }
                Some(_) => {}
                None if is_choice && has_parts(&one) => {
                    let words = in_words(one.schema(), self.root.schema());
                    let line =
                        self.add_line(word.into(), path.to_owned(), *one, words, &[], parent);
                    if let Some(line) = line {
                        self.add_members(*one, line, path);
                    }
                    word = "or";
                }
                None => self.add_members(*one, parent, path),
            }
        }
    }

    fn add_member(
        &mut self,
        name: &str,
        path: &str,
        node: Node<'a>,
        presence: Presence,
        aliases: &[&str],
        parent: usize,
    ) {
        let words = in_words(node.schema(), self.root.schema());
        let line = self.add_line(
            name.to_owned(),
            path.to_owned(),
            node,
            words,
            aliases,
            parent,
        );
        if let Some(line) = line {
            self.lines[line].member.presence = presence;
            self.add_members(node, line, path);
        }
    }

    /// Adds a line. Beyond the maximum depth, adds one line that refers to the schema and returns `None`.
    fn add_line(
        &mut self,
        name: String,
        path: String,
        node: Node<'a>,
        words: String,
        aliases: &[&str],
        parent: usize,
    ) -> Option<usize> {
        let depth = self.depth_below(parent);
        if depth >= MAX_DEPTH {
            let is_marked = self
                .lines
                .last()
                .is_some_and(|last| last.member.depth == depth);
            if !is_marked {
                let path = format!("{}.…", self.lines[parent].member.path);
                let words = "nested deeper than shown; see the JSON Schema".into();
                let member = Member {
                    depth,
                    name: "…".into(),
                    path,
                    words,
                    ..Member::default()
                };
                self.lines.push(Line {
                    member,
                    types: Vec::new(),
                });
            }
            return None;
        }
        let member = Member {
            depth,
            name,
            path,
            words,
            presence: Presence::NotApplicable,
            marks: marks(node, aliases),
            description: description(node),
        };
        self.lines.push(Line {
            member,
            types: Vec::new(),
        });
        Some(self.lines.len() - 1)
    }

    /// Returns the depth of the members of a line.
    fn depth_below(&self, parent: usize) -> usize {
        if parent == 0 {
            0
        } else {
            self.lines[parent].member.depth + 1
        }
    }
}
