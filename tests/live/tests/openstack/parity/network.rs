//! Networks, subnets, ports and routers.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::comparison::{Comparison, Pair};
use crate::harness::Harness;

/// Operations of Neutron that workflows use.
pub(crate) fn network_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let id = Value::from(harness.cloud.variable("CLOUD_NETWORK_ID")?);
    comparison.compare_read("neutron.show_network", &json!({"network": id}))?;
    comparison.compare_read(
        "neutron.list_networks",
        &json!({"name": "live-net", "fields": ["id", "name"]}),
    )?;
    comparison.compare_read("neutron.list_networks", &json!({"id": [id, "none"]}))?;
    comparison.compare_read("neutron.list_subnets", &json!({"network_id": id}))?;
    comparison.compare_read("neutron.list_ports", &json!({"retrieve_all": false}))?;
    let network = json!({"body": {"network": {"name": "parity", "admin_state_up": true}}});
    let network = comparison.compare_change("neutron.create_network", &Pair::of(network))?;
    let network = network.at("/network/id");
    comparison.compare_change(
        "neutron.update_network",
        &network.map(|id| json!({"network": id, "body": {"network": {"name": "renamed"}}})),
    )?;
    let subnet = network.map(|id| {
        json!({"body": {"subnet": {"network_id": id, "ip_version": 4, "cidr": "10.77.0.0/24", "name": "parity"}}})
    });
    let subnet = comparison
        .compare_change("neutron.create_subnet", &subnet)?
        .at("/subnet/id");
    comparison.compare_change(
        "neutron.show_subnet",
        &subnet.map(|id| json!({"subnet": id})),
    )?;
    let port = comparison.compare_change(
        "neutron.create_port",
        &network.map(|id| json!({"body": {"port": {"network_id": id}}})),
    )?;
    let port = port.at("/port/id");
    comparison.compare_change(
        "neutron.update_port",
        &port.map(|id| json!({"port": id, "body": {"port": {"description": "a port"}}})),
    )?;
    comparison.compare_change("neutron.show_port", &port.map(|id| json!({"port": id})))?;
    comparison.compare_change("neutron.delete_port", &port.map(|id| json!({"port": id})))?;
    comparison.compare_change(
        "neutron.delete_subnet",
        &subnet.map(|id| json!({"subnet": id})),
    )?;
    comparison.compare_change(
        "neutron.delete_network",
        &network.map(|id| json!({"network": id})),
    )?;
    comparison.finish()
}
