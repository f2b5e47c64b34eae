//! Volumes and images.

use live_tests::Result;
use live_tests::serde_json::{Value, json};

use super::nova::volume_status;
use super::scene::{Both, Scene};
use crate::bed::Bed;

/// What workflows do with Cinder.
pub(crate) fn volumes(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let create =
        json!({"size": 1, "name": "parity-volume", "description": "Größe", "metadata": {"a": "1"}});
    let volume = scene.alike("cinder.volumes_create", &Both::of(create))?;
    volume_status(&mut scene, &volume, "available")?;
    let of = |more: Value| {
        volume.at("/id").map(move |id| {
            let mut input = json!({"volume": id});
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    scene.alike(
        "cinder.volumes_get",
        &volume.at("/id").map(|id| json!({"volume_id": id})),
    )?;
    scene.same(
        "cinder.volumes_list",
        &json!({"detailed": false, "sort": "created_at:asc"}),
    )?;
    scene.same(
        "cinder.volumes_list",
        &json!({"search_opts": {"name": "parity-volume"}, "limit": 1}),
    )?;
    scene.same("cinder.volumes_findall", &json!({"name": "parity-volume"}))?;
    scene.alike(
        "cinder.volumes_update",
        &of(json!({"name": "parity-renamed"})),
    )?;
    scene.alike(
        "cinder.volumes_set_metadata",
        &of(json!({"metadata": {"b": "2"}})),
    )?;
    scene.alike(
        "cinder.volumes_delete_metadata",
        &of(json!({"keys": ["a"]})),
    )?;
    scene.alike("cinder.volumes_set_bootable", &of(json!({"flag": true})))?;
    scene.alike("cinder.volumes_extend", &of(json!({"new_size": 2})))?;
    volume_status(&mut scene, &volume, "available")?;
    scene.alike("cinder.volumes_reserve", &of(json!({})))?;
    scene.alike("cinder.volumes_unreserve", &of(json!({})))?;
    let snapshot = volume
        .at("/id")
        .map(|id| json!({"volume_id": id, "name": "parity-snapshot"}));
    let snapshot = scene.alike("cinder.volume_snapshots_create", &snapshot)?;
    for id in [&snapshot.theirs["id"], &snapshot.ours["id"]] {
        scene.wait_for(
            "cinder.volume_snapshots_get",
            &json!({"snapshot_id": id}),
            "available",
        )?;
    }
    scene.alike(
        "cinder.volume_snapshots_get",
        &snapshot.at("/id").map(|id| json!({"snapshot_id": id})),
    )?;
    scene.alike(
        "cinder.volume_snapshots_delete",
        &snapshot.at("/id").map(|id| json!({"snapshot": id})),
    )?;
    let named = Both {
        theirs: json!("parity-1"),
        ours: json!("parity-2"),
    };
    let kind = scene.alike(
        "cinder.volume_types_create",
        &Both::of(json!({"name": "parity", "is_public": false})).with(&named),
    )?;
    scene.alike(
        "cinder.volume_types_get",
        &kind.at("/id").map(|id| json!({"volume_type": id})),
    )?;
    scene.alike(
        "cinder.volume_types_delete",
        &kind.at("/id").map(|id| json!({"volume_type": id})),
    )?;
    let project = bed.cloud.variable("OS_PROJECT_ID")?;
    scene.same(
        "cinder.quotas_get",
        &json!({"tenant_id": project, "usage": true}),
    )?;
    scene.end()
}

/// What workflows do with Glance.
pub(crate) fn images(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let id = Value::from(bed.cloud.variable("CLOUD_IMAGE_ID")?);
    scene.same("glance.images_get", &json!({"image_id": id}))?;
    scene.same(
        "glance.images_list",
        &json!({"filters": {"name": "live-image"}}),
    )?;
    scene.same(
        "glance.images_list",
        &json!({"filters": {"name": "none"}, "limit": 1}),
    )?;
    scene.same("glance.image_members_list", &json!({"image_id": id}))?;
    let create = json!({
        "name": "parity", "disk_format": "raw", "container_format": "bare", "visibility": "private", "my_key": "mine",
    });
    let image = scene.alike("glance.images_create", &Both::of(create))?;
    let of = |more: Value| {
        image.at("/id").map(move |id| {
            let mut input = json!({"image_id": id});
            for (name, value) in more.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            input
        })
    };
    scene.alike("glance.images_get", &of(json!({})))?;
    scene.alike(
        "glance.images_update",
        &of(json!({"name": "parity-renamed", "min_ram": 64, "remove_props": ["my_key"]})),
    )?;
    scene.alike(
        "glance.image_tags_update",
        &of(json!({"tag_value": "blue"})),
    )?;
    scene.alike(
        "glance.image_tags_delete",
        &of(json!({"tag_value": "blue"})),
    )?;
    scene.alike("glance.images_delete", &of(json!({})))?;
    scene.end()
}
