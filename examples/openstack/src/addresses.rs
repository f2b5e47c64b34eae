//! A simple OpenStack action: one request to one service.

use mistral_actions::prelude::*;
use mistral_actions_openstack::OpenStack;

use crate::servers::{address, find};

/// Addresses of a server.
#[derive(Debug, Serialize, JsonSchema)]
struct Addresses {
    /// Id of the server.
    id: String,
    /// Address to connect to, a floating one if available.
    address: Option<String>,
    /// All addresses, by network.
    by_network: Value,
}

/// Get the addresses of a server.
#[mistral_action(name = "demo.server_addresses", test = server_addresses)]
async fn server_addresses(
    os: &OpenStack,
    /// Id or name of the server.
    server: String,
) -> Result<Addresses, ActionError> {
    let server = find(os, &server).await?;
    Ok(Addresses {
        id: server["id"].as_str().unwrap_or_default().to_owned(),
        address: address(&server),
        by_network: server["addresses"].clone(),
    })
}
