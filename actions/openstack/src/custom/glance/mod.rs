//! Custom actions of Glance.
//!
//! glanceclient validates its requests with the schemas that Glance publishes. These actions leave the validation to
//! Glance.

mod image_data;
mod image_list;
mod image_locations;
mod images;
mod metadef_namespaces;
mod metadef_objects;
mod metadef_properties;
mod metadef_tags;
mod metadefs;
mod schemas;

pub use image_data::{ImageData, ImagesData, ImagesUpload, images_data, images_upload};
pub use image_list::{ImagesList, images_list};
pub use image_locations::{
    ImagesAddLocation, ImagesDeleteLocations, ImagesUpdateLocation, images_add_location,
    images_delete_locations, images_update_location,
};
pub use images::{ImagesCreate, ImagesUpdate, images_create, images_update};
pub use metadef_namespaces::{MetadefsNamespaceUpdate, metadefs_namespace_update};
pub use metadef_objects::{MetadefsObjectUpdate, metadefs_object_update};
pub use metadef_properties::{
    MetadefsPropertyCreate, MetadefsPropertyGet, MetadefsPropertyList, MetadefsPropertyUpdate,
    metadefs_property_create, metadefs_property_get, metadefs_property_list,
    metadefs_property_update,
};
pub use metadef_tags::{
    MetadefsTagCreateMultiple, MetadefsTagUpdate, metadefs_tag_create_multiple, metadefs_tag_update,
};
pub use schemas::{SchemasGet, schemas_get};

use mistral_actions::prelude::Value;

use super::body::query_text;
use super::{ClientMethod, FailsAs, OneOrMany, RegionInput, client_error};
use crate::services::glance::SERVICE;

/// Removes the members that glanceclient removes.
fn without_self(mut object: Value) -> Value {
    SERVICE.clean(&mut object);
    object
}
