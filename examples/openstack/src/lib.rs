//! The use cases of Mistral's specification of custom actions, one file each: an action that calls one service, one
//! that calls several services, and one that reuses existing actions.
//!
//! ```console
//! $ export OS_AUTH_URL=… OS_USERNAME=… OS_PASSWORD=… OS_PROJECT_NAME=…     # or --os-cloud NAME
//! $ cargo run -p openstack -- run demo.server_addresses server=web-1
//! $ cargo run -p openstack -- run demo.create_cinder_volume_and_attach_to_vm server=web-1 size=1
//! $ cargo run -p openstack -- run demo.configure_vm server=web-1 username=root commands='["hostname"]'
//! $ cargo run -p openstack --features serve -- serve --config-file /etc/mistral/mistral.conf
//! ```

mod addresses;
mod configure;
mod servers;
mod volume;
mod wait;
