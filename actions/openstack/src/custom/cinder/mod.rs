//! Custom actions of Cinder.

mod encryption_types;
mod metadata;
mod pools;

pub use encryption_types::{VolumeEncryptionTypesList, volume_encryption_types_list};
pub use metadata::{
    VolumeSnapshotsDeleteMetadata, VolumesDeleteImageMetadata, VolumesDeleteMetadata,
    volume_snapshots_delete_metadata, volumes_delete_image_metadata, volumes_delete_metadata,
};
pub use pools::{PoolsList, pools_list};

use super::{FailsAs, Id, RegionInput};
use crate::services::cinder::SERVICE;
