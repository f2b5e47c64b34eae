//! Sources of the security and execution context, and their precedence.

use std::path::Path;

use mistral_executor::Exit;
use serde_json::{Value, json};

use crate::support::{Outcome, app, folder, run_app};

fn whoami(folder: &Path, variables: &[(&str, &str)], args: &[&str]) -> Outcome {
    let home = folder.to_str().expect("a plain path");
    let variables = variables.iter().copied().chain([("HOME", home)]);
    let args: Vec<&str> = ["run", "demo.whoami"].iter().chain(args).copied().collect();
    run_app(app().environment(variables), &args)
}

const CLOUDS: &str = r"
clouds:
  devstack:
    auth:
      auth_url: https://keystone.dev/v3
      username: ada
      project_name: demo
      project_domain_name: Default
    region_name: RegionTwo
    verify: false
  other:
    auth: {auth_url: https://keystone.other/v3, token: other-token, user_id: 17}
  broken:
    auth: {auth_url: [hunter2]}
";

const SECURE: &str = "clouds: {devstack: {auth: {password: hunter2}}}";

const CONTEXT: &str = r#"{"security": {"user_name": "eve", "auth_token": "file-token"}, "execution": {"workflow_name": "hello"}}"#;

fn files() -> tempfile::TempDir {
    folder(&[
        (".config/openstack/clouds.yaml", CLOUDS),
        (".config/openstack/secure.yaml", SECURE),
        ("context.json", CONTEXT),
        (
            "execution.json",
            r#"{"execution": {"workflow_name": "hello"}}"#,
        ),
        ("wrong.json", r#"{"security": {"user_name": ["hunter2"]}}"#),
    ])
}

const VARIABLES: [(&str, &str); 3] = [
    ("OS_TOKEN", "env-token"),
    ("OS_AUTH_URL", "https://keystone.env/v3"),
    ("OS_PROJECT_ID", "p-1"),
];

fn environment_context() -> Value {
    json!({"auth_token": "env-token", "auth_uri": "https://keystone.env/v3", "project_id": "p-1"})
}

#[test]
fn context_is_read_from_environment() {
    let files = files();
    assert_eq!(
        whoami(files.path(), &VARIABLES, &[]).success().json(),
        environment_context()
    );
    assert_eq!(whoami(files.path(), &[], &[]).success().json(), json!({}));
}

#[test]
fn cloud_replaces_environment_entirely() {
    let files = files();
    let devstack = json!({
        "auth_uri": "https://keystone.dev/v3", "user_name": "ada", "project_name": "demo",
        "project_domain_name": "Default", "region_name": "RegionTwo", "insecure": true,
        "password": "hunter2",
    });
    let by_option = whoami(files.path(), &VARIABLES, &["--os-cloud", "devstack"]).success();
    assert_eq!(
        by_option.json(),
        devstack,
        "the token of another cloud must not be used"
    );
    let by_variable = whoami(files.path(), &[("OS_CLOUD", "devstack")], &[]).success();
    assert_eq!(by_variable.json(), devstack);
    let other = whoami(
        files.path(),
        &[("OS_CLOUD", "devstack")],
        &["--os-cloud", "other"],
    );
    assert_eq!(other.success().json()["user"], "17");
}

#[test]
fn context_file_takes_precedence_over_cloud() {
    let files = files();
    let path = |name: &str| files.path().join(name).to_str().unwrap().to_owned();
    let context = path("context.json");
    let args = ["--context", context.as_str(), "--os-cloud", "devstack"];
    let expected = json!({"user_name": "eve", "auth_token": "file-token", "workflow": "hello"});
    assert_eq!(
        whoami(files.path(), &VARIABLES, &args).success().json(),
        expected
    );
    let mut expected = environment_context();
    expected["workflow"] = json!("hello");
    let execution = path("execution.json");
    let args = ["--context", execution.as_str()];
    assert_eq!(
        whoami(files.path(), &VARIABLES, &args).success().json(),
        expected
    );
}

#[test]
fn clouds_yaml_is_found_by_variable() {
    let files = folder(&[("mine.yaml", CLOUDS)]);
    let path = files.path().join("mine.yaml");
    let variables = [
        ("OS_CLIENT_CONFIG_FILE", path.to_str().unwrap()),
        ("OS_CLOUD", "other"),
    ];
    let shown = whoami(files.path(), &variables, &[]).success().json();
    assert_eq!(shown["auth_token"], "other-token");
}

#[test]
fn error_names_file_and_key_without_value() {
    let files = files();
    let fails = |args: &[&str], part: &str| {
        let outcome = whoami(files.path(), &[], args);
        assert_eq!(outcome.exit, Exit::Usage.code(), "{outcome:?}");
        assert!(outcome.err.contains(part), "{part:?} is not in {outcome:?}");
        assert!(!outcome.err.contains("hunter2"), "{outcome:?}");
    };
    fails(
        &["--os-cloud", "devstak"],
        "clouds.yaml: unknown cloud `devstak`; did you mean `devstack`?",
    );
    fails(
        &["--os-cloud", "broken"],
        "clouds.yaml: clouds.broken.auth.auth_url: expected text",
    );
    let wrong = files.path().join("wrong.json");
    fails(
        &["--context", wrong.to_str().unwrap()],
        "wrong.json: security.user_name: expected a string",
    );
    let empty = folder(&[]);
    let none = whoami(empty.path(), &[], &["--os-cloud", "devstack"]);
    assert!(
        none.err
            .contains("cannot look up cloud `devstack`: no clouds.yaml found; searched "),
        "{none:?}"
    );
}
