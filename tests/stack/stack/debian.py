"""Root folders with another release of Debian, for programs that the system's release does not have."""

import glob
import os
import shutil
import subprocess
from dataclasses import dataclass

from .errors import Failure
from .folder import write
from .provision import (
    SCRIPTS,
    Package,
    clear_stamps,
    digest,
    has_stamp,
    install_packages,
    lock,
    log,
    run,
    say,
    set_stamp,
    venvs,
)

DEBOOTSTRAP = Package("debootstrap", "/usr/sbin/debootstrap")
KEYRING = Package("debian-archive-keyring", "/usr/share/keyrings/debian-archive-keyring.gpg")
# Creates releases that are newer than debootstrap itself.
SCRIPT = "/usr/share/debootstrap/scripts/sid"


@dataclass(frozen=True)
class System:
    """A package of the system's release."""

    package: Package

    def install(self) -> None:
        """Installs the package if it is missing."""
        self.package.install()

    def path(self) -> str:
        """Returns the path of the package's program."""
        return self.package.install()

    def command(self, _folder: str, argv: list[str]) -> list[str]:
        """Returns the command line."""
        return argv


@dataclass(frozen=True)
class Root:
    """A folder with a release of Debian and one of its packages."""

    suite: str
    package: Package

    @property
    def home(self) -> str:
        """The folder."""
        return os.path.join(venvs(), f"debian-{self.suite}")

    def install(self) -> None:
        """Creates the folder if it does not exist. Takes two minutes."""
        name = os.path.basename(self.home)
        with open(os.path.realpath(__file__), "rb") as file:
            version = digest(file.read() + self.package.name.encode())
        with lock(name):
            if has_stamp(self.home, "root", version):
                return
            say(f"installing {self.package.name} of Debian {self.suite}")
            # Not with the lock of this folder only: apt has one for the system.
            install_packages([DEBOOTSTRAP, KEYRING])
            clear_stamps(self.home)
            shutil.rmtree(self.home, ignore_errors=True)
            os.makedirs(self.home)
            environment = proxies()
            keyring = f"--keyring={KEYRING.pattern}"
            bootstrap = [DEBOOTSTRAP.pattern, "--variant=minbase", keyring]
            # The mounts of debootstrap end with it, also if it is killed.
            private = ["unshare", "--mount"]
            run(name, [*private, *bootstrap, self.suite, self.home, mirror(), SCRIPT], environment)
            # Packages ask this program before they start a service.
            write(os.path.join(self.home, "usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", 0o755)
            write(os.path.join(self.home, "etc/hosts"), "127.0.0.1 localhost\n")
            # The index of testing expires after a week, and a mirror may be a snapshot.
            apt = ["apt-get", "-q", "-o", "Acquire::Check-Valid-Until=false"]
            install = [*apt, "install", "--yes", "--no-install-recommends", self.package.name]
            for command in ([*apt, "update"], install):
                run(name, self.command(os.path.dirname(log(name)), command), environment)
            for path in glob.glob(os.path.join(self.home, "var/cache/apt/archives/*.deb")):
                os.unlink(path)
            self.path()
            set_stamp(self.home, "root", version)

    def path(self) -> str:
        """Returns the path of the package's program, as the root folder has it."""
        found = max(glob.glob(self.home + self.package.pattern), default=None)
        if found is None:
            pattern = self.package.pattern
            raise Failure(f"{self.package.name} of Debian {self.suite} does not contain {pattern}")
        return found.removeprefix(self.home)

    def command(self, folder: str, argv: list[str]) -> list[str]:
        """Returns a command line that runs another one in this root, with a folder of the system."""
        return [os.path.join(SCRIPTS, "enter"), self.home, folder, *argv]


def package_of(suite: str, package: Package) -> System | Root:
    """Returns a package of a release: that of the system, or another one in its own folder."""
    return System(package) if suite == release() else Root(suite, package)


def mirror() -> str:
    """Returns the mirror of Debian that the system uses."""
    wanted = ["Created-By: Packages", "Origin: Debian", "Label: Debian"]
    uris = output(["apt-get", "indextargets", "--format", "$(REPO_URI)", *wanted]).split()
    if not uris:
        raise Failure("apt's configuration names no mirror of Debian")
    return uris[0]


def proxies() -> dict[str, str]:
    """Returns the caller's environment with the proxy of apt's configuration."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    for scheme in ("http", "https"):
        proxy = output(["apt-config", "shell", "PROXY", f"Acquire::{scheme}::Proxy"])
        if proxy:
            environment[f"{scheme}_proxy"] = proxy.strip().removeprefix("PROXY=").strip("'")
    return environment


def output(argv: list[str]) -> str:
    """Runs a command and returns its output."""
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True).stdout


def release() -> str:
    """Returns the codename of the system's release of Debian, or an empty text."""
    with open("/etc/os-release") as file:
        values = dict(line.rstrip().split("=", 1) for line in file if "=" in line)
    return values.get("VERSION_CODENAME", "") if values.get("ID") == "debian" else ""
