//! From a schema to lines: the order, the depth, and what is told once.

use serde_json::Value;

use super::annotations::{description, has_members, is_secret, list, marks};
use super::{Member, Outline, Presence};
use crate::input::describe::{in_words, resolve, type_name};
use crate::input::secrets;

/// So many members may stand within each other; the JSON Schema has the rest.
const LEVELS: usize = 6;

pub(super) fn outline(root: &Value, is_input: bool) -> Outline {
    let mut writer = Writer {
        root,
        is_input,
        lines: vec![Line::default()],
        told: Vec::new(),
    };
    writer.below(root, 0, "");
    let mut members = writer.lines.into_iter().map(Line::finish);
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
    /// Names of types that are told more than once: here, or above.
    types: Vec<String>,
}

impl Line {
    fn finish(mut self) -> Member {
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
    /// The first is the whole, the others are the members.
    lines: Vec<Line>,
    /// The types that are told already, and the lines that they are told below: each is told once.
    told: Vec<(&'a str, usize)>,
}

impl<'a> Writer<'a> {
    /// Tells what a value of this schema consists of. `parent` is the line of the value.
    fn below(&mut self, schema: &'a Value, parent: usize, path: &str) {
        if let Some(reference) = schema["$ref"].as_str() {
            self.below_reference(schema, reference, parent, path);
        }
        self.fields(schema, parent, path);
        for part in list(&schema["allOf"]) {
            self.below(part, parent, path);
        }
        for alternatives in ["anyOf", "oneOf"] {
            self.alternatives(list(&schema[alternatives]), parent, path);
        }
        for (index, item) in list(&schema["prefixItems"]).iter().enumerate() {
            let path = format!("{path}[{index}]");
            self.member(
                &format!("item {index}"),
                &path,
                item,
                Presence::NotApplicable,
                parent,
            );
        }
        if schema["items"].is_object() {
            self.below(&schema["items"], parent, &format!("{path}[]"));
        }
    }

    fn below_reference(&mut self, schema: &'a Value, name: &'a str, parent: usize, path: &str) {
        let target = resolve(schema, self.root);
        if std::ptr::eq(target, schema) {
            return;
        }
        if let Some(&(_, first)) = self.told.iter().find(|(told, _)| *told == name) {
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
        self.told.push((name, parent));
        let before = self.lines.len();
        self.below(target, parent, path);
        if self.lines.len() == before || self.depth_below(parent) >= LEVELS {
            // Nothing has been told about it.
            self.told.retain(|(told, _)| *told != name);
        }
    }

    fn fields(&mut self, schema: &'a Value, parent: usize, path: &str) {
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
            self.member(name, &path, field, presence, parent);
        }
        let rest = &schema["additionalProperties"];
        let says_something = match rest {
            Value::Object(_) => true,
            // That an object may have members says nothing, but that an input takes more does.
            Value::Bool(true) => !fields.is_empty() || std::ptr::eq(schema, self.root),
            _ => false,
        };
        if says_something {
            let name = if fields.is_empty() && parent != 0 {
                "any key"
            } else {
                "any other"
            };
            let path = [path, "*"].into_iter().filter(|part| !part.is_empty());
            let path = path.collect::<Vec<_>>().join(".");
            self.member(name, &path, rest, Presence::NotApplicable, parent);
        }
    }

    fn presence(&self, field: &Value, is_required: bool) -> Presence {
        match field.get("default").filter(|_| self.is_input) {
            _ if is_required && self.is_input => Presence::Required,
            _ if is_required => Presence::NotApplicable,
            Some(default) => {
                let mut default = default.clone();
                // That nothing is the default is no secret.
                if default != "" {
                    if is_secret(field, self.root) {
                        return Presence::Optional;
                    }
                    secrets::mask_within(&mut default, field, self.root);
                }
                Presence::Default(default)
            }
            None => Presence::Optional,
        }
    }

    fn alternatives(&mut self, all: &'a [Value], parent: usize, path: &str) {
        let root = self.root;
        let consists = |one: &&Value| has_members(one, root, &mut Vec::new());
        let is_choice = all.iter().filter(consists).count() > 1;
        let mut word = "either";
        for one in all {
            match one.get("const") {
                Some(value) if one["description"].is_string() => {
                    let path = format!("{path}={value}");
                    self.line(value.to_string(), path, one, String::new(), parent);
                }
                Some(_) => {}
                None if is_choice && consists(&one) => {
                    let words = in_words(one, self.root);
                    let line = self.line(word.into(), path.to_owned(), one, words, parent);
                    if let Some(line) = line {
                        self.below(one, line, path);
                    }
                    word = "or";
                }
                None => self.below(one, parent, path),
            }
        }
    }

    fn member(
        &mut self,
        name: &str,
        path: &str,
        schema: &'a Value,
        presence: Presence,
        parent: usize,
    ) {
        let words = in_words(schema, self.root);
        if let Some(line) = self.line(name.to_owned(), path.to_owned(), schema, words, parent) {
            self.lines[line].member.presence = presence;
            self.below(schema, line, path);
        }
    }

    /// Adds a line, unless it were too deep.
    fn line(
        &mut self,
        name: String,
        path: String,
        schema: &Value,
        words: String,
        parent: usize,
    ) -> Option<usize> {
        let depth = self.depth_below(parent);
        if depth >= LEVELS {
            let is_told = self
                .lines
                .last()
                .is_some_and(|last| last.member.depth == depth);
            if !is_told {
                let path = format!("{}.…", self.lines[parent].member.path);
                let words = "deeper than shown, the JSON Schema has it".into();
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

    /// The depth of the members of a line.
    fn depth_below(&self, parent: usize) -> usize {
        if parent == 0 {
            0
        } else {
            self.lines[parent].member.depth + 1
        }
    }
}
