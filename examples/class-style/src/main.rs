//! Hand-written actions and an annotated function in one registry and catalog.
//!
//! ```console
//! $ cargo run -p class-style -- list
//! $ cargo run -p class-style -- test volume.resize volume=data gigabytes=20
//! $ cargo run -p class-style -- run volume.resize_all volumes='["data", "log"]' gigabytes=20
//! $ cargo run -p class-style -- run volume.snapshot volume=data
//! $ cargo test -p class-style
//! ```
//!
//! A hand-written action suits ports of Python classes (`mistral_lib.actions.Action`) and actions that a function
//! cannot express:
//!
//! | Python | here |
//! | --- | --- |
//! | `__init__(self, volume, force=False)` | fields, with serde's attributes |
//! | `run(self, context)` | [`Action::run`] |
//! | `test(self, context)` | [`Action::test`], and [`Action::has_dry_run`] for the catalog |
//! | `is_sync(self)` | [`Action::is_sync`], a property of the type, not of a call |
//! | an entry point in `setup.cfg` | [`register_action!`] |

use mistral_actions::prelude::*;

/// Resize a volume.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Resize {
    /// Name of the volume.
    volume: String,
    /// New size.
    gigabytes: u32,
    /// Resize the volume even if data is lost.
    #[serde(default)]
    force: bool,
}

/// A volume after a change.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Volume {
    name: String,
    gigabytes: u32,
}

const GIGABYTES_NOW: u32 = 10;

impl Resize {
    /// Checks the input for both the action and its dry run.
    fn check(&self) -> Result<(), ActionError> {
        if self.gigabytes < GIGABYTES_NOW && !self.force {
            Err(format!(
                "{} holds {GIGABYTES_NOW} GB; set `force` to shrink it",
                self.volume
            ))?;
        }
        Ok(())
    }

    fn into_volume(self) -> Volume {
        Volume {
            name: self.volume,
            gigabytes: self.gigabytes,
        }
    }
}

impl Action for Resize {
    type Output = Volume;

    async fn run(self, _ctx: &ActionContext) -> Result<ActionResult<Volume>, ActionError> {
        self.check()?;
        Ok(ActionResult::Data(self.into_volume()))
    }

    async fn test(self, _ctx: &ActionContext) -> Result<DryRun<Volume>, ActionError> {
        self.check()?;
        Ok(DryRun::WouldReturn(ActionResult::Data(self.into_volume())))
    }

    // `test` checks more than the validity of the input.
    fn has_dry_run() -> bool {
        true
    }
}

register_action!(
    Resize,
    name = "volume.resize",
    tags("storage"),
    timeout = "5m"
);

/// Take a snapshot of a volume.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Snapshot {
    /// Name of the volume.
    volume: String,
}

impl Action for Snapshot {
    /// The value that `run` returns is ignored, because the action is asynchronous.
    type Output = ();

    async fn run(self, ctx: &ActionContext) -> Result<ActionResult<()>, ActionError> {
        let handle: ResultHandle = ctx.result_handle();
        std::thread::spawn(move || {
            let snapshot = json!({"snapshot_of": self.volume});
            if let Err(error) = handle.deliver_blocking(ActionResult::Data(snapshot)) {
                eprintln!("cannot deliver the snapshot: {error}");
            }
        });
        Ok(ActionResult::Data(()))
    }

    fn is_sync() -> bool {
        false
    }
}

register_action!(Snapshot, name = "volume.snapshot", tags("storage"));

/// Resize several volumes.
#[mistral_action(name = "volume.resize_all", tags("storage"), test = resize_all)]
async fn resize_all(
    actions: &Actions,
    /// Names of the volumes.
    volumes: Vec<String>,
    /// New size of each volume.
    gigabytes: u32,
) -> Result<Vec<Volume>, ActionError> {
    let mut resized = Vec::new();
    for volume in volumes {
        // A hand-written action is its own input.
        let resize = Resize {
            volume,
            gigabytes,
            force: false,
        };
        resized.push(actions.call(resize).await?);
    }
    Ok(resized)
}

fn main() -> std::process::ExitCode {
    mistral_executor::main()
}

#[cfg(test)]
mod tests {
    use mistral_actions::Registry;
    use mistral_actions::catalog::Catalog;
    use mistral_actions::testing::ActionTest;

    use super::*;

    #[test]
    fn catalog_contains_hand_written_and_annotated_actions() {
        let registry = Registry::linked().unwrap();
        let catalog = Catalog::of(registry.iter());
        let entries: Vec<_> = catalog
            .actions
            .iter()
            .map(|action| {
                (
                    action.name.as_str(),
                    action.summary.as_str(),
                    action.params_spec.as_str(),
                    action.is_sync,
                    action.has_dry_run,
                )
            })
            .collect();
        assert_eq!(
            entries,
            [
                (
                    "volume.resize",
                    "Resize a volume.",
                    "volume, gigabytes, force=false",
                    true,
                    true
                ),
                (
                    "volume.resize_all",
                    "Resize several volumes.",
                    "volumes, gigabytes",
                    true,
                    true
                ),
                (
                    "volume.snapshot",
                    "Take a snapshot of a volume.",
                    "volume",
                    false,
                    false
                ),
            ]
        );
    }

    #[test]
    fn function_reuses_hand_written_action() {
        let input = json!({"volumes": ["data", "log"], "gigabytes": 20});
        ActionTest::new()
            .run("volume.resize_all", input)
            .assert_data(
                json!([{"name": "data", "gigabytes": 20}, {"name": "log", "gigabytes": 20}]),
            );
    }

    #[test]
    fn fields_are_checked_like_parameters() {
        let input = json!({"gigabytes": "20 GB", "forced": true});
        ActionTest::new()
            .run("volume.resize", input)
            .assert_invalid(["/volume", "/forced", "/gigabytes"]);
    }

    #[test]
    fn dry_run_reports_the_error_of_a_run() {
        let test = ActionTest::new();
        let dry_run = |gigabytes| {
            let input = json!({"volume": "data", "gigabytes": gigabytes});
            test.dry_run("volume.resize", input)
        };
        assert_eq!(
            dry_run(20).unwrap().result,
            Some(ActionResult::Data(json!({"name": "data", "gigabytes": 20})))
        );
        let error = dry_run(5).unwrap_err().to_string();
        assert_eq!(error, "data holds 10 GB; set `force` to shrink it");
    }

    #[test]
    fn asynchronous_action_delivers_its_result() {
        ActionTest::new()
            .run("volume.snapshot", json!({"volume": "data"}))
            .assert_data(json!({"snapshot_of": "data"}));
    }
}
