//! Asynchronous results, delivered by a task of this process and by another process.
//!
//! ```console
//! $ cargo run -p async-result -- run demo.count_files folder=examples
//! $ cargo run -p async-result -- run approval.ask question='Deploy?' --context examples/async-result/task.json
//! $ cargo run -p async-result -- run approval.answer id=a7eb257e-5a1c-4e8e-9a53-2b0f2e2f7a10 approved=true
//! $ cargo test -p async-result
//! ```
//!
//! Mistral's task stays `RUNNING` until the result of its action is delivered. The first action moves its
//! [`ResultHandle`] into a task; the second stores it, and the third delivers the result when a person answers.
//! `task.json` holds the context that Mistral sends with a task. The example runs without Mistral: [`Desk`]
//! replaces its API.

use std::path::{Path, PathBuf};

use mistral_actions::async_result::{ResultSink, ResultTarget};
use mistral_actions::prelude::*;
use mistral_actions::{async_trait, serde_json};

/// Count the files below a folder.
#[mistral_action(name = "demo.count_files", asynchronous)]
async fn count_files(handle: &ResultHandle<u64>, folder: PathBuf) {
    // The action returns before the task starts; the handle delivers the result or the error. If the task drops it
    // without either, the task in the workflow fails.
    handle.spawn(async move {
        let counted = tokio::task::spawn_blocking(move || count(&folder)).await;
        Ok::<_, ActionError>(counted??)
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

/// A folder for questions and answers, in place of Mistral's API.
struct Desk(PathBuf);

impl Desk {
    fn question(&self, id: String) -> PathBuf {
        self.0.join(id + ".question.json")
    }

    fn answer(&self, id: String) -> PathBuf {
        self.0.join(id + ".answer.json")
    }
}

/// A question that waits for an answer.
#[derive(Serialize, Deserialize)]
struct Question {
    question: String,
    /// Contains no secret and may be stored in a file.
    handle: ResultHandle<bool>,
}

/// Ask for approval; the result is true if it was given.
#[mistral_action(name = "approval.ask", asynchronous, blocking)]
fn ask(
    handle: &ResultHandle<bool>,
    desk: &State<Desk>,
    question: String,
) -> Result<(), ActionError> {
    // An asynchronous action can also fail immediately.
    let id = handle.target().action_execution_id.clone();
    let id = id.ok_or("no action execution: the answer cannot be delivered")?;
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
    // Part of a file name, so that it is restricted to a UUID.
    #[input(format = "uuid")]
    id: String,
    approved: bool,
) -> Result<String, ActionError> {
    let file = desk.question(id);
    let waiting = std::fs::read(&file)
        .map_err(|error| format!("no question waits for this answer: {error}"))?;
    let Question { question, handle } = serde_json::from_slice(&waiting)?;
    // A stored handle knows its action execution, but needs a sink.
    handle
        .attach(desk.share())
        .deliver_blocking(ActionResult::Data(approved))?;
    // Removed after the delivery, so that a failed delivery can be repeated.
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
        let id = id.ok_or("no action execution: the result cannot be delivered")?;
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
    fn harness_waits_for_a_task() {
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
    fn stored_handle_delivers_the_answer() {
        let folder = tempfile::tempdir().unwrap();
        let desk = || Desk(folder.path().into());
        let id = execution_context().action_execution_id.unwrap();

        let asked = ActionTest::new()
            .state(desk())
            .run("approval.ask", json!({"question": "Deploy?"}));
        assert_eq!(asked.into_result().unwrap(), None);

        // Shares only the folder with the first test.
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
            .assert_error("no question waits for this answer");
    }

    #[test]
    fn ask_fails_without_action_execution() {
        ActionTest::new()
            .state(Desk("unused".into()))
            .execution(ExecutionContext::default())
            .run("approval.ask", json!({"question": "Deploy?"}))
            .assert_error("no action execution: the answer cannot be delivered");
    }

    #[test]
    fn id_must_be_a_uuid() {
        ActionTest::new()
            .state(Desk("unused".into()))
            .run(
                "approval.answer",
                json!({"id": "../passwd", "approved": true}),
            )
            .assert_invalid(["/id"]);
    }
}
