//! Releases of Mistral: the tests that depend on them, and the tests that do not apply to some of them.

use libtest_mimic::Trial;

/// Names the release, as in `tests/stack/mistral`.
const RELEASE: &str = "LIVE_MISTRAL";

/// The release of `tests/stack/mistral` without [`RELEASE`].
const DEFAULT: &str = "23";

/// With the value `release`, only the tests are run that depend on Mistral's release.
const PART: &str = "LIVE_TESTS_PART";

/// Modules whose tests depend on no release: load, crashes of the worker, and examples of the documentation. They take
/// more time than all others together.
const INDEPENDENT: [&str; 4] = ["scale", "crash", "documentation", "javascript_runs"];

/// A test that does not apply to older releases.
struct Exception {
    test: &'static str,
    /// The first release to which the test applies.
    since: u32,
    reason: &'static str,
}

/// All tests that are not run on some release.
const EXCEPTIONS: &[Exception] = &[
    Exception {
        test: "python::std_actions::http_denies_blocked_addresses",
        since: 23,
        reason: "Mistral's own std.http connects to every address",
    },
    Exception {
        test: "forwarded::std_actions::http_denies_blocked_addresses",
        since: 23,
        reason: "Mistral's own std.http connects to every address",
    },
    Exception {
        test: "drop_in::secrets::secrets_stay_out_of_logs",
        since: 23,
        reason: "the engine logs inputs and environments",
    },
    Exception {
        test: "front::secrets::secrets_stay_out_of_logs",
        since: 23,
        reason: "the engine logs inputs and environments",
    },
    Exception {
        test: "relayed::secrets::secrets_stay_out_of_logs",
        since: 23,
        reason: "the engine logs inputs and environments",
    },
];

/// Returns the tests of the chosen part. A test that does not apply to the release is marked as ignored, and its reason
/// is printed.
pub(crate) fn select(tests: Vec<Trial>) -> Vec<Trial> {
    let release = std::env::var(RELEASE).ok().filter(|name| !name.is_empty());
    let release = release.as_deref().unwrap_or(DEFAULT);
    for exception in EXCEPTIONS {
        let is_known = tests.iter().any(|test| test.name() == exception.test);
        assert!(is_known, "no test has the name {}", exception.test);
    }
    let is_part = std::env::var(PART).is_ok_and(|part| part == "release");
    let tests = tests
        .into_iter()
        .filter(|test| !is_part || depends_on_release(test.name()));
    let mark = |test: Trial| match exception(release, test.name()) {
        None => test,
        Some(reason) => {
            // `cargo xtask matrix` reads these lines.
            eprintln!(
                "not applicable to Mistral {release}: {}: {reason}",
                test.name()
            );
            test.with_ignored_flag(true)
        }
    };
    tests.map(mark).collect()
}

fn depends_on_release(test: &str) -> bool {
    !INDEPENDENT
        .iter()
        .any(|module| test.split("::").any(|part| part.starts_with(module)))
}

/// Returns why a test does not apply to a release such as `20.2` or `23-py3.13`.
fn exception(release: &str, test: &str) -> Option<&'static str> {
    let major = release.split(['.', '-']).next()?.parse::<u32>().ok()?;
    let is_meant = |exception: &&Exception| exception.test == test && major < exception.since;
    EXCEPTIONS
        .iter()
        .find(is_meant)
        .map(|exception| exception.reason)
}
