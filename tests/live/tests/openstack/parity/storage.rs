//! Volumes and images.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::comparison::{Comparison, Pair};
use super::nova::wait_volume_status;
use crate::harness::Harness;

/// Operations of Cinder that workflows use.
pub(crate) fn volume_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let create =
        json!({"size": 1, "name": "parity-volume", "description": "Größe", "metadata": {"a": "1"}});
    let volume = comparison.compare_change("cinder.volumes_create", &Pair::of(create))?;
    wait_volume_status(&mut comparison, &volume, "available")?;
    let of = |more: Value| {
        volume.at("/id").map(move |id| {
            let mut input = json!({"volume": id});
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    comparison.compare_change(
        "cinder.volumes_get",
        &volume.at("/id").map(|id| json!({"volume_id": id})),
    )?;
    comparison.compare_read(
        "cinder.volumes_list",
        &json!({"detailed": false, "sort": "created_at:asc"}),
    )?;
    comparison.compare_read(
        "cinder.volumes_list",
        &json!({"search_opts": {"name": "parity-volume"}, "limit": 1}),
    )?;
    comparison.compare_read("cinder.volumes_findall", &json!({"name": "parity-volume"}))?;
    comparison.compare_change(
        "cinder.volumes_update",
        &of(json!({"name": "parity-renamed"})),
    )?;
    comparison.compare_change(
        "cinder.volumes_set_metadata",
        &of(json!({"metadata": {"b": "2"}})),
    )?;
    comparison.compare_change(
        "cinder.volumes_delete_metadata",
        &of(json!({"keys": ["a"]})),
    )?;
    comparison.compare_change("cinder.volumes_set_bootable", &of(json!({"flag": true})))?;
    comparison.compare_change("cinder.volumes_extend", &of(json!({"new_size": 2})))?;
    wait_volume_status(&mut comparison, &volume, "available")?;
    comparison.compare_change("cinder.volumes_reserve", &of(json!({})))?;
    comparison.compare_change("cinder.volumes_unreserve", &of(json!({})))?;
    let snapshot = volume
        .at("/id")
        .map(|id| json!({"volume_id": id, "name": "parity-snapshot"}));
    let snapshot = comparison.compare_change("cinder.volume_snapshots_create", &snapshot)?;
    for id in [&snapshot.python["id"], &snapshot.rust["id"]] {
        comparison.wait_for(
            "cinder.volume_snapshots_get",
            &json!({"snapshot_id": id}),
            "available",
        )?;
    }
    comparison.compare_change(
        "cinder.volume_snapshots_get",
        &snapshot.at("/id").map(|id| json!({"snapshot_id": id})),
    )?;
    comparison.compare_change(
        "cinder.volume_snapshots_delete",
        &snapshot.at("/id").map(|id| json!({"snapshot": id})),
    )?;
    let named = Pair {
        python: json!("parity-1"),
        rust: json!("parity-2"),
    };
    let kind = comparison.compare_change(
        "cinder.volume_types_create",
        &Pair::of(json!({"name": "parity", "is_public": false})).with(&named),
    )?;
    comparison.compare_change(
        "cinder.volume_types_get",
        &kind.at("/id").map(|id| json!({"volume_type": id})),
    )?;
    comparison.compare_change(
        "cinder.volume_types_delete",
        &kind.at("/id").map(|id| json!({"volume_type": id})),
    )?;
    let project = harness.cloud.variable("OS_PROJECT_ID")?;
    comparison.compare_read(
        "cinder.quotas_get",
        &json!({"tenant_id": project, "usage": true}),
    )?;
    comparison.finish()
}

/// Operations of Glance that workflows use.
pub(crate) fn image_operations_match(harness: &mut Harness) -> Result<()> {
    let mut comparison = Comparison::new(harness)?;
    let id = Value::from(harness.cloud.variable("CLOUD_IMAGE_ID")?);
    comparison.compare_read("glance.images_get", &json!({"image_id": id}))?;
    comparison.compare_read(
        "glance.images_list",
        &json!({"filters": {"name": "live-image"}}),
    )?;
    comparison.compare_read(
        "glance.images_list",
        &json!({"filters": {"name": "none"}, "limit": 1}),
    )?;
    comparison.compare_read("glance.image_members_list", &json!({"image_id": id}))?;
    let create = json!({
        "name": "parity", "disk_format": "raw", "container_format": "bare", "visibility": "private", "my_key": "mine",
    });
    let image = comparison.compare_change("glance.images_create", &Pair::of(create))?;
    let of = |more: Value| {
        image.at("/id").map(move |id| {
            let mut input = json!({"image_id": id});
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    comparison.compare_change("glance.images_get", &of(json!({})))?;
    comparison.compare_change(
        "glance.images_update",
        &of(json!({"name": "parity-renamed", "min_ram": 64, "remove_props": ["my_key"]})),
    )?;
    comparison.compare_change(
        "glance.image_tags_update",
        &of(json!({"tag_value": "blue"})),
    )?;
    comparison.compare_change(
        "glance.image_tags_delete",
        &of(json!({"tag_value": "blue"})),
    )?;
    comparison.compare_change("glance.images_delete", &of(json!({})))?;
    comparison.finish()
}
