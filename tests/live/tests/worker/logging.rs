//! The log of the worker.

use lapin::types::FieldTable;
use live_tests::serde_json::{self, Value, json};
use live_tests::{Result, Signal};

use crate::fixture::Fixture;
use crate::request::Request;

/// Returns a request for which an executor without the class logs an error.
fn foreign(id: &str) -> Request {
    Request::of_class(id, "some.module.Action", &json!({}))
}

/// Lines have the format of oslo.log; after SIGHUP the worker uses a changed log level.
pub(crate) fn lines_follow_oslo_format_and_sighup_reloads(fixture: &Fixture) -> Result<()> {
    let engine = fixture.engine()?;
    let conf = fixture.path("worker-1.conf");
    let others = format!("{}_python", fixture.name);
    let settings = fixture
        .settings()?
        .set("mistral_actions", "forward_topic", &others);
    let mut worker = fixture.worker(&settings)?;
    let ids = json!("req-1");
    let failing = |id: &str| {
        let request = Request::new(id, "test.panic", &json!({"message": "m"}));
        request.member("_context_request_id", ids.clone())
    };
    // The worker logs forwards at level DEBUG only.
    let foreign = |id: &str| foreign(id).member("_context_request_id", ids.clone());
    engine.declare(&others, FieldTable::default())?;
    engine.send(&foreign("b"))?;
    fixture.wait_idle()?;
    engine.send(&failing("a"))?;
    engine.result("a")?;
    let log = worker.log()?;
    let mut with_ids = 0;
    for line in log.lines() {
        let words: Vec<_> = line.splitn(6, ' ').collect();
        let [date, time, pid, level, logger, rest] = words[..] else {
            panic!("unexpected format of a log line: {line}")
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
    assert!(
        with_ids > 0,
        "no line contains the id of its request: {log}"
    );
    assert!(!log.contains(" DEBUG "), "{log}");

    std::fs::write(&conf, settings.set("DEFAULT", "debug", true).to_string())?;
    worker.signal(Signal::HUP)?;
    worker.wait_log("read again", 1)?;
    engine.send(&foreign("c"))?;
    worker.wait_log(" DEBUG mistral_worker.job.runner [- req-1 ", 1)?;
    worker.signal(Signal::TERM)?;
    worker.wait_exit()?;
    Ok(())
}

pub(crate) fn json_lines_survive_log_rotation(fixture: &Fixture) -> Result<()> {
    let folder = fixture.path("logs");
    std::fs::create_dir(&folder)?;
    // Without `log_file`, the name of the binary is the name of the file.
    let binary = std::env::current_exe()?;
    let binary = binary.file_name().unwrap_or_default().to_string_lossy();
    let (file, rotated) = (folder.join(format!("{binary}.log")), folder.join("rotated"));
    let settings = fixture.settings()?.set("DEFAULT", "use_json", true).set(
        "DEFAULT",
        "log_dir",
        folder.display(),
    );
    let engine = fixture.engine()?;
    let mut worker = fixture.spawn(&settings)?;
    let text = || std::fs::read_to_string(&file).unwrap_or_default();
    let ready = format!("consuming from {}\"", fixture.topic());
    live_tests::until("the worker is ready", || {
        Ok(text().contains(&ready).then_some(()))
    })?;
    // Rotation without a signal.
    std::fs::rename(&file, &rotated)?;
    let mut sent = 0;
    live_tests::until("the worker has created a new file", || {
        sent += 1;
        engine.send(&foreign(&format!("a-{sent}")))?;
        Ok(file.exists().then_some(()))
    })?;
    // Rotation with SIGHUP.
    std::fs::remove_file(&file)?;
    worker.signal(Signal::HUP)?;
    live_tests::until("the worker has created a file again", || {
        Ok(file.exists().then_some(()))
    })?;
    worker.signal(Signal::TERM)?;
    worker.wait_exit()?;
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

/// The lines go to systemd's journal with a severity, and to a file without.
pub(crate) fn journal_lines_have_severity(fixture: &Fixture) -> Result<()> {
    let file = fixture.path("worker-file.log");
    let settings = fixture.settings()?.set("DEFAULT", "use_journal", true).set(
        "DEFAULT",
        "log_file",
        file.display(),
    );
    let engine = fixture.engine()?;
    let mut worker = fixture.worker(&settings)?;
    engine.send(&foreign("a"))?;
    worker.wait_log("this executor has no Python class", 1)?;
    worker.signal(Signal::TERM)?;
    worker.wait_exit()?;
    let (log, file_log) = (worker.log()?, std::fs::read_to_string(&file)?);
    let mut plain = String::new();
    for line in log.lines() {
        let (severity, line) = line.split_at(3);
        let expected = match line.split(' ').nth(3) {
            Some("INFO") => "<6>",
            Some("WARNING") => "<4>",
            Some("ERROR") => "<3>",
            _ => "",
        };
        assert_eq!(severity, expected, "{line}");
        plain += line;
        plain.push('\n');
    }
    assert_eq!(plain, file_log);
    assert!(log.contains("<3>"), "{log}");
    Ok(())
}

/// `log_config_append` chooses levels and destinations; after SIGHUP the worker uses a changed level.
pub(crate) fn file_of_loggers_is_used(fixture: &Fixture) -> Result<()> {
    let (conf, file) = (fixture.path("logging.conf"), fixture.path("errors.log"));
    let write = |level: &str| {
        std::fs::write(
            &conf,
            format!(
                "[loggers]\nkeys = root, mistral\n[handlers]\nkeys = out, errors\n\
                 [logger_root]\nlevel = WARNING\nhandlers = errors\n\
                 [logger_mistral]\nqualname = mistral\nlevel = {level}\nhandlers = out\n\
                 [handler_out]\nclass = StreamHandler\nargs = (sys.stdout,)\n\
                 [handler_errors]\nclass = handlers.WatchedFileHandler\nargs = ('{}',)\nlevel = ERROR\n",
                file.display()
            ),
        )
    };
    write("INFO")?;
    let engine = fixture.engine()?;
    let others = format!("{}_python", fixture.name);
    let settings = fixture
        .settings()?
        .set("DEFAULT", "log_config_append", conf.display())
        .set("mistral_actions", "forward_topic", &others);
    let mut worker = fixture.worker(&settings)?;
    engine.declare(&others, FieldTable::default())?;
    engine.send(&Request::new("a", "test.panic", &json!({"message": "m"})))?;
    worker.wait_log("ERROR mistral_worker.serve ", 1)?;
    let errors = std::fs::read_to_string(&file)?;
    let is_error = |line: &str| line.contains(" ERROR ");
    assert!(
        !errors.is_empty() && errors.lines().all(is_error),
        "{errors}"
    );
    assert!(!worker.log()?.contains(" DEBUG "));
    write("DEBUG")?;
    worker.signal(Signal::HUP)?;
    worker.wait_log("read again", 1)?;
    engine.send(&foreign("b"))?;
    worker.wait_log(" DEBUG mistral_worker.job.runner ", 1)?;
    worker.terminate()
}
