//! Reads clouds.yaml and secure.yaml from the places that openstacksdk searches.

use std::fs;
use std::path::{Path, PathBuf};

use mistral_actions::__private::suggest;
use yaml_rust2::{Yaml, YamlLoader};

use super::credentials::{Credentials, EXTRAS};
use crate::environment::Environment;
use crate::failure::Failure;

/// Reads the credentials of the cloud with this name.
pub(super) fn read(name: &str, environment: &Environment) -> Result<Credentials, Failure> {
    let places = places(environment, "OS_CLIENT_CONFIG_FILE", "clouds");
    let Some(path) = places.iter().find(|path| path.is_file()) else {
        let places: Vec<_> = places
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        return Err(Failure::usage(format_args!(
            "cannot look up cloud `{name}`: no clouds.yaml found; searched {}",
            places.join(", ")
        )));
    };
    let public = load(path)?;
    let entry = entry(&public, name, path)?;
    let secure = secure_places(environment)
        .into_iter()
        .find(|path| path.is_file());
    let secure = match secure {
        Some(path) => load(&path)?["clouds"][name].clone(),
        None => Yaml::BadValue,
    };
    tracing::debug!(cloud = name, file = %path.display(), "credentials");
    let cloud = Cloud {
        path,
        name,
        entry,
        secure: &secure,
    };
    cloud.credentials().map_err(Failure::usage)
}

/// Returns the names of all clouds; none if the file is missing or wrong.
pub(super) fn names(environment: &Environment) -> Vec<String> {
    let places = places(environment, "OS_CLIENT_CONFIG_FILE", "clouds");
    let file = places.iter().find(|path| path.is_file());
    let Some(Ok(loaded)) = file.map(|path| load(path)) else {
        return Vec::new();
    };
    let clouds = loaded["clouds"].as_hash().into_iter().flatten();
    let names = clouds.filter_map(|(name, _)| name.as_str());
    names.map(str::to_owned).collect()
}

fn secure_places(environment: &Environment) -> Vec<PathBuf> {
    places(environment, "OS_CLIENT_SECURE_FILE", "secure")
}

/// Returns the possible paths of a file, in openstacksdk's order.
fn places(environment: &Environment, variable: &str, stem: &str) -> Vec<PathBuf> {
    let path = |variable: &str| environment.get(variable).map(PathBuf::from);
    let config = path("XDG_CONFIG_HOME").or_else(|| Some(path("HOME")?.join(".config")));
    let folders = [
        Some(PathBuf::new()),
        config.map(|config| config.join("openstack")),
        Some(PathBuf::from("/etc/openstack")),
    ];
    let files = folders.into_iter().flatten().flat_map(|folder| {
        ["yaml", "yml", "json"].map(|extension| folder.join(format!("{stem}.{extension}")))
    });
    path(variable).into_iter().chain(files).collect()
}

/// Parses a file. JSON is valid YAML.
fn load(path: &Path) -> Result<Yaml, Failure> {
    let wrong = |what: &str, error: &dyn std::fmt::Display| {
        Failure::usage(format_args!("{}: {what}: {error}", path.display()))
    };
    let text = fs::read_to_string(path).map_err(|error| wrong("cannot read the file", &error))?;
    // A message of the scanner has the line and does not quote the text.
    let documents =
        YamlLoader::load_from_str(&text).map_err(|error| wrong("invalid YAML", &error))?;
    Ok(documents.into_iter().next().unwrap_or(Yaml::BadValue))
}

fn entry<'a>(file: &'a Yaml, name: &str, path: &Path) -> Result<&'a Yaml, Failure> {
    let path = path.display();
    let Some(clouds) = file["clouds"].as_hash() else {
        return Err(Failure::usage(format_args!(
            "{path}: expected an object under the key `clouds`"
        )));
    };
    let names = || clouds.keys().filter_map(Yaml::as_str);
    match &file["clouds"][name] {
        entry @ Yaml::Hash(_) => Ok(entry),
        Yaml::BadValue => {
            let hint = match suggest::nearest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known: {}", names().collect::<Vec<_>>().join(", ")),
            };
            Err(Failure::usage(format_args!(
                "{path}: unknown cloud `{name}`; {hint}"
            )))
        }
        _ => Err(Failure::usage(format_args!(
            "{path}: clouds.{name}: expected an object"
        ))),
    }
}

/// Entries of one cloud in clouds.yaml and in secure.yaml; the latter takes precedence.
struct Cloud<'a> {
    path: &'a Path,
    name: &'a str,
    entry: &'a Yaml,
    secure: &'a Yaml,
}

impl Cloud<'_> {
    fn credentials(&self) -> Result<Credentials, String> {
        let verify = self.flag("verify")?.unwrap_or(true);
        let mut credentials = Credentials {
            auth_url: self.auth(&["auth_url"])?,
            token: self.auth(&["token", "auth_token"])?,
            user_id: self.auth(&["user_id"])?,
            user_name: self.auth(&["username", "user_name"])?,
            project_id: self.auth(&["project_id", "tenant_id"])?,
            project_name: self.auth(&["project_name", "tenant_name"])?,
            region_name: self.text(&["region_name"])?,
            cacert: self.text(&["cacert"])?,
            insecure: self.flag("insecure")?.unwrap_or(!verify),
            trust_id: self.auth(&["trust_id"])?,
            ..Credentials::default()
        };
        for extra in &EXTRAS {
            if let Some(value) = self.auth(&[extra.key])? {
                credentials
                    .extra
                    .insert(extra.name.to_owned(), value.into());
            }
        }
        Ok(credentials)
    }

    /// Returns the first of these keys below `auth` that is set.
    fn auth(&self, keys: &[&str]) -> Result<Option<String>, String> {
        for key in keys {
            if let Some(text) = self.text(&["auth", key])? {
                return Ok(Some(text));
            }
        }
        Ok(None)
    }

    fn text(&self, path: &[&str]) -> Result<Option<String>, String> {
        match self.find(path) {
            // Unquoted, an id or a password may look like a number.
            Yaml::String(text) | Yaml::Real(text) => Ok(Some(text.clone())),
            Yaml::Integer(number) => Ok(Some(number.to_string())),
            Yaml::Null | Yaml::BadValue => Ok(None),
            _ => Err(self.wrong(path, "text")),
        }
    }

    fn flag(&self, key: &str) -> Result<Option<bool>, String> {
        match self.find(&[key]) {
            Yaml::Boolean(flag) => Ok(Some(*flag)),
            // Booleans of YAML 1.1, which openstacksdk's parser supports.
            Yaml::String(text) if ["yes", "on"].contains(&text.to_lowercase().as_str()) => {
                Ok(Some(true))
            }
            Yaml::String(text) if ["no", "off"].contains(&text.to_lowercase().as_str()) => {
                Ok(Some(false))
            }
            Yaml::Null | Yaml::BadValue => Ok(None),
            _ => Err(self.wrong(&[key], "true or false")),
        }
    }

    fn find(&self, path: &[&str]) -> &Yaml {
        let within = |root| path.iter().fold(root, |at: &Yaml, key| &at[*key]);
        match within(self.secure) {
            Yaml::BadValue => within(self.entry),
            found => found,
        }
    }

    fn wrong(&self, path: &[&str], expected: &str) -> String {
        let (file, name, path) = (self.path.display(), self.name, path.join("."));
        format!("{file}: clouds.{name}.{path}: expected {expected}")
    }
}
