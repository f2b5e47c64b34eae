//! Queries about servers, shared by the actions.

use mistral_actions::prelude::*;
use mistral_actions_openstack::{OpenStack, OpenStackError};

/// Finds a server by its id or its name.
pub(crate) async fn find(os: &OpenStack, server: &str) -> Result<Value, ActionError> {
    match os.compute().get(["servers", server]).key("server").await {
        Err(error) if error.is_not_found() => by_name(os, server).await,
        found => Ok(found?),
    }
}

async fn by_name(os: &OpenStack, name: &str) -> Result<Value, ActionError> {
    let servers = os.compute().get("/servers/detail").query("name", name);
    let mut servers = servers.all("servers").await?;
    // Nova treats the name as a regular expression.
    servers.retain(|server| server["name"] == name);
    match servers.len() {
        0 | 1 => servers
            .pop()
            .ok_or_else(|| ActionError::new(format_args!("no server is named `{name}`"))),
        several => Err(ActionError::new(format_args!(
            "{several} servers are named `{name}`: use an id"
        ))),
    }
}

/// Returns the address to connect to, a floating one if available.
pub(crate) fn address(server: &Value) -> Option<String> {
    let networks = server["addresses"].as_object()?.values();
    let addresses: Vec<&Value> = networks.filter_map(Value::as_array).flatten().collect();
    let floating = addresses
        .iter()
        .find(|address| address["OS-EXT-IPS:type"] == "floating");
    let address = floating.or(addresses.first())?;
    address["addr"].as_str().map(str::to_owned)
}

/// Sends a request and returns the status of the resource.
pub(crate) async fn status(
    request: mistral_actions_openstack::Request,
    key: &str,
) -> Result<String, OpenStackError> {
    let found = request.key(key).await?;
    Ok(found["status"].as_str().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floating_address_is_preferred() {
        let server = json!({"addresses": {"private": [
            {"addr": "10.0.0.4", "OS-EXT-IPS:type": "fixed"}, {"addr": "192.0.2.4", "OS-EXT-IPS:type": "floating"},
        ]}});
        assert_eq!(address(&server).as_deref(), Some("192.0.2.4"));
        assert_eq!(address(&json!({"addresses": {}})), None);
    }
}
