//! `action_region`, an input of every action.

use crate::OpenStack;

/// The client for the region that an action was given, if it was given one.
pub(super) fn in_region(os: &OpenStack, region: Option<&str>) -> OpenStack {
    match region.filter(|region| !region.is_empty()) {
        Some(region) => os.region(region),
        None => os.clone(),
    }
}
