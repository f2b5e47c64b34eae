"""What must be installed: Debian packages, and virtual environments with services."""

import glob
import hashlib
import os
import shutil
import sys
from dataclasses import dataclass

from .errors import Failure
from .folder import Folder, locked

SCRIPTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
REPOSITORY = os.path.dirname(os.path.dirname(SCRIPTS))
# The versions in the pins are those that pip chose for this one.
PYTHON = (3, 11)
APT = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]


def debian(folder: Folder, package: str, pattern: str) -> str:
    """The newest file that matches the pattern, from a Debian package if need be."""
    if not glob.glob(pattern):
        folder.say(f"apt-get install {package}")
        # RUNLEVEL=1: the package must not start its own service.
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
        folder.run("apt", [*APT, "update"], environment)
        install = ["install", "--yes", "--no-install-recommends", package]
        folder.run("apt", [*APT, *install], environment)
    found = sorted(glob.glob(pattern))
    if not found:
        raise Failure(f"package {package} has no {pattern}", folder.processes.log("apt"))
    return found[-1]


def venvs() -> str:
    """The folder of virtual environments; kept, as installing takes minutes."""
    default = os.path.join(REPOSITORY, "target", "live", "venv")
    return os.path.abspath(os.environ.get("LIVE_VENV_DIR") or default)


@dataclass(frozen=True)
class Venv:
    """A virtual environment of services that go together, in the versions of `pins/NAME.txt`."""

    name: str
    # The rest of the pins are what these need.
    wanted: tuple[str, ...]

    @property
    def home(self) -> str:
        """Its folder."""
        return os.path.join(venvs(), self.name)

    def tool(self, name: str) -> str:
        """A program in it."""
        return os.path.join(self.home, "bin", name)

    def install(self, folder: Folder) -> None:
        """Makes it, if it is not there as it should be."""
        os.makedirs(self.home, exist_ok=True)
        with locked(os.path.join(venvs(), ".lock")):
            pins = os.path.join(SCRIPTS, "pins", self.name + ".txt")
            with open(pins, "rb") as file:
                version = digest(file.read() + " ".join(self.wanted).encode())
            if not has_stamp(self.home, "packages", version):
                folder.say(f"pip install {' '.join(self.wanted)}")
                python = sys.executable
                if sys.version_info[:2] != PYTHON:
                    python = shutil.which("python{}.{}".format(*PYTHON)) or python
                folder.run("pip", [python, "-m", "venv", "--clear", self.home], pip_environment())
                self.pip(folder, "install", "-c", pins, *self.wanted)
                set_stamp(self.home, "packages", version)

    def pip(self, folder: Folder, *arguments: str) -> None:
        """Runs its pip."""
        folder.run("pip", [self.tool("python"), "-m", "pip", *arguments], pip_environment())


MISTRAL = Venv("mistral", ("mistral", "mistral-lib", "python-mistralclient", "psycopg2-binary"))
KEYSTONE = Venv("keystone", ("keystone", "waitress"))
# What is left of a cloud: its services agree on the versions of what they share, but not with Keystone.
NOVA = Venv("nova", ("nova", "openstack-placement", "glance", "cinder", "neutron", "waitress"))


def provider(folder: Folder) -> None:
    """Installs the engine-side package beside Mistral, as it is in the working tree."""
    home, source = MISTRAL.home, os.path.join(REPOSITORY, "provider")
    if not os.path.exists(os.path.join(source, "pyproject.toml")):
        raise Failure(f"{source} has no pyproject.toml")
    files = [
        os.path.join(at, name)
        for at, folders, names in os.walk(source)
        for name in sorted(names)
        if name.endswith((".py", ".toml", ".cfg", ".json", ".md"))
    ]
    content = b""
    for path in sorted(files):
        with open(path, "rb") as file:
            content += path.encode() + b"\0" + file.read() + b"\0"
    with locked(os.path.join(venvs(), ".lock")):
        if not has_stamp(home, "provider", wanted := digest(content)):
            folder.say("pip install provider")
            # By force, as the version does not change with the source; without what it needs, as that
            # must be there with Mistral.
            MISTRAL.pip(folder, "install", "--force-reinstall", "--no-deps", source)
            MISTRAL.pip(folder, "check")
            set_stamp(home, "provider", wanted)


def pip_environment() -> dict[str, str]:
    """The caller's: pip may need a proxy or a mirror."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}


def digest(content: bytes) -> str:
    """What tells one content from another."""
    return hashlib.sha256(content).hexdigest()


def has_stamp(home: str, name: str, value: str) -> bool:
    """Whether this was installed, to its end."""
    try:
        with open(os.path.join(home, f".{name}")) as file:
            return file.read() == value
    except FileNotFoundError:
        return False


def set_stamp(home: str, name: str, value: str) -> None:
    """Notes that this is installed."""
    with open(os.path.join(home, f".{name}"), "w") as file:
        file.write(value)
