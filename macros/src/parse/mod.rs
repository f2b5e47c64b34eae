//! Parsing: attribute options, the function, and the attributes of its parameters.

pub(crate) mod argument;
pub(crate) mod constraint;
pub(crate) mod docs;
pub(crate) mod duration;
pub(crate) mod function;
pub(crate) mod groups;
pub(crate) mod input_attributes;
pub(crate) mod input_options;
pub(crate) mod literal;
pub(crate) mod name;
pub(crate) mod option_table;
pub(crate) mod options;
pub(crate) mod rule;
pub(crate) mod slot;
pub(crate) mod struct_options;

#[cfg(test)]
mod tests {
    use super::input_options::InputOptions;
    use super::option_table::{OptionTable, Row};
    use super::options::Options;
    use super::struct_options::StructOptions;

    const DOCUMENTATION: &str = include_str!("../mistral_action.md");
    const DOCUMENTATION_OF_INPUT: &str = include_str!("../input.md");
    const DOCUMENTATION_OF_REGISTER: &str = include_str!("../register_action.md");

    #[test]
    fn every_action_option_is_documented() {
        for Row { example, .. } in Options::ROWS {
            let heading = format!("\n## `{example}`\n");
            assert!(DOCUMENTATION.contains(&heading), "{heading}");
        }
    }

    #[test]
    fn every_input_option_is_documented() {
        for Row { example, .. } in InputOptions::ROWS {
            let cell = format!("\n| `{example}` | ");
            assert!(DOCUMENTATION.contains(&cell), "{cell}");
        }
    }

    #[test]
    fn every_option_of_a_type_is_documented() {
        for Row { example, .. } in StructOptions::ROWS {
            let cell = format!("\n| `{example}` | ");
            assert!(DOCUMENTATION_OF_INPUT.contains(&cell), "{cell}");
        }
    }

    #[test]
    fn register_action_documents_exactly_the_options_that_it_rejects() {
        for row in Options::ROWS {
            let mention = format!("`{}`", row.name());
            let is_mentioned = DOCUMENTATION_OF_REGISTER.contains(&mention);
            assert_eq!(is_mentioned, row.instead.is_some(), "{mention}");
        }
    }
}
