//! The actions against scripted services. `tests/live` runs them against real ones.

use mistral_actions_openstack as _;

mod actions;
