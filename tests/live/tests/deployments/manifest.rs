//! [`Manifest`]: the container of a Kubernetes Deployment.

use live_tests::{Failure, Result};
use yaml_rust2::{Yaml, YamlLoader};

/// The container of a Deployment.
#[derive(Debug)]
pub(crate) struct Manifest {
    spec: Yaml,
}

/// A file or folder that Kubernetes mounts.
#[derive(Debug)]
pub(crate) enum Mount {
    /// An empty folder.
    Empty { path: String },
    /// A file of the secret `mistral-etc`, read-only.
    Secret { path: String, file: String },
}

impl Manifest {
    /// Reads a Deployment with one container.
    pub(crate) fn read(text: &str) -> Result<Self> {
        let documents = YamlLoader::load_from_str(text)?;
        let [document] = &documents[..] else {
            return Err(Failure::new("expected one document"));
        };
        let spec = document["spec"]["template"]["spec"].clone();
        Ok(Self { spec })
    }

    fn container(&self) -> &Yaml {
        &self.spec["containers"][0]
    }

    /// Returns the command.
    pub(crate) fn command(&self) -> Vec<String> {
        let words = self.container()["command"].as_vec();
        let words = words.into_iter().flatten().filter_map(Yaml::as_str);
        words.map(str::to_owned).collect()
    }

    /// Returns the user of the command.
    pub(crate) fn user(&self) -> Result<u32> {
        let user = self.container()["securityContext"]["runAsUser"].as_i64();
        let user = user.and_then(|user| u32::try_from(user).ok());
        user.ok_or_else(|| Failure::new("the manifest has no runAsUser"))
    }

    /// Returns whether the root is read-only.
    pub(crate) fn has_read_only_root(&self) -> bool {
        let context = &self.container()["securityContext"];
        context["readOnlyRootFilesystem"].as_bool() == Some(true)
    }

    /// Returns the path of a probe.
    pub(crate) fn probe(&self, name: &str) -> Result<String> {
        let path = self.container()[name]["httpGet"]["path"].as_str();
        let path = path.ok_or_else(|| Failure::new(format_args!("the manifest has no {name}")))?;
        Ok(path.to_owned())
    }

    /// Returns all mounts of the container.
    pub(crate) fn mounts(&self) -> Result<Vec<Mount>> {
        let mounts = self.container()["volumeMounts"].as_vec();
        mounts
            .into_iter()
            .flatten()
            .map(|mount| self.mount(mount))
            .collect()
    }

    fn mount(&self, mount: &Yaml) -> Result<Mount> {
        let name = mount["name"].as_str().unwrap_or_default();
        let path = mount["mountPath"].as_str().unwrap_or_default().to_owned();
        let mut volumes = self.spec["volumes"].as_vec().into_iter().flatten();
        let volume = volumes.find(|volume| volume["name"].as_str() == Some(name));
        let volume = volume.ok_or_else(|| Failure::new(format_args!("no volume {name}")))?;
        if !volume["emptyDir"].is_badvalue() {
            return Ok(Mount::Empty { path });
        }
        let file = mount["subPath"].as_str().unwrap_or_default().to_owned();
        let is_secret = volume["secret"]["secretName"].as_str() == Some("mistral-etc");
        if is_secret && mount["readOnly"].as_bool() == Some(true) && !file.is_empty() {
            return Ok(Mount::Secret { path, file });
        }
        Err(Failure::new(format_args!("unexpected mount {mount:?}")))
    }
}
