//! Workers of one topic with different catalogs.

use live_tests::Result;
use live_tests::serde_json::json;
use mistral_actions::{ActionDescriptor, ActionError, ActionProvider, Registry, async_trait};

use crate::fixture::Fixture;
use crate::request::Request;

/// Environment variable of a worker with the newer catalog.
const NEWER_CATALOG: &str = "TEST_NEWER_CATALOG";

/// The actions that a worker has in addition: `newer.work` is `test.work`, if the worker has the newer catalog.
pub(crate) struct Newer;

#[async_trait]
impl ActionProvider for Newer {
    async fn find(&self, name: &str) -> Result<Option<ActionDescriptor>, ActionError> {
        if std::env::var_os(NEWER_CATALOG).is_none() || name != "newer.work" {
            return Ok(None);
        }
        let registry = Registry::linked().map_err(|error| error.to_string())?;
        Ok(registry.find("test.work").cloned())
    }

    async fn find_all(&self) -> Result<Vec<ActionDescriptor>, ActionError> {
        Ok(Vec::new())
    }
}

pub(crate) fn request_goes_to_worker_with_newer_catalog(fixture: &Fixture) -> Result<()> {
    let settings = fixture.settings()?;
    let (engine, journal) = (fixture.engine()?, fixture.journal());
    let mut older = fixture.worker(&settings)?;
    let unknown = |id: &str| -> Result<()> {
        engine.send(&Request::new(id, "newer.work", &journal.quick(id)))?;
        let result = engine.result(id)?;
        let error = result["error"].as_str().unwrap_or_default();
        assert!(error.contains("has no action `newer.work`"), "{error}");
        Ok(())
    };
    engine.send(&Request::new("first", "unknown.action", &json!({})))?;
    assert!(engine.result("first")?["error"].is_string());
    fixture.environment(NEWER_CATALOG, "1");
    let mut newer = fixture.worker(&settings)?;
    // It hears no question before.
    newer.wait_log(&format!("consuming from {}_fanout", fixture.topic()), 1)?;
    let ids: Vec<_> = (0..40).map(|number| format!("item-{number}")).collect();
    let requests = ids
        .iter()
        .map(|id| Request::new(id, "newer.work", &journal.quick(id)));
    engine.send_all(&requests.collect::<Vec<_>>())?;
    for id in &ids {
        assert_eq!(engine.result(id)?["data"], id.as_str());
        assert_eq!(journal.count("begin", id)?, 1);
    }
    older.wait_log("requests for action `newer.work` are passed on", 1)?;
    // A worker that dies is remembered, but does not accept.
    newer.kill()?;
    unknown("last")?;
    older.wait_log("does not take a request", 1)?;
    // The copy that was offered returns from the queue of the dead worker, and is dropped.
    fixture.wait_queues_empty()?;
    let ids = ids.iter().map(String::as_str).chain(["first", "last"]);
    fixture.finish(older, &ids.collect::<Vec<_>>())
}
