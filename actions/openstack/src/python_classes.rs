//! mistral-extra's Python classes. An engine that has mistral-extra installed sends objects of them.

use mistral_wire::python::{PythonCall, PythonObject};
use serde_json::Value;

use crate::region::ACTION_REGION;
use crate::services::for_each_service;
use crate::table;

macro_rules! register {
    ($($service:ident)*) => { $(
        mistral_wire::register_python_class!(crate::services::$service::SERVICE.python_class, read);
    )* };
}
for_each_service!(register);

/// Converts an object into a call. A client's method is mapped to one action only, so it identifies the action.
fn read(mut object: PythonObject) -> Result<PythonCall, String> {
    let mut tables = table::tables().iter();
    let table = tables
        .find(|table| table.service.python_class == object.class)
        .ok_or_else(|| format!("no service has the class `{}`", object.class))?;
    let method = object
        .class_attributes
        .get("client_method_name")
        .and_then(Value::as_str)
        .ok_or("its class has no `client_method_name`")?;
    let name = table.name_of_method(method).ok_or_else(|| {
        let namespace = table.service.namespace;
        format!("no action of `{namespace}` replaces the client's method `{method}`")
    })?;
    let mut call = object.call(name);
    match object.take("_kwargs_for_run") {
        Value::Object(inputs) => call.input = inputs,
        Value::Null => {}
        _ => return Err("its `_kwargs_for_run` is not an object".to_owned()),
    }
    Ok(call.input_unless_null(ACTION_REGION, object.take(ACTION_REGION)))
}

#[cfg(test)]
mod tests {
    use mistral_wire::python::PythonClasses;
    use serde_json::json;

    use super::*;

    #[test]
    fn object_of_each_class_becomes_a_call() {
        let classes = PythonClasses::linked().unwrap();
        for table in table::tables() {
            let class = table.service.python_class;
            let name = table.names().next().unwrap();
            let method = table.template(name).unwrap().client_method;
            let object = json!({
                "cls": class,
                "cls_attrs": {"client_method_name": method},
                "data": {"_kwargs_for_run": {"a": 1}, "action_region": "r"},
            });
            let object = serde_json::from_value(object).unwrap();
            let call = classes.find(class).unwrap()(object).unwrap();
            assert_eq!(call.name, name);
            assert_eq!(
                Value::from(call.input),
                json!({"a": 1, "action_region": "r"})
            );
        }
    }
}
