//! The types of the zoo, each as the type of an annotated parameter and as a member of a hand-written input.

mod adjacent;
mod constraints;
mod containers;
mod derived;
mod external;
mod flattened;
mod foreign;
mod internal;
mod members;
mod numbers;
mod parameters;
mod rules;
mod structs;
mod untagged;

/// Registers two actions for each type: an annotated function, and a struct that implements `Action`. The type is
/// nested in a collection in both.
macro_rules! zoo {
    ($($annotated:literal $class:literal => $type:ty;)*) => { $(
        const _: () = {
            use std::collections::BTreeMap;

            use mistral_actions::prelude::*;

            /// Takes the type as a parameter.
            #[mistral_action(name = $annotated, input = AnnotatedInput)]
            async fn annotated(value: $type, list: Option<Vec<$type>>) {
                drop((value, list));
            }

            /// Takes the type as a member.
            #[derive(Deserialize, JsonSchema)]
            #[allow(dead_code, reason = "the members are only decoded")]
            struct Class {
                value: $type,
                map: Option<BTreeMap<String, $type>>,
            }

            impl Action for Class {
                type Output = ();

                async fn run(self, _: &ActionContext) -> Result<ActionResult<()>, ActionError> {
                    Ok(ActionResult::Data(()))
                }
            }
            register_action!(Class, name = $class);
        };
    )* };
}
use zoo;
