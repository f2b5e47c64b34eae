//! Custom actions of Nova.

mod hypervisors;
mod names;
mod server_body;
mod server_metadata;
mod server_password;
mod servers_create;
mod servers_rebuild;
mod servers_unshelve;
mod usage;
mod versions;

pub use hypervisors::{HypervisorsUptime, hypervisors_uptime};
pub use names::{
    GlanceFindImage, GlanceList, NeutronFindNetwork, glance_find_image, glance_list,
    neutron_find_network,
};
pub use server_body::Nics;
pub use server_metadata::{
    ServersDeleteMeta, ServersSetMetaItem, servers_delete_meta, servers_set_meta_item,
};
pub use server_password::{ServersGetPassword, servers_get_password};
pub use servers_create::{ServersCreate, servers_create};
pub use servers_rebuild::{ServersRebuild, servers_rebuild};
pub use servers_unshelve::{ServersUnshelve, servers_unshelve};
pub use usage::{UsageGet, UsageList, usage_get, usage_list};
pub use versions::{VersionsGetCurrent, VersionsList, versions_get_current, versions_list};

use super::{
    BoolOrText, ClientMethod, FailsAs, Id, IdOrNone, MaybeUndefined, RegionInput, body,
    client_error,
};
use crate::services::nova::SERVICE;
