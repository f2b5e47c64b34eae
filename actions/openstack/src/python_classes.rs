//! Objects of mistral-extra's classes, which an engine sends that has it installed.

use mistral_actions::python::{PythonCall, PythonObject};
use serde_json::Value;

use crate::region::ACTION_REGION;
use crate::table;

macro_rules! classes {
    ($($namespace:literal = $class:literal,)*) => { $(
        mistral_actions::register_python_class!(
            concat!("mistral_extra.actions.openstack.actions.", $class),
            |object| call($namespace, object)
        );
    )* };
}

classes! {
    "nova" = "NovaAction",
    "cinder" = "CinderAction",
    "glance" = "GlanceAction",
    "neutron" = "NeutronAction",
    "keystone" = "KeystoneAction",
}

/// No method stands twice in a namespace, so the method tells the action.
fn call(namespace: &str, mut object: PythonObject) -> Result<PythonCall, String> {
    let method = object
        .class_attributes
        .get("client_method_name")
        .and_then(Value::as_str);
    let method = method.ok_or("its class names no `client_method_name`")?;
    let name = table::name_of_method(namespace, method).ok_or_else(|| {
        format!("no action of `{namespace}` stands in for the client's method `{method}`")
    })?;
    let mut call = object.call(name);
    match object.take("_kwargs_for_run") {
        Value::Object(inputs) => call.input = inputs,
        Value::Null => {}
        _ => return Err("its `_kwargs_for_run` is no object".to_owned()),
    }
    Ok(call.input_unless_null(ACTION_REGION, object.take(ACTION_REGION)))
}
