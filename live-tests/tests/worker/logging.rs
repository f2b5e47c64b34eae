//! What the worker logs.

use lapin::types::FieldTable;
use live_tests::serde_json::{self, Value, json};
use live_tests::{Result, Signal};

use crate::request::Request;
use crate::scene::Scene;

/// oslo.log's lines; SIGHUP makes them more, and opens the file anew.
pub(crate) fn lines_and_reload(scene: &Scene) -> Result<()> {
    let engine = scene.engine()?;
    let conf = scene.path("worker-1.conf");
    let others = format!("{}_python", scene.name);
    let settings = scene
        .settings()?
        .set("mistral_actions", "forward_topic", &others);
    let mut worker = scene.worker(&settings)?;
    let ids = json!("req-1");
    let failing = |id: &str| {
        let request = Request::new(id, "trial.panic", &json!({"message": "m"}));
        request.member("_context_request_id", ids.clone())
    };
    // What it forwards it says at level DEBUG only.
    let foreign = |id: &str| {
        let request = Request::of_class(id, "some.module.Action", &json!({}));
        request.member("_context_request_id", ids.clone())
    };
    engine.declare(&others, FieldTable::default())?;
    engine.send(&foreign("b"))?;
    scene.wait_idle()?;
    engine.send(&failing("a"))?;
    engine.result("a")?;
    let log = worker.log()?;
    let mut with_ids = 0;
    for line in log.lines() {
        let words: Vec<_> = line.splitn(6, ' ').collect();
        let [date, time, pid, level, logger, rest] = words[..] else {
            panic!("not a line of the log: {line}")
        };
        let shape = |text: &str| -> String {
            let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
            text.chars().map(digit).collect()
        };
        assert_eq!(
            (shape(date).as_str(), shape(time).as_str()),
            ("0000-00-00", "00:00:00.000")
        );
        assert_eq!(pid, worker.pid().to_string());
        assert!(matches!(level, "INFO" | "WARNING" | "ERROR"), "{line}");
        assert!(!logger.contains(':'), "{line}");
        assert!(rest.starts_with('['), "{line}");
        with_ids += usize::from(rest.contains("[- req-1 "));
    }
    assert!(with_ids > 0, "no line names its request: {log}");
    assert!(!log.contains(" DEBUG "), "{log}");

    std::fs::write(&conf, settings.set("DEFAULT", "debug", true).to_string())?;
    worker.signal(Signal::HUP)?;
    worker.wait_log("read again", 1)?;
    engine.send(&foreign("c"))?;
    worker.wait_log(" DEBUG mistral_executor.serve.job [- req-1 ", 1)?;
    worker.signal(Signal::TERM)?;
    worker.wait_end()?;
    Ok(())
}

pub(crate) fn json(scene: &Scene) -> Result<()> {
    let file = scene.path("worker.json.log");
    let settings = scene.settings()?.set("DEFAULT", "use_json", true).set(
        "DEFAULT",
        "log_file",
        file.display(),
    );
    scene.engine()?;
    let mut worker = scene.spawn(&settings)?;
    let text = || std::fs::read_to_string(&file).unwrap_or_default();
    let ready = format!("consuming from {}\"", scene.topic());
    live_tests::until("the worker is ready", || {
        Ok(text().contains(&ready).then_some(()))
    })?;
    let rotated = scene.path("worker.json.log.1");
    std::fs::rename(&file, &rotated)?;
    worker.signal(Signal::HUP)?;
    live_tests::until("there is a new file", || Ok(file.exists().then_some(())))?;
    worker.signal(Signal::TERM)?;
    worker.wait_end()?;
    for path in [&rotated, &file] {
        let text = std::fs::read_to_string(path)?;
        assert!(!text.is_empty(), "{}", path.display());
        for line in text.lines() {
            let line: Value = serde_json::from_str(line)?;
            for name in [
                "asctime",
                "levelname",
                "name",
                "process",
                "message",
                "context",
            ] {
                assert!(!line[name].is_null(), "{line}");
            }
        }
    }
    assert_eq!(worker.log()?, "");
    Ok(())
}
