//! Rebuild of servers.

use std::collections::BTreeMap;

use mistral_actions::prelude::*;
use serde_json::Map;

use super::body::{put_if_given, put_if_true};
use super::server_body::{base64, complete, personality};
use super::{ClientMethod, FailsAs, Id, MaybeUndefined, RegionInput, SERVICE, client_error};
use crate::client::{OpenStack, OpenStackError, Range, Version};

/// Input of [`servers_rebuild`].
#[derive(Debug, Input)]
#[input(new)]
pub struct ServersRebuild {
    /// The server.
    pub server: Id,
    /// The image.
    pub image: Id,
    /// Password of the administrator.
    pub password: Option<Secret<String>>,
    /// Partitioning of the disk: `AUTO` or `MANUAL`.
    pub disk_config: Option<String>,
    /// Keep the ephemeral disks.
    #[input(default)]
    pub preserve_ephemeral: bool,
    /// New name.
    pub name: Option<String>,
    /// New metadata.
    pub meta: Option<Map<String, Value>>,
    /// Files to write to the server: texts by path. They limit the request to microversion 2.56, the last one that
    /// supports files.
    pub files: Option<BTreeMap<String, String>>,
    /// New description; null removes it.
    #[input(default)]
    pub description: MaybeUndefined<String>,
    /// Name of another key pair; null removes the key pair (from microversion 2.54 on).
    #[input(default)]
    pub key_name: MaybeUndefined<String>,
    /// New user data, as text; null removes it (from microversion 2.57 on).
    #[input(default)]
    pub userdata: MaybeUndefined<String>,
    /// Ids of certificates that verify the image; null removes them (from microversion 2.63 on).
    #[input(default)]
    pub trusted_image_certificates: MaybeUndefined<Vec<String>>,
    /// New host name; null removes it (from microversion 2.90 on).
    #[input(default)]
    pub hostname: MaybeUndefined<String>,
    /// Region of the requests.
    #[input(flatten, default)]
    pub region: RegionInput,
}

/// Rebuild a server: shut it down and replace its disk with an image.
///
/// Mirrors `ServerManager.rebuild` of novaclient's `v2/servers.py`.
///
/// # Errors
///
/// If Nova refuses, or is too old for an input.
#[mistral_action(name = "nova.servers_rebuild", tags("openstack"))]
pub async fn servers_rebuild(
    os: &OpenStack,
    #[input(whole)] input: ServersRebuild,
) -> Result<Value, ActionError> {
    const METHOD: ClientMethod<'static> = SERVICE.method("servers.rebuild");
    let os = input.region.client(os);
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
    let user_data = input.userdata.as_option();
    let user_data = user_data.map(|text| json!(text.map(|text| base64(text))));
    let members = [
        ("user_data", user_data),
        ("description", input.description.to_json()),
        ("key_name", input.key_name.to_json()),
        (
            "trusted_image_certificates",
            input.trusted_image_certificates.to_json(),
        ),
        ("hostname", input.hostname.to_json()),
    ];
    for (key, value) in members {
        body.extend(value.map(|value| (key.to_owned(), value)));
    }
    json!({"rebuild": body})
}

/// Returns the microversions that support all inputs.
fn microversions(input: &ServersRebuild) -> Result<Range, OpenStackError> {
    let since = [
        ("hostname", 90, input.hostname.is_defined()),
        (
            "trusted_image_certificates",
            63,
            input.trusted_image_certificates.is_defined(),
        ),
        ("userdata", 57, input.userdata.is_defined()),
        ("key_name", 54, input.key_name.is_defined()),
        ("description", 19, input.description.is_defined()),
    ];
    let newest = since.into_iter().find(|(_, _, is_used)| *is_used);
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

    /// Expected bodies are those of novaclient 18.13.1.
    #[test]
    fn body_equals_novaclient() {
        assert_eq!(body(&input()), json!({"rebuild": {"imageRef": "i"}}));
        let mut full = input();
        full.password = Some(Secret::new("p".into()));
        full.disk_config = Some("AUTO".into());
        full.preserve_ephemeral = true;
        full.name = Some("n".into());
        full.meta = json!({"a": "b"}).as_object().cloned();
        full.description = MaybeUndefined::Null;
        full.key_name = MaybeUndefined::Value("k".into());
        full.userdata = MaybeUndefined::Value("u".into());
        full.trusted_image_certificates = MaybeUndefined::Null;
        full.hostname = MaybeUndefined::Value("h".into());
        let expected = json!({"rebuild": {
            "OS-DCF:diskConfig": "AUTO", "adminPass": "p", "description": null, "hostname": "h", "imageRef": "i",
            "key_name": "k", "metadata": {"a": "b"}, "name": "n", "preserve_ephemeral": true,
            "trusted_image_certificates": null, "user_data": "dQ==",
        }});
        assert_eq!(body(&full), expected);
        assert_eq!(microversions(&full).unwrap().lowest, Some(Version(2, 90)));
        let mut unset = input();
        unset.userdata = MaybeUndefined::Null;
        assert_eq!(
            body(&unset),
            json!({"rebuild": {"imageRef": "i", "user_data": null}})
        );
    }

    #[test]
    fn files_exclude_newer_inputs() {
        let mut input = input();
        input.files = Some([("/a".to_owned(), "x".to_owned())].into());
        assert_eq!(microversions(&input).unwrap().highest, Some(Version(2, 56)));
        input.userdata = MaybeUndefined::Null;
        assert!(
            microversions(&input)
                .unwrap_err()
                .reason()
                .contains("'userdata' since 2.57")
        );
    }
}
