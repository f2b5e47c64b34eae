//! Bodies of novaclient 18.13.1 for the same inputs.

use super::*;

/// Decodes some inputs of the action.
fn input(more: Value) -> ServersCreate {
    let mut input = ServersCreate::new("a".into(), "i".into(), "f".into());
    let Value::Object(more) = more else {
        panic!("{more}")
    };
    for (name, value) in more {
        let read = |value| serde_json::from_value(value).unwrap();
        match name.as_str() {
            "image" => input.image = serde_json::from_value(value).unwrap(),
            "flavor" => input.flavor = serde_json::from_value(value).unwrap(),
            "nics" => input.nics = serde_json::from_value(value).unwrap(),
            "files" => input.files = serde_json::from_value(value).unwrap(),
            "hostname" => input.hostname = read(value),
            "block_device_mapping" => {
                input.block_device_mapping = serde_json::from_value(value).unwrap();
            }
            "block_device_mapping_v2" => {
                input.block_device_mapping_v2 = serde_json::from_value(value).unwrap();
            }
            _ => panic!("{name}"),
        }
    }
    input
}

fn failure(more: Value) -> String {
    let input = input(more);
    let made = body(&input).and_then(|_| microversions(&input));
    made.unwrap_err().reason()
}

#[test]
fn minimal_body_equals_novaclient() {
    let body = body(&input(json!({"nics": "none"}))).unwrap();
    let expected = json!({"server": {
        "flavorRef": "f", "imageRef": "i", "max_count": 1, "min_count": 1, "name": "a", "networks": "none",
    }});
    assert_eq!(body, expected);
}

#[test]
fn full_body_equals_novaclient() {
    let mut input = input(json!({
        "image": "", "flavor": 1,
        "nics": [
            {"net-id": "n", "v4-fixed-ip": "10.0.0.4", "tag": "t"},
            {"port-id": "p", "net-id": "", "v6-fixed-ip": "::1"},
        ],
        "block_device_mapping": {"vda": "v:snap:10:1", "vdb": "w", "vdc": "x::"},
    }));
    let texts = |texts: &[&str]| Some(texts.iter().map(ToString::to_string).collect());
    let text = |text: &str| Some(text.to_owned());
    let object = |value: Value| value.as_object().cloned();
    input.meta = object(json!({"k": "v"}));
    input.userdata = text("#!/bin/sh é");
    (input.min_count, input.max_count) = (Some(3), Some(2));
    input.security_groups = texts(&["default", "web"]);
    input.key_name = text("key");
    input.availability_zone = text("az");
    input.scheduler_hints = object(json!({"group": "g"}));
    input.config_drive = Some(BoolOrText::Bool(true));
    input.disk_config = text("AUTO");
    input.admin_pass = Some(Secret::new("secret".into()));
    input.access_ip_v4 = text("1.2.3.4");
    input.access_ip_v6 = text("");
    input.description = text("d");
    input.tags = texts(&["t1"]);
    input.trusted_image_certificates = texts(&["c"]);
    input.host = text("h");
    input.hypervisor_hostname = text("hh");
    input.hostname = text("hn");
    input.reservation_id = true;
    let expected = json!({"os:scheduler_hints": {"group": "g"}, "server": {
        "OS-DCF:diskConfig": "AUTO", "accessIPv4": "1.2.3.4", "accessIPv6": "", "adminPass": "secret",
        "availability_zone": "az", "block_device_mapping": [
            {"delete_on_termination": "1", "device_name": "vda", "snapshot_id": "v", "volume_size": "10"},
            {"device_name": "vdb", "volume_id": "w"}, {"device_name": "vdc", "volume_id": "x"},
        ],
        "config_drive": true, "description": "d", "flavorRef": "1", "host": "h", "hostname": "hn",
        "hypervisor_hostname": "hh", "imageRef": "", "key_name": "key", "max_count": 2, "metadata": {"k": "v"},
        "min_count": 2, "name": "a",
        "networks": [{"fixed_ip": "10.0.0.4", "tag": "t", "uuid": "n"}, {"fixed_ip": "::1", "port": "p"}],
        "return_reservation_id": true, "security_groups": [{"name": "default"}, {"name": "web"}],
        "tags": ["t1"], "trusted_image_certificates": ["c"], "user_data": "IyEvYmluL3NoIMOp",
    }});
    assert_eq!(body(&input).unwrap(), expected);
    assert_eq!(microversions(&input).unwrap().lowest, Some(Version(2, 90)));
}

#[test]
fn image_becomes_first_block_device() {
    let input = input(json!({
        "nics": [{"net-id": "n"}], "block_device_mapping_v2": [{"uuid": "v", "source_type": "volume"}],
    }));
    let expected = json!([
        {"boot_index": 0, "delete_on_termination": true, "destination_type": "local", "source_type": "image", "uuid": "i"},
        {"source_type": "volume", "uuid": "v"},
    ]);
    assert_eq!(
        body(&input).unwrap()["server"]["block_device_mapping_v2"],
        expected
    );
}

#[test]
fn files_limit_the_microversion() {
    let mut input = input(json!({"nics": "auto", "files": {"/b": "é", "/a": "x"}}));
    let expected = json!([{"contents": "eA==", "path": "/a"}, {"contents": "w6k=", "path": "/b"}]);
    assert_eq!(body(&input).unwrap()["server"]["personality"], expected);
    assert_eq!(microversions(&input).unwrap().highest, Some(Version(2, 56)));
    input.hostname = Some("h".into());
    assert!(
        microversions(&input)
            .unwrap_err()
            .reason()
            .contains("'hostname' since 2.90")
    );
}

#[test]
fn invalid_nics_and_block_devices_are_refused() {
    assert_eq!(
        failure(json!({"nics": [{"v4-fixed-ip": "1", "v6-fixed-ip": "2"}]})),
        "Only one of 'v4-fixed-ip' and 'v6-fixed-ip' may be provided."
    );
    assert_eq!(
        failure(json!({"nics": "auto", "block_device_mapping": {"vda": "v::ten"}})),
        "the size of block device vda is not a number: ten"
    );
}

#[test]
fn missing_nics_limit_the_microversion() {
    for nics in [json!(null), json!([]), json!("")] {
        let input = input(json!({"nics": nics}));
        assert_eq!(body(&input).unwrap()["server"].get("networks"), None);
        assert_eq!(microversions(&input).unwrap().highest, Some(Version(2, 36)));
    }
    assert_eq!(
        failure(json!({"hostname": "h"})),
        "'hostname' requires microversion 2.90, which requires nics"
    );
}
