//! Options of the operator that the actions read: from files, variables and `--set`.

use mistral_actions::settings::Settings;

use crate::args::SettingsArgs;
use crate::failure::Failure;
use crate::session::Session;

/// An option: group, name and value.
pub(crate) type Setting = (String, String, String);

/// Registers the options as the state that the actions read. `--set` overrides variables, and these the files.
pub(crate) fn apply(args: &SettingsArgs, session: &mut Session<'_>) -> Result<(), Failure> {
    let variables = session.environment.all();
    let mut settings = match args.config_files.as_slice() {
        [] => variables.iter().filter_map(of_variable).collect(),
        _ => of_files(args, variables)?,
    };
    settings.extend(of_arguments(&args.settings)?);
    // Without options, settings that the application has registered remain.
    if !settings.is_empty() {
        let builder = std::mem::take(&mut session.builder);
        session.builder = builder.state(Settings::new(settings));
    }
    Ok(())
}

#[cfg(feature = "serve")]
fn of_files(
    args: &SettingsArgs,
    variables: Vec<(String, String)>,
) -> Result<Vec<Setting>, Failure> {
    let files = args.config_files.iter().cloned();
    let location = mistral_worker::ConfigLocation {
        paths: files.map(mistral_worker::ConfigPath::File).collect(),
        variables,
        ..Default::default()
    };
    mistral_worker::options(&location).map_err(Failure::from)
}

#[cfg(not(feature = "serve"))]
fn of_files(_: &SettingsArgs, _: Vec<(String, String)>) -> Result<Vec<Setting>, Failure> {
    Err(
        Failure::usage("this binary was built without the worker, which reads `--config-file`")
            .with_hint("write `--set GROUP.OPTION=VALUE`, or enable the Cargo feature `serve` of mistral-executor"),
    )
}

/// Reads `OS_<GROUP>__<OPTION>`.
fn of_variable((variable, value): &(String, String)) -> Option<Setting> {
    let (group, name) = variable.strip_prefix("OS_")?.split_once("__")?;
    (!group.is_empty() && !name.is_empty()).then(|| {
        let group = group_of(group);
        (group, name.to_lowercase(), value.clone())
    })
}

/// Reads the values of `--set`.
pub(crate) fn of_arguments(arguments: &[String]) -> Result<Vec<Setting>, Failure> {
    arguments.iter().map(|text| of_argument(text)).collect()
}

/// Reads `GROUP.OPTION=VALUE`. The message does not quote the value, which may be a password.
fn of_argument(text: &str) -> Result<Setting, Failure> {
    let option = text.split_once('=');
    let named = option.and_then(|(option, value)| Some((option.rsplit_once('.')?, value)));
    match named {
        Some(((group, name), value)) if !group.is_empty() && !name.is_empty() => {
            Ok((group_of(group), name.to_owned(), value.to_owned()))
        }
        _ => Err(Failure::usage(
            "--set takes GROUP.OPTION=VALUE, such as --set action_std_http.default_timeout=30",
        )),
    }
}

/// Returns the name of a group as in a file, where `DEFAULT` alone is in upper case.
fn group_of(group: &str) -> String {
    match group {
        "DEFAULT" => group.to_owned(),
        group => group.to_lowercase(),
    }
}
