//! Items of arrays.

use serde_json::Value;

use super::{Place, Validator};
use crate::input::describe::in_words;
use crate::input::problem::pointer;
use crate::json_schema::Node;
use crate::json_schema::equality::first_repeated;

impl<'a> Validator<'a> {
    pub(super) fn check_items(&mut self, items: &[Value], node: Node<'a>, place: Place<'_>) {
        let is_unique = node.keyword("uniqueItems") == Some(&Value::Bool(true));
        if is_unique
            && !self.is_used
            && let Some(index) = first_repeated(items)
        {
            let pointer = &pointer(place.pointer, &index.to_string());
            self.add(Place { pointer, ..place }, "the item is given twice");
        }
        let by_index: Vec<Node<'a>> = node.list("prefixItems").collect();
        let others = node.keyword("items").map(|schema| node.at(schema));
        for (index, item) in items.iter().enumerate() {
            if let Some(schema) = by_index.get(index).copied().or(others) {
                let pointer = &pointer(place.pointer, &index.to_string());
                self.check(item, schema, Place { pointer, ..place });
            }
        }
        if let Some(wanted) = node.single("contains") {
            let mut found = false;
            for item in items {
                found |= self.trial(item, wanted, place).is_empty();
            }
            if !found {
                let words = in_words(wanted.schema(), node.definitions());
                self.add(place, format!("no item is the required one: {words}"));
            }
        }
    }
}
