//! Every action that only reads and needs no input for it.

use live_tests::Result;
use live_tests::serde_json::json;

use super::scene::Scene;
use crate::bed::Bed;

/// What fails in Python, whatever the cloud, by the client's own mistake; ours answers.
const PYTHON_FAILS: &[&str] = &[
    // `list() got an unexpected keyword argument 'search_opts'`
    "cinder.availability_zones_find",
    "cinder.availability_zones_findall",
    "cinder.services_findall",
    // mistral-extra has the client ask Nova for what is Glance's.
    "nova.glance_list",
    // `The 'statistics' API is removed in API version 2.88 or later`: ours asks with an earlier one.
    "nova.hypervisor_stats_statistics",
    "nova.hypervisors_statistics",
];

/// Reads whatever can be read without saying what.
pub(crate) fn reads(bed: &mut Bed) -> Result<()> {
    let mut scene = Scene::new(bed)?;
    let names = scene.ours.plain_reads();
    assert!(
        names.len() > 100,
        "there are more actions that only read: {names:?}"
    );
    for name in names {
        let input = json!({});
        let [theirs, ours] = scene.read(&name, &input)?;
        if PYTHON_FAILS.contains(&name.as_str()) {
            assert!(
                theirs.is_err() && ours.is_ok(),
                "{name}: theirs {theirs:?}, ours {ours:?}"
            );
        } else if name.contains("_find") && theirs.is_err() && ours.is_err() {
            // That there is none, or more than one, or that it has to be told of what, ours says in words of its own:
            // Python's say nothing, or tell of arguments that nobody can give.
        } else {
            scene.compare(&name, &input, &theirs, &ours);
        }
    }
    scene.end()
}
