//! The order of inputs.

use mistral_actions::Registry;
use mistral_actions::prelude::*;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Declared {
    zebra: Option<u8>,
    name: String,
    apple: Option<u8>,
}

class! {
    Declared = "order.class";
}

/// Has optional inputs.
#[mistral_action(name = "order.function")]
async fn ordered(zebra: Option<u8>, name: String, apple: Option<u8>) {
    let _ = (zebra, name, apple);
}

#[test]
fn optional_inputs_are_listed_as_declared() {
    let registry = Registry::linked().unwrap();
    for name in ["order.class", "order.function"] {
        let action = registry.find(name).unwrap();
        assert_eq!(action.params_spec(), "name, zebra=null, apple=null");
        let entry = action.entry();
        let names: Vec<&str> = entry.inputs().map(|(name, ..)| name).collect();
        assert_eq!(names, ["name", "zebra", "apple"]);
        let names: Vec<String> = entry
            .input_outline()
            .members
            .into_iter()
            .map(|member| member.name)
            .collect();
        assert_eq!(names, ["name", "zebra", "apple"]);
    }
}
