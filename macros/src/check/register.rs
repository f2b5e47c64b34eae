//! Checks of `register_action!`.

use crate::errors::Errors;
use crate::parse::option_table::OptionTable;
use crate::parse::options::Options;

/// Rejects options that are only for functions: the implementation of `Action` has methods for them.
pub(crate) fn check(options: &Options, errors: &mut Errors) {
    for (row, key) in options.given() {
        if let Some(instead) = row.instead {
            errors.at(key, format!("`{key}` is only for functions; {instead}"));
        }
    }
}
