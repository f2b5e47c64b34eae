//! Creation of servers.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;
use serde_json::Map;

use super::body::{put_if_given, put_if_true};
use super::server_body::{Nics, base64, block_devices, complete, networks, personality};
use super::{BoolOrText, ClientMethod, FailsAs, Id, IdOrNone, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError, Range, Version};
use crate::python::truth;

/// Input of [`servers_create`].
#[derive(Debug, Input)]
#[input(new)]
pub struct ServersCreate {
    /// Name of the server.
    pub name: String,
    /// Image to boot from; null or an empty text to boot from a block device.
    pub image: IdOrNone,
    /// Flavor of the server.
    pub flavor: Id,
    /// Metadata of the server; keys and values of up to 255 characters.
    pub meta: Option<Map<String, Value>>,
    /// Files to write to the server: texts by path. They limit the request to microversion 2.56, the last one that
    /// supports files.
    pub files: Option<BTreeMap<String, String>>,
    /// Return the id of the reservation instead of a server; for several servers.
    #[input(default)]
    pub reservation_id: bool,
    /// Minimum number of servers.
    pub min_count: Option<u32>,
    /// Maximum number of servers.
    pub max_count: Option<u32>,
    /// Names of security groups.
    pub security_groups: Option<Vec<String>>,
    /// User data, as text, for the metadata service.
    pub userdata: Option<String>,
    /// Name of the key pair whose public key is injected.
    pub key_name: Option<String>,
    /// Availability zone to place it in.
    pub availability_zone: Option<String>,
    /// Block devices by their names, each as `<id>:[<snap or nothing>]:[<size in GiB>]:[<delete on termination>]`.
    pub block_device_mapping: Option<BTreeMap<String, String>>,
    /// Block devices in the format of Nova's `block_device_mapping_v2`.
    pub block_device_mapping_v2: Option<Vec<Map<String, Value>>>,
    /// `auto`, `none`, or a list with an object per interface: `net-id` or `port-id`, optionally `v4-fixed-ip` or
    /// `v6-fixed-ip`, and `tag`. Without it, Nova selects a network, and the request is limited to microversion 2.36,
    /// the last one that does so.
    pub nics: Option<Nics>,
    /// Hints for the scheduler, such as `{"group": "<id>"}`.
    pub scheduler_hints: Option<Map<String, Value>>,
    /// Attach a config drive.
    pub config_drive: Option<BoolOrText>,
    /// Partitioning of the disk: `AUTO` or `MANUAL`.
    pub disk_config: Option<String>,
    /// Password of the administrator.
    pub admin_pass: Option<Secret<String>>,
    /// Additional IPv4 address to display.
    pub access_ip_v4: Option<String>,
    /// Additional IPv6 address to display.
    pub access_ip_v6: Option<String>,
    /// Description of the server.
    pub description: Option<String>,
    /// Tags of the server (from microversion 2.52 on).
    pub tags: Option<Vec<String>>,
    /// Ids of certificates that verify the image (from microversion 2.63 on).
    pub trusted_image_certificates: Option<Vec<String>>,
    /// Host to place it on (from microversion 2.74 on).
    pub host: Option<String>,
    /// Hypervisor to place it on (from microversion 2.74 on).
    pub hypervisor_hostname: Option<String>,
    /// Host name of the server (from microversion 2.90 on).
    pub hostname: Option<String>,
    /// Region of the requests.
    #[input(flatten, default)]
    pub region: RegionInput,
}

/// Create (boot) a new server.
///
/// Mirrors `ServerManager.create` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If Nova refuses, or is too old for an input.
#[mistral_action(name = "nova.servers_create", tags("openstack"))]
pub async fn servers_create(
    os: &OpenStack,
    #[input(whole)] input: ServersCreate,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("servers.create");
    let os = input.region.client(os);
    let (body, range) = body(&input)
        .and_then(|body| Ok((body, microversions(&input)?)))
        .fails_as(METHOD)?;
    let key = if input.reservation_id {
        "reservation_id"
    } else {
        "server"
    };
    let request = os.compute().post("/servers").json(body);
    let made = request.microversions(range).key(key).await;
    Ok(complete(&os, made.fails_as(METHOD)?).await)
}

fn body(input: &ServersCreate) -> Result<Value, OpenStackError> {
    let image = input.image.id();
    let least = input.min_count.filter(|count| *count > 0).unwrap_or(1);
    let most = input.max_count.filter(|count| *count > 0).unwrap_or(least);
    let mut server = Map::new();
    put_if_given(&mut server, "name", &input.name);
    put_if_given(&mut server, "imageRef", &image.unwrap_or_default());
    put_if_given(&mut server, "flavorRef", &input.flavor);
    put_if_given(&mut server, "min_count", &least.min(most));
    put_if_given(&mut server, "max_count", &most);
    put_if_true(
        &mut server,
        "user_data",
        &input.userdata.as_deref().map(base64),
    );
    put_if_true(&mut server, "metadata", &input.meta);
    put_if_true(&mut server, "return_reservation_id", &input.reservation_id);
    put_if_true(&mut server, "key_name", &input.key_name);
    put_if_true(&mut server, "config_drive", &input.config_drive);
    put_if_true(
        &mut server,
        "adminPass",
        &input.admin_pass.as_ref().map(Secret::expose),
    );
    let groups = input.security_groups.iter().flatten();
    let groups: Vec<Value> = groups.map(|name| json!({"name": name})).collect();
    put_if_true(&mut server, "security_groups", &groups);
    put_if_true(
        &mut server,
        "personality",
        &input.files.as_ref().map(personality),
    );
    put_if_true(&mut server, "availability_zone", &input.availability_zone);
    let mapping = input
        .block_device_mapping
        .as_ref()
        .filter(|mapping| !mapping.is_empty());
    let devices = input
        .block_device_mapping_v2
        .as_ref()
        .filter(|devices| !devices.is_empty());
    if let Some(mapping) = mapping {
        put_if_given(
            &mut server,
            "block_device_mapping",
            &block_devices(mapping)?,
        );
    } else if let Some(devices) = devices {
        // Nova requires the image among the block devices, too.
        let image = image.map(|image| {
            json!({
                "uuid": image, "source_type": "image", "destination_type": "local", "boot_index": 0,
                "delete_on_termination": true,
            })
        });
        let devices = devices.iter().cloned().map(Value::Object);
        let devices: Vec<Value> = image.into_iter().chain(devices).collect();
        put_if_given(&mut server, "block_device_mapping_v2", &devices);
    }
    if let Some(nics) = wanted_nics(input) {
        put_if_given(&mut server, "networks", &networks(nics)?);
    }
    put_if_given(&mut server, "OS-DCF:diskConfig", &input.disk_config);
    put_if_given(&mut server, "accessIPv4", &input.access_ip_v4);
    put_if_given(&mut server, "accessIPv6", &input.access_ip_v6);
    put_if_true(&mut server, "description", &input.description);
    put_if_true(&mut server, "tags", &input.tags);
    let certificates = &input.trusted_image_certificates;
    put_if_true(&mut server, "trusted_image_certificates", certificates);
    put_if_true(&mut server, "host", &input.host);
    put_if_true(
        &mut server,
        "hypervisor_hostname",
        &input.hypervisor_hostname,
    );
    put_if_true(&mut server, "hostname", &input.hostname);
    let mut body = Map::new();
    put_if_given(&mut body, "server", &server);
    put_if_true(&mut body, "os:scheduler_hints", &input.scheduler_hints);
    Ok(body.into())
}

/// Returns the networks. Without them, Nova selects a network up to microversion 2.36.
fn wanted_nics(input: &ServersCreate) -> Option<&Nics> {
    let is_set = |nics: &&Nics| match nics {
        Nics::Mode(mode) => !mode.is_empty(),
        Nics::List(list) => !list.is_empty(),
    };
    input.nics.as_ref().filter(is_set)
}

/// Returns the microversions that support all inputs.
fn microversions(input: &ServersCreate) -> Result<Range, OpenStackError> {
    fn is_some<T: Serialize>(value: &T) -> bool {
        serde_json::to_value(value).is_ok_and(|value| truth(&value))
    }
    let devices = input.block_device_mapping_v2.as_deref().unwrap_or_default();
    let has_type = |device: &Map<String, Value>| device.get("volume_type").is_some_and(truth);
    let since = [
        ("nics", 37, wanted_nics(input).is_some()),
        ("tags", 52, is_some(&input.tags)),
        (
            "trusted_image_certificates",
            63,
            is_some(&input.trusted_image_certificates),
        ),
        ("volume_type", 67, devices.iter().any(has_type)),
        ("host", 74, is_some(&input.host)),
        (
            "hypervisor_hostname",
            74,
            is_some(&input.hypervisor_hostname),
        ),
        ("hostname", 90, is_some(&input.hostname)),
    ];
    let newest = since.into_iter().filter(|(_, _, is_used)| *is_used);
    let newest = newest.max_by_key(|(_, minor, _)| *minor);
    let (name, lowest) = newest.map_or(("", 1), |(name, minor, _)| (name, minor));
    let highest = match wanted_nics(input) {
        None => Some(Version(2, 36)),
        Some(_) => is_some(&input.files).then_some(Version(2, 56)),
    };
    if highest.is_some_and(|highest| highest < Version(2, lowest)) {
        return Err(match wanted_nics(input) {
            None => client_error(format_args!(
                "'{name}' requires microversion 2.{lowest}, which requires nics"
            )),
            Some(_) => client_error(format_args!(
                "'files' argument is only allowed for microversions 2.0 - 2.56., and '{name}' since 2.{lowest}"
            )),
        });
    }
    let lowest = Some(Version(2, lowest));
    Ok(Range { lowest, highest })
}

#[cfg(test)]
mod tests;
