//! `list`, `show`, `catalog`, `completions`, help and version.

use mistral_executor::Exit;
use serde_json::Value;

use crate::support::{app, cli, folder, run_app};

fn names(args: &[&str]) -> Vec<String> {
    let listed = cli(args).success().json();
    let listed = listed.as_array().expect("a list").iter();
    listed
        .map(|one| one["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn list_is_a_table_with_marks() {
    let outcome = cli(&["list"]).success();
    let line = |name: &str| {
        outcome
            .out
            .lines()
            .find(|line| line.starts_with(name))
            .unwrap()
    };
    assert_eq!(line("demo.greet"), "demo.greet   Greets somebody.");
    assert!(line("demo.both").contains("[deprecated] Greets and counts"));
    assert!(line("demo.later").contains("[asynchronous] Starts"));
    assert_eq!(outcome.err, "");
}

#[test]
fn list_filters_by_tag_namespace_and_text() {
    assert_eq!(
        names(&["list", "--json", "--tag", "fast"]),
        ["demo.echo", "demo.greet"]
    );
    assert_eq!(
        names(&["list", "--json", "--tag", "fast", "--tag", "polite"]),
        ["demo.greet"]
    );
    assert_eq!(
        names(&["list", "--json", "--namespace", "other"]),
        ["other.sleep", "other.wrong"]
    );
    assert_eq!(names(&["list", "--json", "SOMEBODY"]), ["demo.greet"]);
    assert_eq!(
        names(&["list", "--json", "hello"]),
        ["demo.greet"],
        "by its alias"
    );
    assert_eq!(names(&["list", "--json", "--namespace", "dem"]), [""; 0]);
}

#[test]
fn empty_list_succeeds_with_suggestions() {
    let outcome = cli(&["list", "--tag", "fats", "--namespace", "nova"]).success();
    assert_eq!(outcome.out, "");
    assert!(
        outcome
            .err
            .contains("unknown tag `fats`; did you mean `fast`? (known: fast, polite, slow)")
    );
    assert!(
        outcome
            .err
            .contains("unknown namespace `nova` (known: demo, other)")
    );
}

#[test]
fn list_fits_the_terminal() {
    let narrow = run_app(app().environment([("COLUMNS", "40")]), &["list"]).success();
    let widest = narrow.out.lines().map(|line| line.chars().count()).max();
    assert_eq!(widest, Some(40));
    assert!(narrow.out.contains('…'));
    assert!(
        !cli(&["list"]).out.contains('…'),
        "summaries are truncated only on a terminal"
    );
}

#[test]
fn colors_require_option() {
    assert!(!cli(&["list"]).out.contains('\x1b'));
    assert!(
        cli(&["list", "--color", "always"])
            .out
            .contains("\x1b[1mdemo.greet\x1b[0m")
    );
    let no_color = app().environment([("NO_COLOR", "1")]);
    assert!(!run_app(no_color, &["list"]).out.contains('\x1b'));
}

#[test]
fn show_prints_all_facts() {
    let page = cli(&["show", "demo.hello"]).success().out;
    for part in [
        "demo.greet\n\nGreets somebody.\n\nAs many times as requested.\n",
        "name: string, required\n      Whom to greet.\n",
        "times: integer from 1 to 9, default 1\n      How often.\n",
        "Returns: string\n",
        "Runs: synchronously, at most 60 s\n",
        "Tags: polite, fast\nAliases: demo.hello\n",
        "demo run demo.greet name=name\n",
        "action: demo.greet\n    input:\n      name: <% $.name %>\n",
    ] {
        assert!(page.contains(part), "{part:?} is not in {page}");
    }
    assert!(
        cli(&["show", "demo.login"])
            .out
            .contains("password: string, required, secret")
    );
    assert!(
        cli(&["show", "demo.both"])
            .out
            .contains("deprecated: call them one by one")
    );
    assert!(
        cli(&["show", "demo.later"])
            .out
            .contains("Runs: asynchronously")
    );
    assert!(
        cli(&["show", "demo.later"])
            .out
            .contains("Returns: string\n")
    );
    assert_eq!(
        cli(&["show", "demo.greet", "--json"]).json()["params_spec"],
        "name, loud=null, times=1"
    );
}

#[test]
fn show_lists_members_of_objects() {
    let page = cli(&["show", "demo.move"]).success().out;
    let expected = "\
Inputs:
  place: object, required, also named `to`
      New location.
    city: string, required
        The city.

        In its local language.
    keys: array of object, default []
        Keys of the people with access.
      code: string, required, secret
      floor: integer from 1 to 9 or null, optional
  who: string, required

Returns: object or null
    Location of a person.
  city: string
      The city.

      In its local language.
  keys: array of object
      Keys of the people with access.
    code: string, secret
    floor: integer from 1 to 9 or null

Runs: synchronously
Dry run: checks the input only
Defined in: ";
    assert!(page.contains(expected), "{page}");
    let colored = cli(&["show", "demo.move", "--color", "always"]).out;
    assert!(
        colored.contains("\n    \x1b[1mcity\x1b[0m: string, required\n"),
        "{colored}"
    );
}

#[test]
fn example_of_every_action_is_valid() {
    let folder = folder(&[("password.txt", "hunter2")]);
    for name in names(&["list", "--json"]) {
        let page = cli(&["show", &name]).success().out;
        let call = page
            .lines()
            .find(|line| line.starts_with("  demo run "))
            .expect("an example");
        let script = call.replacen("demo run", "set --", 1) + "; printf '%s\\n' \"$@\"";
        let shell = std::process::Command::new("sh")
            .args(["-c", &script])
            .output()
            .unwrap();
        let words = String::from_utf8(shell.stdout).unwrap();
        let at = format!("=@{}/", folder.path().display());
        let words: Vec<String> = words.lines().map(|word| word.replace("=@", &at)).collect();
        let mut args = vec!["validate"];
        args.extend(words.iter().map(String::as_str));
        cli(&args).success();
    }
}

#[test]
fn unknown_action_is_reported_with_suggestion() {
    let message = "error: unknown action `demo.gret`; did you mean `demo.greet`?\n";
    for command in ["show", "run", "test", "validate"] {
        cli(&[command, "demo.gret"]).fails(Exit::Usage, message);
    }
    let message = "error: unknown action `wrong`; did you mean `other.wrong`?\n";
    cli(&["run", "wrong"]).fails(Exit::Usage, message);
}

#[test]
fn catalog_is_deterministic() {
    let first = cli(&["catalog"]).success();
    assert_eq!(first.out, cli(&["catalog"]).out);
    assert_eq!(first.json()["actions"][0]["name"], "demo.block");
    assert_eq!(
        cli(&["catalog", "--format", "openapi"]).json()["openapi"],
        "3.1.0"
    );
    assert!(
        cli(&["catalog", "--format", "markdown"])
            .out
            .contains("## `demo.greet`")
    );
    assert_eq!(
        cli(&["catalog", "--schema"]).json()["title"],
        "Catalog of Mistral actions"
    );
}

#[test]
fn catalog_replaces_file_atomically() {
    let folder = folder(&[("catalog.json", "old")]);
    let path = folder.path().join("catalog.json");
    let outcome = cli(&["catalog", "-o", path.to_str().unwrap()]).success();
    assert_eq!(outcome.out, "");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        cli(&["catalog"]).out
    );
    assert_eq!(
        std::fs::read_dir(folder.path()).unwrap().count(),
        1,
        "no temporary file remains"
    );
    let nowhere = folder.path().join("no/such/folder");
    let outcome = cli(&["catalog", "-o", nowhere.to_str().unwrap()]);
    assert_eq!(outcome.exit, Exit::Failed.code());
    assert!(
        outcome.err.starts_with("error: cannot write "),
        "{outcome:?}"
    );
}

#[test]
fn help_has_examples_and_version_is_configurable() {
    let help = cli(&["--help"]).success().out;
    for part in [
        "demo run ACTION name=Ada",
        "124  timed out",
        "KEY:=JSON",
        "completions",
    ] {
        assert!(help.contains(part), "{part}");
    }
    let version = |app| run_app(app, &["--version"]).success().out;
    assert_eq!(version(app().name("mine").version("1.2.3")), "mine 1.2.3\n");
    let own = env!("CARGO_PKG_VERSION");
    assert_eq!(version(app()), format!("demo (mistral-executor {own})\n"));
    // The version of the package that contains the actions, if the binary has its name.
    assert_eq!(
        version(app().name("mistral-executor")),
        format!("mistral-executor {own}\n")
    );
}

#[test]
fn wrong_usage_is_reported_as_text_or_json() {
    let outcome = cli(&["lits"]);
    assert_eq!(outcome.exit, Exit::Usage.code());
    assert!(
        outcome
            .err
            .starts_with("error: unrecognized subcommand 'lits'"),
        "{outcome:?}"
    );
    let outcome = cli(&["--json-errors", "lits"]);
    let report: Value = serde_json::from_str(&outcome.err).expect("JSON and nothing else");
    assert_eq!(report["error"]["kind"], "usage");
    let nothing = cli(&[]);
    assert_eq!(nothing.exit, Exit::Usage.code());
    assert!(nothing.err.contains("Usage: demo"));
}
