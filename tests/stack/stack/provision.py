"""Debian packages and virtual environments, installed on first use and kept for later runs.

Every installation holds a lock, so that several processes can request it at once. It writes to a log next to
the virtual environments, and sets a stamp as its last step, so that an interrupted installation is repeated.
"""

import contextlib
import glob
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass

from .errors import Failure
from .locks import locked

SCRIPTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
REPOSITORY = os.path.dirname(os.path.dirname(SCRIPTS))
# The version of Python for which most pinned versions were resolved.
PYTHON = "3.11"


def venvs() -> str:
    """Returns the folder of virtual environments."""
    default = os.path.join(REPOSITORY, "target", "live", "venv")
    return os.path.abspath(os.environ.get("LIVE_VENV_DIR") or default)


@dataclass(frozen=True)
class Package:
    """A Debian package, and a pattern for one of its files."""

    name: str
    pattern: str

    def path(self) -> str | None:
        """Returns the newest file that matches the pattern."""
        return max(glob.glob(self.pattern), default=None)

    def install(self) -> str:
        """Installs the package if it is missing, and returns the path of its file."""
        install_packages([self])
        path = self.path()
        if path is None:
            raise Failure(f"Debian package {self.name} does not contain {self.pattern}", log("apt"))
        return path


def install_packages(packages: Iterable[Package]) -> None:
    """Installs those of the packages that are missing."""
    # The lock comes first: a file can exist while another process still configures its package.
    with lock("apt"):
        missing = [package.name for package in packages if not package.path()]
        if missing:
            say(f"apt-get install {' '.join(missing)}")
            # RUNLEVEL=1 keeps packages from starting their services.
            environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
            apt = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
            run("apt", [*apt, "update"], environment)
            run("apt", [*apt, "install", "--yes", "--no-install-recommends", *missing], environment)


@dataclass(frozen=True)
class Venv:
    """A virtual environment with exactly the packages of a file of pinned versions."""

    name: str
    requirements: str
    # A Python package of the repository that is installed as well, in editable form.
    editable: str | None = None
    # The version of Python for which the versions were resolved.
    python: str = PYTHON

    @property
    def home(self) -> str:
        """The folder of the environment."""
        return os.path.join(venvs(), self.name)

    def tool(self, name: str) -> str:
        """Returns the path of a program in the environment."""
        return os.path.join(self.home, "bin", name)

    def install(self) -> None:
        """Creates or updates the environment if its requirements have changed."""
        with open(self.requirements, "rb") as file:
            version = digest(file.read())
        with lock(self.name):
            if not has_stamp(self.home, "packages", version):
                say(f"installing the environment {self.name}")
                clear_stamps(self.home)
                if not os.path.exists(self.tool("python")):
                    self.uv("venv", "--clear", "--python", python(self.python), self.home)
                # Without bytecode: the programs import a small part of the modules, and write it themselves.
                self.uv("pip", "sync", self.requirements)
                set_stamp(self.home, "packages", version)
        if self.editable:
            metadata = source(self.editable, (".toml",))
            self.install_folder(self.editable, metadata, "--editable")

    def install_folder(self, folder: str, content: bytes, *options: str) -> None:
        """Installs a package of the repository without its dependencies, if its content has changed."""
        name = os.path.basename(folder)
        with lock(self.name):
            if not has_stamp(self.home, name, version := digest(content)):
                say(f"installing {name} into the environment {self.name}")
                # Forced, because the version of the package does not change with its source.
                self.uv("pip", "install", "--reinstall", "--no-deps", *options, folder)
                self.uv("pip", "check")
                set_stamp(self.home, name, version)

    def uv(self, *arguments: str) -> None:
        """Runs uv on the environment."""
        environment = {**uv_environment(), "VIRTUAL_ENV": self.home}
        run(self.name, [uv(), *arguments], environment)


def uv() -> str:
    """Returns the path of uv, and installs uv if needed. It is several times faster than pip."""
    home = os.path.join(venvs(), ".uv")
    requirements = os.path.join(SCRIPTS, "pins", "uv.txt")
    with open(requirements, "rb") as file:
        version = digest(file.read())
    with lock("uv"):
        if not has_stamp(home, "packages", version):
            say("installing uv")
            run("uv", [python(), "-m", "venv", "--clear", home])
            pip = [os.path.join(home, "bin", "python"), "-m", "pip", "install", "--require-hashes"]
            run("uv", [*pip, "--requirement", requirements])
            set_stamp(home, "packages", version)
    return os.path.join(home, "bin", "uv")


def uv_environment() -> dict[str, str]:
    """Returns the caller's environment, in which pip's options for a mirror apply to uv, too."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    for pip, uv_name in (
        ("PIP_INDEX_URL", "UV_DEFAULT_INDEX"),
        ("PIP_EXTRA_INDEX_URL", "UV_INDEX"),
        ("PIP_FIND_LINKS", "UV_FIND_LINKS"),
        ("PIP_DEFAULT_TIMEOUT", "UV_HTTP_TIMEOUT"),
    ):
        if pip in environment:
            environment.setdefault(uv_name, environment[pip])
    return {**environment, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_CONFIG": "1", "UV_NO_PROGRESS": "1"}


def python(version: str = PYTHON) -> str:
    """Returns an interpreter of a version of Python. If PYTHON is missing, it is the running one."""
    if "{}.{}".format(*sys.version_info) == version:
        return sys.executable
    name = f"python{version}"
    # pyenv has a command of this name in PATH that fails unless the version is activated.
    pyenv = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    in_pyenv = sorted(glob.glob(os.path.join(pyenv, "versions", f"{version}.*", "bin", name)))
    for path in [*filter(None, [shutil.which(name)]), *in_pyenv]:
        if subprocess.run([path, "--version"], capture_output=True).returncode == 0:
            return path
    if version == PYTHON:
        return sys.executable
    raise Failure(f"no Python {version}: `{name}` is neither in PATH nor in {pyenv}")


def say(text: str) -> None:
    """Reports progress to the caller."""
    # One write, because installations run in parallel threads.
    sys.stderr.write(f"provision: {text}\n")


def log(name: str) -> str:
    """Returns the path of the log of installations with this name."""
    folder = os.path.join(venvs(), "log")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, name + ".log")


def run(name: str, argv: list[str], environment: dict[str, str] | None = None) -> None:
    """Runs a command whose output goes to a log."""
    with open(log(name), "a") as out:
        print("$", *argv, file=out, flush=True)
        done = subprocess.run(argv, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out)
    if done.returncode:
        command = " ".join([os.path.basename(argv[0]), *argv[1:]])
        raise Failure(f"`{command}` failed with exit code {done.returncode}", log(name))


def lock(name: str) -> contextlib.AbstractContextManager[None]:
    """Returns the lock of an installation."""
    return locked(os.path.join(venvs(), f".{name}.lock"), f"the installation of {name}")


def source(folder: str, endings: tuple[str, ...]) -> bytes:
    """Returns the content of the files in a folder whose names have one of the endings."""
    paths = [
        os.path.join(at, name) for at, _, names in os.walk(folder) for name in names if name.endswith(endings)
    ]
    if not paths:
        raise Failure(f"{folder} contains no {' or '.join(endings)}")
    collected = b""
    for path in sorted(paths):
        with open(path, "rb") as file:
            collected += path.encode() + b"\0" + file.read() + b"\0"
    return collected


def digest(data: bytes) -> str:
    """Returns a hash that changes with the data."""
    return hashlib.sha256(data).hexdigest()


def has_stamp(home: str, name: str, value: str) -> bool:
    """Returns whether an installation of this version has completed."""
    try:
        with open(os.path.join(home, f".stamp-{name}")) as file:
            return file.read() == value
    except FileNotFoundError:
        return False


def set_stamp(home: str, name: str, value: str) -> None:
    """Marks an installation as complete."""
    with open(os.path.join(home, f".stamp-{name}"), "w") as file:
        file.write(value)


def clear_stamps(home: str) -> None:
    """Marks all installations in an environment as incomplete."""
    for path in glob.glob(os.path.join(home, ".stamp-*")):
        os.unlink(path)
