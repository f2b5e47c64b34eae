//! An input on its way from JSON to its type, as far as the type does not matter.

use serde_json::{Map, Value};

use super::field::{Field, flatten_index};
use super::finish::Finish;
use super::misfit::Misfit;
use super::mistake::{self, Place};
use super::problem::{InputProblem, pointer};
use super::text::parse;
use super::tree::Tree;
use super::{Input, describe, schema};
use crate::suggest;

/// The slots of some input type.
pub(super) trait Slots {
    /// Empties all.
    fn clear(&mut self);

    /// Reads a value into the slot with this index.
    fn fill(&mut self, index: usize, value: Tree<'_>) -> Result<(), Misfit>;

    /// Reads the text of an object, without a tree in between. Stops at a value of the wrong type.
    fn read_text(&mut self, text: &str, filling: &mut Filling) -> serde_json::Result<()>;
}

/// Reads an input into slots.
///
/// # Errors
///
/// If the input is no object; all else is reported to what is returned.
pub(super) fn fill(
    input: Input,
    fields: &'static [Field],
    index: fn(&str) -> Option<usize>,
    slots: &mut dyn Slots,
) -> Result<Finish<'static>, Vec<InputProblem>> {
    let mut filling = Filling::new(fields, index);
    match input {
        Input::Value(value) => filling.read(value, slots)?,
        Input::Text(text) => {
            if slots.read_text(&text, &mut filling).is_err() {
                slots.clear();
                filling = Filling::new(fields, index);
                filling.read(parse(&text)?, slots)?;
            }
        }
    }
    if let Some(index) = filling.flatten {
        filling.finish.mark(index);
        let mut rest = Value::Object(std::mem::take(&mut filling.rest));
        filling.fill(index, None, &mut rest, slots);
    }
    Ok(filling.finish)
}

/// An input on its way from JSON to its type.
pub(super) struct Filling {
    fields: &'static [Field],
    /// Which field a key belongs to.
    pub(super) index: fn(&str) -> Option<usize>,
    finish: Finish<'static>,
    /// What no field takes, kept for the flattened one if there is one.
    rest: Map<String, Value>,
    flatten: Option<usize>,
}

impl Filling {
    fn new(fields: &'static [Field], index: fn(&str) -> Option<usize>) -> Self {
        Self {
            fields,
            index,
            finish: Finish::new(fields),
            rest: Map::new(),
            flatten: flatten_index(fields),
        }
    }

    fn read(&mut self, value: Value, slots: &mut dyn Slots) -> Result<(), Vec<InputProblem>> {
        let members = match value {
            Value::Object(members) => members,
            Value::Null => return Ok(()),
            other => return Err(no_object(&other)),
        };
        for (key, mut value) in members {
            match (self.index)(&key) {
                Some(index) if self.is_first(index) => {
                    self.fill(index, Some(&key), &mut value, slots);
                }
                Some(_) => {}
                None => self.other(key, value),
            }
        }
        Ok(())
    }

    /// Notes that a field is given; if it was given before, that is a problem.
    pub(super) fn is_first(&mut self, index: usize) -> bool {
        let is_first = self.finish.mark(index);
        if !is_first {
            self.duplicate(index);
        }
        is_first
    }

    /// Takes what no field takes.
    pub(super) fn other(&mut self, key: String, value: Value) {
        if self.flatten.is_some() {
            self.rest.insert(key, value);
        } else {
            let names = self.fields.iter().map(|field| field.name);
            let problem = unknown(&key, &names.collect::<Vec<_>>());
            self.finish.report(self.fields.len(), problem);
        }
    }

    #[cold]
    fn duplicate(&mut self, index: usize) {
        let field = &self.fields[index];
        let also = match field.aliases {
            [] => String::new(),
            aliases => format!(
                " (also called {})",
                suggest::quoted(aliases.iter().copied())
            ),
        };
        let problem = InputProblem::new(
            self.finish.pointer(index),
            format!("`{}`{also} is given twice", field.name),
        );
        self.finish.report(index, problem);
    }

    fn fill(&mut self, index: usize, key: Option<&str>, value: &mut Value, slots: &mut dyn Slots) {
        if let Err(misfit) = mistake::read(value, |tree| slots.fill(index, tree)) {
            let base = key.map_or_else(String::new, |key| pointer("", key));
            self.misfit(index, base, value, &misfit);
        }
    }

    #[cold]
    fn misfit(&mut self, index: usize, base: String, value: &Value, misfit: &Misfit) {
        let field = &self.fields[index];
        let root = schema::of_fields(&self.fields[index..=index]);
        let place = Place {
            base,
            schema: if field.flatten {
                &root
            } else {
                &root["properties"][field.name]
            },
            root: &root,
            secret: field.secret,
        };
        self.finish.report(index, place.mistake(misfit, value));
    }
}

/// An input that is no object; `null` counts as an empty one.
pub(super) fn no_object(input: &Value) -> Vec<InputProblem> {
    vec![InputProblem::mismatch(
        String::new(),
        "an object with the action's inputs".into(),
        Some(describe::given(input, false)),
    )]
}

/// An input that no field takes.
pub(super) fn unknown(key: &str, names: &[&str]) -> InputProblem {
    let hint = match suggest::nearest(key, names.iter().copied()) {
        Some(name) => format!("; did you mean `{name}`?"),
        None => String::new(),
    };
    let takes = match suggest::quoted(names.iter().copied()) {
        names if names.is_empty() => "the action takes no input".into(),
        names => format!("the action takes {names}"),
    };
    InputProblem::new(pointer("", key), format!("unknown input{hint} ({takes})"))
}
