//! kolla-ansible: its templates, rendered, and kolla's scripts.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use live_tests::serde_json::{self, Value};
use live_tests::{Failure, Result, until};

use crate::container::{Image, copy_program, write_program};
use crate::engine::Options;
use crate::harness::{Harness, install};

const STACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../stack");

/// Kolla's user `mistral` and group `kolla` (`kolla/common/users.py`, `kolla/docker/base/Dockerfile.j2`).
const MISTRAL: u32 = 42430;
const KOLLA: u32 = 42400;

/// The entry point's work: `sudo kolla_set_configs` as root, the rest of `kolla_start` as the user of the image.
const START: &str = "kolla_set_configs && exec setpriv --reuid=mistral --regid=mistral --init-groups --no-new-privs kolla_start";

/// `kolla_start` calls sudo for steps that need root. Kolla's image has sudo; here they are done before.
const SUDO: &str = "#!/bin/sh\ncase $* in *kolla_set_configs | kolla_copy_cacerts | kolla_install_projects) ;; *) exit 1 ;; esac\n";

pub(crate) fn container_of_kolla_ansible_serves_and_is_healthy_while_connected(
    harness: &Harness,
) -> Result<()> {
    let folder = harness.folder("kolla")?;
    let address = harness.broker()?;
    let port = address.rsplit(':').next().unwrap_or_default();
    let deployment = Deployment::render(&folder.join("etc"), port)?;
    let conf = Options::read(&fs::read_to_string(deployment.node.join("mistral.conf"))?);
    let url = conf.get("DEFAULT", "transport_url").unwrap_or_default();
    let password = url.split(['@', ':']).nth(2).unwrap_or_default();
    harness.add_user("openstack", password, "/")?;
    harness.start_engine(&conf)?;

    let image = deployment.image(folder.join("root"))?;
    let services = harness.stack.services();
    let container = image.start(&["sh", "-c", START], folder.join("log"), services)?;
    let healthcheck = deployment.healthcheck()?;
    assert_eq!(
        healthcheck,
        format!("healthcheck_port mistral-server {port}")
    );
    let healthcheck = ["sh", "-c", &healthcheck];
    container.wait(MISTRAL, &healthcheck, true)?;
    let command = "mistral-server --server executor --config-file /etc/mistral/mistral.conf";
    assert_eq!(container.command_line()?.join(" "), command);
    let run = |text| {
        let ran = harness.run_workflow(text);
        ran.map_err(|failure| container.explain(&failure))
    };
    run("rendered")?;

    harness.stack.kill("rabbitmq")?;
    container.wait(MISTRAL, &healthcheck, false)?;
    harness.stack.start_broker()?;
    container.wait(MISTRAL, &healthcheck, true)?;
    run("again")?;

    let log = deployment.logs.join("mistral/mistral-executor.log");
    until("the log file has a line about the action", || {
        let log = fs::read_to_string(&log)?;
        Ok(log
            .contains("action `std.noop` ended: success")
            .then_some(()))
    })?;
    let status = container.stop()?;
    assert!(status.success(), "{status}");
    Ok(())
}

/// The rendered files of a deployment.
struct Deployment {
    /// Folder of the container's configuration on the machine.
    node: PathBuf,
    /// The volume `kolla_logs`.
    logs: PathBuf,
    container: Value,
    python: PathBuf,
}

impl Deployment {
    /// Renders the templates into a folder, the `/etc/kolla` of the deployment.
    fn render(folder: &Path, port: &str) -> Result<Self> {
        let script = Path::new(STACK).join("provision");
        let python = output(Command::new(script).args(["venv", "kolla"]))?;
        let python = PathBuf::from(python.trim());
        let program = Path::new(STACK).join("stack/kolla.py");
        let rendered = output(
            Command::new(&python)
                .args(["-B".as_ref(), program.as_os_str(), folder.as_os_str()])
                .arg(format!("rabbitmq_port={port}")),
        )?;
        Ok(Self {
            node: folder.join("mistral-executor"),
            logs: folder.with_file_name("kolla_logs"),
            container: serde_json::from_str(&rendered)?,
            python,
        })
    }

    /// Returns the command of the health check.
    fn healthcheck(&self) -> Result<String> {
        match &self.container["healthcheck"] {
            Value::Array(words) if words[0] == "CMD-SHELL" => {
                Ok(words[1].as_str().unwrap_or_default().to_owned())
            }
            other => Err(Failure::new(format_args!(
                "unexpected health check {other}"
            ))),
        }
    }

    /// Makes a stand-in of kolla's image, which has the same users, paths and scripts.
    fn image(&self, root: PathBuf) -> Result<Image> {
        let mut image = Image {
            root,
            path: "/var/lib/kolla/venv/bin".to_owned(),
            ..Image::default()
        };
        let passwd = format!(
            "root:x:0:0::/root:/bin/sh\nmistral:x:{MISTRAL}:{MISTRAL}::/var/lib/mistral:/usr/sbin/nologin\n"
        );
        image.write("etc/passwd", &passwd)?;
        let group = format!("root:x:0:\nkolla:x:{KOLLA}:mistral\nmistral:x:{MISTRAL}:\n");
        image.write("etc/group", &group)?;
        image.write("etc/hosts", "127.0.0.1 localhost\n")?;
        image.write("etc/nsswitch.conf", "hosts: files dns\n")?;
        self.add_scripts(&mut image)?;
        let server = install(&image.root.join("var/lib/kolla/venv/bin"))?;
        assert!(server.ends_with("mistral-server"));
        fs::create_dir_all(&self.logs)?;
        chown(&self.logs, None, Some(KOLLA))?;
        fs::set_permissions(&self.logs, fs::Permissions::from_mode(0o2775))?;
        self.add_volumes(&mut image)?;
        let environment = self.container["environment"].as_object();
        for (name, value) in environment.into_iter().flatten() {
            let name: &'static str = match name.as_str() {
                "KOLLA_CONFIG_STRATEGY" => "KOLLA_CONFIG_STRATEGY",
                "KOLLA_SERVICE_NAME" => "KOLLA_SERVICE_NAME",
                other => return Err(Failure::new(format_args!("unexpected variable {other}"))),
            };
            image
                .environment
                .push((name, value.as_str().unwrap_or_default().to_owned()));
        }
        Ok(image)
    }

    /// Adds kolla's scripts from its package, with the paths that they have in the image.
    fn add_scripts(&self, image: &mut Image) -> Result<()> {
        let bin = image.root.with_file_name("bin");
        let docker = Path::new(self.container["scripts"].as_str().unwrap_or_default());
        for (name, path) in [
            ("kolla_start", "base/start.sh"),
            ("healthcheck_port", "base/healthcheck_port"),
            ("kolla_extend_start", "mistral/mistral-base/extend_start.sh"),
            ("set_configs.py", "base/set_configs.py"),
        ] {
            copy_program(&docker.join(path), &bin.join(name))?;
        }
        // The environment's own interpreter may be outside of /usr.
        let find =
            "import os, sys; print(sys.base_prefix); print(os.path.realpath(sys.executable))";
        let found = output(Command::new(&self.python).args(["-c", find]))?;
        let mut lines = found.lines();
        let (prefix, python) = (
            lines.next().unwrap_or_default(),
            lines.next().unwrap_or_default(),
        );
        if !prefix.starts_with("/usr") {
            image
                .volumes
                .push((prefix.to_owned(), format!("{prefix}:ro")));
        }
        let set_configs = format!("#!/bin/sh\nexec {python} -B /usr/local/bin/set_configs.py\n");
        write_program(&bin.join("kolla_set_configs"), &set_configs)?;
        write_program(&bin.join("sudo"), SUDO)?;
        // An empty file in the image.
        fs::write(bin.join("kolla_mistral_extend_start"), "")?;
        image
            .volumes
            .push((bin.display().to_string(), "/usr/local/bin:ro".to_owned()));
        Ok(())
    }

    /// Adds the volumes of the container; the others of the deployment exist in every container here.
    fn add_volumes(&self, image: &mut Image) -> Result<()> {
        let volumes = self.container["volumes"].as_array();
        for volume in volumes.into_iter().flatten().filter_map(Value::as_str) {
            let (source, path) = volume.split_once(':').unwrap_or_default();
            let source = match source {
                "/etc/kolla/mistral-executor/" => &self.node,
                "kolla_logs" => &self.logs,
                "/etc/localtime" | "/dev/shm" => continue,
                other => return Err(Failure::new(format_args!("unexpected volume {other}"))),
            };
            let path = path.replace("/:", ":");
            let path = path.trim_end_matches('/').to_owned();
            image.volumes.push((source.display().to_string(), path));
        }
        Ok(())
    }
}

fn output(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        let err = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format_args!("{command:?}: {err}")));
    }
    Ok(String::from_utf8(output.stdout)?)
}
