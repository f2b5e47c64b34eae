//! A simple OpenStack action: one request of one service.

use mistral_actions::prelude::*;
use mistral_actions_openstack::OpenStack;

use crate::servers::{address, find};

/// Where a server is reached.
#[derive(Debug, Serialize, JsonSchema)]
struct Addresses {
    /// The server's id.
    id: String,
    /// The address to connect to: a floating one if there is one.
    address: Option<String>,
    /// All of them, by network.
    by_network: Value,
}

/// Tell the addresses of a server.
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
