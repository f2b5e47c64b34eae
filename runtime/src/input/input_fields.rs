//! [`InputFields`]: the fields of an input type, as the macro implements them.

use serde_json::Value;

use super::declaration::Declaration;
use super::field::Field;
use super::field_checker::FieldChecker;
use super::source::ValueSource;

/// The fields of an input type and their decoding; implemented by the macro. What the provided methods do is
/// right for a type without fields.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be flattened into the inputs of an action",
    label = "neither a map nor a type that derives `Input`",
    note = "for a struct of your own: `#[derive(mistral_actions::Input)]` instead of `Deserialize` and `JsonSchema`",
    note = "for free-form keys: `BTreeMap<String, Value>`, or another map whose values can be inputs"
)]
pub trait InputFields: Sized {
    /// A tuple with an `Option` for each field.
    type Slots;

    /// Number of the fields, those of flattened inputs included.
    const COUNT: usize = 0;

    /// The index of the field that collects all keys of no other field.
    const FREE_FORM: Option<usize> = None;

    /// The keys, for checks at compile time.
    const DECLARATION: &'static Declaration = &Declaration::NONE;

    /// The only value of a type without fields.
    const EMPTY: Option<Self> = None;

    /// The doc comment of a type that an author has written.
    const DOCS: &'static str = "";

    /// True for a map, which has one field only.
    const IS_MAP: bool = false;

    /// The fields, in the order of the function's parameters.
    fn fields() -> &'static [Field] {
        &[]
    }

    /// The index of the field with this key or alias; the flattened field has none.
    fn index(key: &str) -> Option<usize> {
        let _ = key;
        None
    }

    /// Returns empty slots.
    fn empty() -> Self::Slots;

    /// Decodes a value into the slot with this index.
    ///
    /// # Errors
    ///
    /// The source's error, if the value does not have the field's type.
    fn fill<S: ValueSource>(
        slots: &mut Self::Slots,
        index: usize,
        value: S,
    ) -> Result<(), S::Error> {
        let _ = (slots, index, value);
        Ok(())
    }

    /// Builds the input from its slots and checks its constraints; `None` if a field is missing or invalid.
    fn from_slots(slots: Self::Slots, checker: &mut FieldChecker<'_>) -> Option<Self> {
        let _ = (slots, checker);
        Self::EMPTY
    }

    /// Checks the constraints of an input that was not built by [`from_slots`](Self::from_slots).
    fn check(&self, checker: &mut FieldChecker<'_>) {
        let _ = checker;
    }

    /// Renders the field with this index as JSON, as far as its type allows.
    fn render(&self, index: usize) -> Value {
        let _ = index;
        Value::Null
    }
}
