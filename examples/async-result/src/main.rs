//! Results that come later: from a task of this process, and from another process.
//!
//! ```console
//! $ cargo run -p async-result -- run demo.count_files folder=examples
//! $ cargo run -p async-result -- run approval.ask question='Deploy?' --context examples/async-result/task.json
//! $ cargo run -p async-result -- run approval.answer id=a7eb257e-5a1c-4e8e-9a53-2b0f2e2f7a10 approved=true
//! $ cargo test -p async-result
//! ```
//!
//! Mistral's task stays `RUNNING` until somebody delivers the result of its action. The first action moves its
//! [`ResultHandle`] into a task; the second stores it, for the third to deliver, whenever somebody answers.
//! `task.json` is what Mistral would say of the task. There is no Mistral here: [`Desk`] stands for its API.

use std::path::{Path, PathBuf};

use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::prelude::*;
use mistral_actions::{async_trait, serde_json};

/// Count the files below a folder.
#[mistral_action(name = "demo.count_files", asynchronous)]
async fn count_files(handle: &ResultHandle, folder: PathBuf) {
    let handle = handle.clone();
    // The action has ended before the task has begun: from here on only the handle tells how it went.
    tokio::spawn(async move {
        let counted = tokio::task::spawn_blocking(move || count(&folder)).await;
        let delivered = match counted {
            Ok(Ok(files)) => handle.succeed(files).await,
            Ok(Err(error)) => handle.fail(error).await,
            Err(panicked) => handle.fail(panicked).await,
        };
        if let Err(error) = delivered {
            eprintln!("the number of files is lost: {error}");
        }
    });
}

fn count(folder: &Path) -> std::io::Result<u64> {
    let mut files = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        files += if entry.file_type()?.is_dir() {
            count(&entry.path())?
        } else {
            1
        };
    }
    Ok(files)
}

/// A folder where questions wait, and where answers are put in place of Mistral's API.
struct Desk(PathBuf);

impl Desk {
    fn question(&self, id: String) -> PathBuf {
        self.0.join(id + ".question.json")
    }

    fn answer(&self, id: String) -> PathBuf {
        self.0.join(id + ".answer.json")
    }
}

/// What waits.
#[derive(Serialize, Deserialize)]
struct Question {
    question: String,
    /// Holds no secret: it may lie in a file.
    handle: ResultHandle,
}

/// Ask somebody for approval; the result is whether it was given.
#[mistral_action(name = "approval.ask", asynchronous, blocking)]
fn ask(handle: &ResultHandle, desk: &State<Desk>, question: String) -> Result<(), ActionError> {
    // An asynchronous action can still fail at once.
    let id = handle.target().action_execution_id.clone();
    let id = id.ok_or("nobody would get the answer: there is no action execution")?;
    let waiting = Question {
        handle: handle.clone(),
        question,
    };
    std::fs::create_dir_all(&desk.0)?;
    std::fs::write(desk.question(id), serde_json::to_vec_pretty(&waiting)?)?;
    Ok(())
}

/// Answer a question.
#[mistral_action(name = "approval.answer", blocking)]
fn answer(
    desk: &State<Desk>,
    /// Id of the action execution that asked.
    // Becomes a part of a file's name, so that not every text will do.
    #[input(format = "uuid")]
    id: String,
    approved: bool,
) -> Result<String, ActionError> {
    let file = desk.question(id);
    let waiting = std::fs::read(&file).map_err(|error| format!("nobody waits for it: {error}"))?;
    let Question { question, handle } = serde_json::from_slice(&waiting)?;
    // A stored handle knows whose result it delivers, but not how.
    handle
        .attach(desk.share())
        .deliver_blocking(ActionResult::Data(json!(approved)))?;
    // Only now: if it could not be delivered, it can be answered again.
    std::fs::remove_file(file)?;
    Ok(question)
}

#[async_trait]
impl ResultSink for Desk {
    async fn deliver(
        &self,
        target: &ResultTarget,
        result: ActionResult<Value>,
    ) -> Result<(), ActionError> {
        let id = target.action_execution_id.clone();
        let id = id.ok_or("there is no action execution")?;
        // The body of Mistral's `PUT /v2/action_executions/<id>`.
        let body = match result {
            ActionResult::Data(output) => json!({"state": "SUCCESS", "output": output}),
            ActionResult::Error { error, .. } => json!({"state": "ERROR", "output": error}),
            ActionResult::Cancel => json!({"state": "CANCELLED"}),
        };
        std::fs::write(self.answer(id), serde_json::to_vec_pretty(&body)?)?;
        Ok(())
    }
}

fn main() -> std::process::ExitCode {
    let desk = Desk(std::env::temp_dir().join("async-result"));
    mistral_executor::app().state(desk).main()
}

#[cfg(test)]
mod tests {
    use mistral_actions::testing::{ActionTest, execution_context};

    use super::*;

    #[test]
    fn the_harness_waits_for_a_task() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("below")).unwrap();
        for file in ["one", "below/two"] {
            std::fs::write(folder.path().join(file), "").unwrap();
        }
        let test = ActionTest::new().state(Desk(PathBuf::new()));
        test.run("demo.count_files", json!({"folder": folder.path()}))
            .assert_data(2);
        test.run(
            "demo.count_files",
            json!({"folder": folder.path().join("gone")}),
        )
        .assert_error("No such file");
    }

    #[test]
    fn an_answer_comes_from_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let desk = || Desk(folder.path().into());
        let id = execution_context().action_execution_id.unwrap();

        let asked = ActionTest::new()
            .state(desk())
            .run("approval.ask", json!({"question": "Deploy?"}));
        assert_eq!(asked.into_result().unwrap(), None);

        // Nothing is shared with the one that asked, but the folder.
        let another = ActionTest::new().state(desk());
        let answer = json!({"id": id, "approved": true});
        another
            .run("approval.answer", answer.clone())
            .assert_data("Deploy?");
        let delivered = std::fs::read(desk().answer(id)).unwrap();
        assert_eq!(
            serde_json::from_slice::<Value>(&delivered).unwrap(),
            json!({"state": "SUCCESS", "output": true})
        );
        another
            .run("approval.answer", answer)
            .assert_error("nobody waits for it");
    }

    #[test]
    fn outside_a_workflow_nobody_can_be_answered() {
        ActionTest::new()
            .state(Desk("unused".into()))
            .execution(ExecutionContext::default())
            .run("approval.ask", json!({"question": "Deploy?"}))
            .assert_error("there is no action execution");
    }

    #[test]
    fn an_id_is_no_path() {
        ActionTest::new()
            .state(Desk("unused".into()))
            .run(
                "approval.answer",
                json!({"id": "../passwd", "approved": true}),
            )
            .assert_invalid(["/id"]);
    }
}
