"""What must be installed: Debian packages, and a virtual environment with Mistral."""

import glob
import hashlib
import os
import shutil
import sys

from .errors import Failure
from .folder import Folder, locked

LIVE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
REPOSITORY = os.path.dirname(LIVE)
PINS = os.path.join(LIVE, "pins", "mistral.txt")
# The rest of the pins are what these need.
WANTED = ("mistral", "mistral-lib", "python-mistralclient", "psycopg2-binary")
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
    """The folder of virtual environments; kept, as installing takes half a minute."""
    default = os.path.join(REPOSITORY, "target", "live", "venv")
    return os.path.abspath(os.environ.get("LIVE_VENV_DIR") or default)


def tool(name: str) -> str:
    """A program of Mistral's virtual environment."""
    return os.path.join(venvs(), "mistral", "bin", name)


def mistral(folder: Folder) -> None:
    """Makes a virtual environment with Mistral in its pinned versions."""
    home = os.path.join(venvs(), "mistral")
    os.makedirs(home, exist_ok=True)
    with locked(os.path.join(venvs(), ".lock")):
        with open(PINS, "rb") as pins:
            wanted = digest(pins.read() + " ".join(WANTED).encode())
        if not has_stamp(home, "packages", wanted):
            folder.say("pip install mistral")
            python = sys.executable
            if sys.version_info[:2] != PYTHON:
                python = shutil.which("python{}.{}".format(*PYTHON)) or python
            folder.run("pip", [python, "-m", "venv", "--clear", home], pip_environment())
            pip(folder, "install", "-c", PINS, *WANTED)
            set_stamp(home, "packages", wanted)


def provider(folder: Folder) -> None:
    """Installs the engine-side package as it is in the working tree."""
    home, source = os.path.join(venvs(), "mistral"), os.path.join(REPOSITORY, "provider")
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
            pip(folder, "install", "--force-reinstall", "--no-deps", source)
            pip(folder, "check")
            set_stamp(home, "provider", wanted)


def pip(folder: Folder, *arguments: str) -> None:
    """Runs pip."""
    argv = [tool("python"), "-m", "pip", *arguments]
    folder.run("pip", argv, pip_environment())


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
