//! Conversion of a schema into the lines of an outline. Each type is described once.

use serde_json::Value;

use super::annotations::{description, has_members, list, marks};
use super::{Member, Outline, Presence};
use crate::input::describe::{in_words, resolve, type_name};
use crate::input::secrets;

/// Upper bound on the nesting of members; deeper ones are in the JSON Schema only.
const MAX_DEPTH: usize = 6;

pub(super) fn outline(root: &Value, is_input: bool) -> Outline {
    let mut writer = Writer {
        root,
        is_input,
        lines: vec![Line::default()],
        described: Vec::new(),
    };
    writer.add_members(root, 0, "");
    let mut members = writer.lines.into_iter().map(Line::into_member);
    let words = in_words(root, root);
    let whole = members.next().unwrap_or_default();
    Outline {
        words: format!("{words}{}", whole.words),
        description: description(root, root),
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
    root: &'a Value,
    is_input: bool,
    /// The first line is the value as a whole, the others are its members.
    lines: Vec<Line>,
    /// The types that are described already, each with the line that it is described below.
    described: Vec<(&'a str, usize)>,
}

impl<'a> Writer<'a> {
    /// Adds the members of a value of this schema. `parent` is the line of the value.
    fn add_members(&mut self, schema: &'a Value, parent: usize, path: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            self.add_referenced_members(schema, reference, parent, path);
        }
        self.add_fields(schema, parent, path);
        for part in list(&schema["allOf"]) {
            self.add_members(part, parent, path);
        }
        for alternatives in ["anyOf", "oneOf"] {
            self.add_alternatives(list(&schema[alternatives]), parent, path);
        }
        for (index, item) in list(&schema["prefixItems"]).iter().enumerate() {
            let path = format!("{path}[{index}]");
            self.add_member(
                &format!("item {index}"),
                &path,
                item,
                Presence::NotApplicable,
                parent,
            );
        }
        if schema["items"].is_object() {
            self.add_members(&schema["items"], parent, &format!("{path}[]"));
        }
    }

    fn add_referenced_members(
        &mut self,
        schema: &'a Value,
        name: &'a str,
        parent: usize,
        path: &str,
    ) {
        let target = resolve(schema, self.root);
        if std::ptr::eq(target, schema) {
            return;
        }
        if let Some(&(_, first)) = self.described.iter().find(|(known, _)| *known == name) {
            let named = format!("`{}`", type_name(name));
            let again = format!("{named}, see above");
            let mut note = |line: usize, text| {
                let types = &mut self.lines[line].types;
                if !types.contains(&text) {
                    types.push(text);
                }
            };
            note(first, named);
            if first != parent {
                note(parent, again);
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

    fn add_fields(&mut self, schema: &'a Value, parent: usize, path: &str) {
        let required = list(&schema["required"]);
        let is_required = |name: &str| required.iter().any(|one| one == name);
        let fields = schema["properties"].as_object().into_iter().flatten();
        let mut fields: Vec<_> = fields
            .map(|(name, field)| (name, field, is_required(name)))
            .collect();
        if self.is_input {
            fields.sort_by_key(|(.., is_required)| !is_required);
        }
        for (name, field, is_required) in &fields {
            let presence = self.presence(field, *is_required);
            let path = [path, name].into_iter().filter(|part| !part.is_empty());
            let path = path.collect::<Vec<_>>().join(".");
            self.add_member(name, &path, field, presence, parent);
        }
        let rest = &schema["additionalProperties"];
        let is_informative = match rest {
            Value::Object(_) => true,
            // Any object may have further members; an input that takes further keys is worth a line.
            Value::Bool(true) => !fields.is_empty() || std::ptr::eq(schema, self.root),
            _ => false,
        };
        if is_informative {
            let name = if fields.is_empty() && parent != 0 {
                "any key"
            } else {
                "any other"
            };
            let path = [path, "*"].into_iter().filter(|part| !part.is_empty());
            let path = path.collect::<Vec<_>>().join(".");
            self.add_member(name, &path, rest, Presence::NotApplicable, parent);
        }
    }

    fn presence(&self, field: &Value, is_required: bool) -> Presence {
        match field.get("default").filter(|_| self.is_input) {
            _ if is_required && self.is_input => Presence::Required,
            _ if is_required => Presence::NotApplicable,
            Some(default) => {
                let mut default = default.clone();
                // An empty default reveals no secret.
                if default != "" {
                    if secrets::is_whole(field, self.root) {
                        return Presence::Optional;
                    }
                    secrets::mask_within(&mut default, field, self.root);
                }
                Presence::Default(default)
            }
            None => Presence::Optional,
        }
    }

    fn add_alternatives(&mut self, all: &'a [Value], parent: usize, path: &str) {
        let root = self.root;
        let has_parts = |one: &&Value| has_members(one, root, &mut Vec::new());
        let is_choice = all.iter().filter(has_parts).count() > 1;
        let mut word = "either";
        for one in all {
            match one.get("const") {
                Some(value) if one["description"].is_string() => {
                    let path = format!("{path}={value}");
                    self.add_line(value.to_string(), path, one, String::new(), parent);
                }
                Some(_) => {}
                None if is_choice && has_parts(&one) => {
                    let words = in_words(one, self.root);
                    let line = self.add_line(word.into(), path.to_owned(), one, words, parent);
                    if let Some(line) = line {
                        self.add_members(one, line, path);
                    }
                    word = "or";
                }
                None => self.add_members(one, parent, path),
            }
        }
    }

    fn add_member(
        &mut self,
        name: &str,
        path: &str,
        schema: &'a Value,
        presence: Presence,
        parent: usize,
    ) {
        let words = in_words(schema, self.root);
        if let Some(line) = self.add_line(name.to_owned(), path.to_owned(), schema, words, parent) {
            self.lines[line].member.presence = presence;
            self.add_members(schema, line, path);
        }
    }

    /// Adds a line. Beyond the maximum depth, adds one line that refers to the schema and returns `None`.
    fn add_line(
        &mut self,
        name: String,
        path: String,
        schema: &Value,
        words: String,
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
            marks: marks(schema, self.root),
            description: description(schema, self.root),
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
