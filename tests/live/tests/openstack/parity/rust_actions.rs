//! [`RustActions`]: the actions of the pack, called as the worker calls them for an object of mistral-extra.

use live_tests::serde_json::{self, Value};
use live_tests::{Failure, Result};
use mistral_actions::{ActionRequest, Dispatcher, SecurityContext};
use mistral_wire::python::PythonClasses;
use tokio::runtime::Runtime;

/// The Rust side of the comparison.
pub(crate) struct RustActions {
    dispatcher: Dispatcher,
    classes: PythonClasses,
    runtime: Runtime,
}

impl RustActions {
    pub(crate) fn new() -> Result<Self> {
        Ok(Self {
            dispatcher: Dispatcher::builder().build()?,
            classes: PythonClasses::linked()?,
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?,
        })
    }

    /// Returns the names of the actions that only read and require no input.
    pub(crate) fn input_free_reads(&self) -> Vec<String> {
        let is_input_free = |action: &&mistral_actions::ActionDescriptor| {
            let entry = action.entry();
            entry.tags.iter().any(|tag| tag == "openstack")
                && entry.has_dry_run
                && entry.input.get("required").is_none()
        };
        let actions = self.dispatcher.registry().iter().filter(is_input_free);
        actions.map(|action| action.name().to_owned()).collect()
    }

    /// Runs the action that replaces a Python object, and asserts that it is `action`.
    pub(crate) fn call(
        &self,
        action: &str,
        object: &Value,
        security: &SecurityContext,
    ) -> Result<std::result::Result<Value, String>> {
        let object: mistral_wire::python::PythonObject = serde_json::from_value(object.clone())?;
        let read = self.classes.find(&object.class);
        let read =
            read.ok_or_else(|| Failure::new(format_args!("no action replaces {object:?}")))?;
        let call = read(object).map_err(Failure::new)?;
        assert_eq!(call.name, action, "action that replaces the Python object");
        Ok(self.run(action, &Value::Object(call.input), security))
    }

    /// Runs an action by its name.
    pub(crate) fn run(
        &self,
        action: &str,
        input: &Value,
        security: &SecurityContext,
    ) -> std::result::Result<Value, String> {
        let request =
            ActionRequest::new(action.to_owned(), input.clone()).security(security.clone());
        let result = self.runtime.block_on(self.dispatcher.call(request));
        let data = result.and_then(mistral_actions::ActionResult::into_data);
        data.map_err(|error| error.to_string())
    }
}
