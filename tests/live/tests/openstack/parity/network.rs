//! Networks, subnets, ports and routers.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::scene::{Both, Scene};
use crate::bed::Bed;

/// What workflows do with Neutron.
pub(crate) fn network(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let id = Value::from(bed.cloud.variable("CLOUD_NETWORK_ID")?);
    scene.same("neutron.show_network", &json!({"network": id}))?;
    scene.same(
        "neutron.list_networks",
        &json!({"name": "live-net", "fields": ["id", "name"]}),
    )?;
    scene.same("neutron.list_networks", &json!({"id": [id, "none"]}))?;
    scene.same("neutron.list_subnets", &json!({"network_id": id}))?;
    scene.same("neutron.list_ports", &json!({"retrieve_all": false}))?;
    let network = json!({"body": {"network": {"name": "parity", "admin_state_up": true}}});
    let network = scene.alike("neutron.create_network", &Both::of(network))?;
    let network = network.at("/network/id");
    scene.alike(
        "neutron.update_network",
        &network.map(|id| json!({"network": id, "body": {"network": {"name": "renamed"}}})),
    )?;
    let subnet = network.map(|id| {
        json!({"body": {"subnet": {"network_id": id, "ip_version": 4, "cidr": "10.77.0.0/24", "name": "parity"}}})
    });
    let subnet = scene
        .alike("neutron.create_subnet", &subnet)?
        .at("/subnet/id");
    scene.alike(
        "neutron.show_subnet",
        &subnet.map(|id| json!({"subnet": id})),
    )?;
    let port = scene.alike(
        "neutron.create_port",
        &network.map(|id| json!({"body": {"port": {"network_id": id}}})),
    )?;
    let port = port.at("/port/id");
    scene.alike(
        "neutron.update_port",
        &port.map(|id| json!({"port": id, "body": {"port": {"description": "a port"}}})),
    )?;
    scene.alike("neutron.show_port", &port.map(|id| json!({"port": id})))?;
    scene.alike("neutron.delete_port", &port.map(|id| json!({"port": id})))?;
    scene.alike(
        "neutron.delete_subnet",
        &subnet.map(|id| json!({"subnet": id})),
    )?;
    scene.alike(
        "neutron.delete_network",
        &network.map(|id| json!({"network": id})),
    )?;
    scene.end()
}
