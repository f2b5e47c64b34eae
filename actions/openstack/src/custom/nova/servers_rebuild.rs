//! A server anew.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;
use serde_json::Map;

use super::body::{put_if_given, put_if_true};
use super::server_body::{base64, complete, personality};
use super::{ClientMethod, FailsAs, Given, Id, SERVICE, client_error, in_region};
use crate::client::{Range, Version};
use crate::{OpenStack, OpenStackError};

/// Rebuild -- shut down and then re-image -- a server.
///
/// Mirrors `ServerManager.rebuild` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If Nova refuses, or is too old for what is asked for.
#[mistral_action(name = "nova.servers_rebuild", tags("openstack"))]
#[expect(clippy::too_many_arguments, reason = "they are novaclient's")]
pub async fn servers_rebuild(
    os: &OpenStack,
    /// The server.
    server: Id,
    /// The image to start it from.
    image: Id,
    /// Password of the administrator.
    password: Option<Secret<String>>,
    /// How the disk is partitioned: `AUTO` or `MANUAL`.
    disk_config: Option<String>,
    /// Whether to keep the ephemeral disks.
    #[input(default)]
    preserve_ephemeral: bool,
    /// Another name of the server.
    name: Option<String>,
    /// Other metadata of the server.
    meta: Option<Map<String, Value>>,
    /// Files to write onto the server, as text by their paths. The request then speaks microversion 2.56, the last
    /// one that takes files.
    files: Option<BTreeMap<String, String>>,
    /// Another description; null takes it away.
    #[input(default)]
    description: Given<String>,
    /// Name of another key pair; null takes it away (from microversion 2.54 on).
    #[input(default)]
    key_name: Given<String>,
    /// Other user data, as text; null takes it away (from microversion 2.57 on).
    #[input(default)]
    userdata: Given<String>,
    /// Ids of certificates that the image is checked with; null takes them away (from microversion 2.63 on).
    #[input(default)]
    trusted_image_certificates: Given<Vec<String>>,
    /// Another host name; null takes it away (from microversion 2.90 on).
    #[input(default)]
    hostname: Given<String>,
    /// Region whose endpoint is asked; that of the workflow's context if it is empty.
    action_region: Option<String>,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("servers.rebuild");
    let os = in_region(os, action_region.as_deref());
    let input = ServersRebuild {
        server,
        image,
        password,
        disk_config,
        preserve_ephemeral,
        name,
        meta,
        files,
        description,
        key_name,
        userdata,
        trusted_image_certificates,
        hostname,
        action_region,
    };
    let range = microversions(&input).fails_as(METHOD)?;
    let path = ["servers", input.server.as_ref(), "action"];
    let request = os.compute().post(path).json(body(&input));
    let rebuilt = request.microversions(range).key("server").await;
    Ok(complete(&os, rebuilt.fails_as(METHOD)?).await)
}

fn body(input: &ServersRebuild) -> Value {
    let mut body = Map::new();
    put_if_given(&mut body, "imageRef", &input.image);
    put_if_given(
        &mut body,
        "adminPass",
        &input.password.as_ref().map(Secret::expose),
    );
    put_if_given(&mut body, "OS-DCF:diskConfig", &input.disk_config);
    put_if_true(&mut body, "preserve_ephemeral", &input.preserve_ephemeral);
    put_if_given(&mut body, "name", &input.name);
    put_if_true(&mut body, "metadata", &input.meta);
    put_if_true(
        &mut body,
        "personality",
        &input.files.as_ref().map(personality),
    );
    // What is unset is told as null.
    let mut put = |key: &str, value: Option<Value>| {
        body.extend(value.map(|value| (key.to_owned(), value)));
    };
    let user_data = input.userdata.something();
    let user_data = user_data.map(|text| json!(text.as_deref().map(base64)));
    put("user_data", user_data);
    put(
        "description",
        input.description.something().map(|value| json!(value)),
    );
    put(
        "key_name",
        input.key_name.something().map(|value| json!(value)),
    );
    let certificates = input.trusted_image_certificates.something();
    put(
        "trusted_image_certificates",
        certificates.map(|value| json!(value)),
    );
    put(
        "hostname",
        input.hostname.something().map(|value| json!(value)),
    );
    json!({"rebuild": body})
}

/// The microversions that know all that is asked for.
fn microversions(input: &ServersRebuild) -> Result<Range, OpenStackError> {
    let since = [
        ("hostname", 90, input.hostname.something().is_some()),
        (
            "trusted_image_certificates",
            63,
            input.trusted_image_certificates.something().is_some(),
        ),
        ("userdata", 57, input.userdata.something().is_some()),
        ("key_name", 54, input.key_name.something().is_some()),
        ("description", 19, input.description.something().is_some()),
    ];
    let newest = since.into_iter().find(|(_, _, is_asked_for)| *is_asked_for);
    let has_files = input.files.as_ref().is_some_and(|files| !files.is_empty());
    let highest = has_files.then_some(Version(2, 56));
    let Some((name, minor, _)) = newest else {
        return Ok(Range {
            lowest: None,
            highest,
        });
    };
    if highest.is_some_and(|highest| highest < Version(2, minor)) {
        return Err(client_error(format_args!(
            "'files' argument is only allowed for microversions 2.0 - 2.56., and '{name}' since 2.{minor}"
        )));
    }
    let lowest = Some(Version(2, minor));
    Ok(Range { lowest, highest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input() -> ServersRebuild {
        ServersRebuild::new("s".into(), "i".into())
    }

    /// As novaclient 18.13.1 makes them of the same inputs.
    #[test]
    fn bodies_are_novaclients() {
        assert_eq!(body(&input()), json!({"rebuild": {"imageRef": "i"}}));
        let mut full = input();
        full.password = Some(Secret::new("p".into()));
        full.disk_config = Some("AUTO".into());
        full.preserve_ephemeral = true;
        full.name = Some("n".into());
        full.meta = json!({"a": "b"}).as_object().cloned();
        full.description = Given::Something(None);
        full.key_name = Given::Something(Some("k".into()));
        full.userdata = Given::Something(Some("u".into()));
        full.trusted_image_certificates = Given::Something(None);
        full.hostname = Given::Something(Some("h".into()));
        let expected = json!({"rebuild": {
            "OS-DCF:diskConfig": "AUTO", "adminPass": "p", "description": null, "hostname": "h", "imageRef": "i",
            "key_name": "k", "metadata": {"a": "b"}, "name": "n", "preserve_ephemeral": true,
            "trusted_image_certificates": null, "user_data": "dQ==",
        }});
        assert_eq!(body(&full), expected);
        assert_eq!(microversions(&full).unwrap().lowest, Some(Version(2, 90)));
        let mut unset = input();
        unset.userdata = Given::Something(None);
        assert_eq!(
            body(&unset),
            json!({"rebuild": {"imageRef": "i", "user_data": null}})
        );
    }

    #[test]
    fn files_exclude_what_is_newer() {
        let mut input = input();
        input.files = Some([("/a".to_owned(), "x".to_owned())].into());
        assert_eq!(microversions(&input).unwrap().highest, Some(Version(2, 56)));
        input.userdata = Given::Something(None);
        assert!(
            microversions(&input)
                .unwrap_err()
                .reason()
                .contains("'userdata' since 2.57")
        );
    }
}
