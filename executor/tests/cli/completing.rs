//! Completion in a shell, from the descriptors of the actions.
#![cfg(unix)]

use std::process::Command;

use crate::support::{cli, finish, folder, process};

/// Returns the candidates for the last word, as bash receives them.
fn complete(words: &[&str]) -> Vec<String> {
    complete_with(words, &[])
}

fn complete_with(words: &[&str], variables: &[(&str, &str)]) -> Vec<String> {
    let mut args = vec!["--", "demo"];
    args.extend(words);
    let mut command = process(&args);
    command
        .env("COMPLETE", "bash")
        .env("_CLAP_COMPLETE_INDEX", words.len().to_string())
        .env("_CLAP_IFS", "\n")
        .envs(variables.iter().copied());
    let out = finish(&mut command).out;
    out.lines().map(str::to_owned).collect()
}

#[test]
fn actions_are_completed() {
    assert_eq!(complete(&["run", "demo.gr"]), ["demo.greet"]);
    for command in ["show", "test", "validate"] {
        assert!(complete(&[command, ""]).contains(&"demo.greet".to_owned()));
    }
}

#[test]
fn inputs_are_completed_after_the_action() {
    assert_eq!(
        complete(&["run", "demo.greet", "n"]),
        ["name="],
        "no action is offered again"
    );
    let all = complete(&["validate", "demo.greet", ""]);
    for key in ["name=", "times=", "loud="] {
        assert!(all.contains(&key.to_owned()), "{all:?}");
    }
    assert!(!all.contains(&"demo.greet".to_owned()), "{all:?}");
    let left = complete(&[
        "run",
        "--timeout",
        "5s",
        "demo.hello",
        "name=Ada",
        "times:=2",
        "",
    ]);
    assert!(left.contains(&"loud=".to_owned()), "{left:?}");
    assert!(!left.contains(&"name=".to_owned()), "given: {left:?}");
    assert!(!left.contains(&"times=".to_owned()), "given: {left:?}");
}

#[test]
fn listed_values_are_completed() {
    assert_eq!(
        complete(&["run", "demo.many", "state="]),
        ["state=up", "state=down"]
    );
    assert_eq!(complete(&["run", "demo.many", "state=d"]), ["state=down"]);
    assert_eq!(
        complete(&["run", "demo.greet", "loud="]),
        ["loud=true", "loud=false"]
    );
    assert_eq!(complete(&["run", "demo.greet", "name="]), [""; 0]);
}

#[test]
fn files_are_completed_after_at() {
    let folder = folder(&[("key.pem", ""), ("other", "")]);
    let path = folder.path().display().to_string();
    let expected = format!("name=@{path}/key.pem");
    let given = format!("name=@{path}/k");
    assert_eq!(complete(&["run", "demo.greet", &given]), [expected]);
    let given = format!("@{path}/k");
    assert_eq!(
        complete(&["run", "demo.greet", "--input", &given]),
        [format!("@{path}/key.pem")]
    );
}

#[test]
fn tags_namespaces_and_clouds_are_completed() {
    assert_eq!(complete(&["list", "--tag", "f"]), ["fast"]);
    assert_eq!(complete(&["list", "--namespace", ""]), ["demo", "other"]);
    let folder = folder(&[("clouds.yaml", "clouds: {dev: {auth: {}}, production: {}}")]);
    let path = folder.path().join("clouds.yaml").display().to_string();
    let clouds = |word| {
        let words = ["run", "demo.greet", "--os-cloud", word];
        complete_with(&words, &[("OS_CLIENT_CONFIG_FILE", &path)])
    };
    assert_eq!(clouds(""), ["dev", "production"]);
    assert_eq!(clouds("p"), ["production"]);
}

#[test]
fn scripts_ask_the_binary() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = cli(&["completions", shell]).success().out;
        assert!(script.contains("COMPLETE"), "{shell}: {script}");
    }
}

/// Runs bash with the script, and prints what it would insert.
#[test]
fn bash_completes_words_with_equals_signs() {
    let script = cli(&["completions", "bash"]).success().out;
    let folder = folder(&[("script.bash", &script)]);
    let example = process(&[]).get_program().to_owned();
    std::os::unix::fs::symlink(example, folder.path().join("demo")).unwrap();
    let ask = |line: &str| {
        let program = format!(
            r#"PATH="$PWD:$PATH"; compopt() {{ :; }}; source script.bash
COMP_LINE='{line}' COMP_POINT={} COMP_WORDBREAKS=$' \t\n=:'
_clap_complete_demo; printf '%s\n' "${{COMPREPLY[@]}}""#,
            line.len()
        );
        let output = Command::new("bash")
            .args(["-c", &program])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let words: Vec<String> = text.lines().map(str::to_owned).collect();
        (words, String::from_utf8(output.stderr).unwrap())
    };
    let none = String::new();
    assert_eq!(
        ask("demo run demo.gre"),
        (vec!["demo.greet".into()], none.clone())
    );
    assert_eq!(
        ask("demo run demo.many sta"),
        (vec!["state=".into()], none.clone())
    );
    // bash keeps `state=`.
    assert_eq!(
        ask("demo run demo.many state=d"),
        (vec!["down".into()], none)
    );
}
