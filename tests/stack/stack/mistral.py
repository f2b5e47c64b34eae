"""mistral-server: one service with API and engine, and one with Mistral's own executor."""

import configparser
import os

from . import keystone, provision
from .errors import Failure
from .folder import Folder, Sections, write_ini
from .http import responds
from .inventory import MISTRAL, MISTRALS, PROVIDER
from .processes import Service
from .provision import Venv

PORTS = ("api",)

# The API responds before the engine is ready; the engine is ready when its queue has a consumer.
CONSUMED = """
import sys, urllib.parse, amqp
url = urllib.parse.urlsplit(sys.argv[1])
login = {"userid": url.username, "password": url.password}
vhost = urllib.parse.unquote(url.path[1:]) or "/"
with amqp.Connection(f"{url.hostname}:{url.port}", virtual_host=vhost, **login) as connection:
    for queue in sys.argv[2:]:
        assert connection.channel().queue_declare(queue, passive=True).consumer_count
"""


def sections(folder: Folder, transport_url: str, auth_url: str | None) -> Sections:
    """Returns the configuration that all services share."""
    port = folder.port
    base: Sections = {
        "DEFAULT": {"transport_url": transport_url},
        "api": {"host": "127.0.0.1", "port": port["api"], "api_workers": 1},
        "database": {"connection": f"mysql+pymysql://{database(folder)}?charset=utf8mb4"},
        "pecan": {"auth_enable": bool(auth_url)},
        "executor": {"type": "remote"},
        # Cron triggers run in a thread that exists before the engine is forked. The engine sometimes inherits
        # its locks and its database connection, and then hangs at the first request.
        "cron_trigger": {"enabled": False},
        # The default denies loopback, on which all servers of the tests listen.
        "action_std_http": {"denied_cidrs": "169.254.0.0/16,fe80::/10"},
    }
    if auth_url:
        # Mistral validates tokens and creates trusts with this account.
        account = keystone.account(auth_url, "mistral")
        base["keystone_authtoken"] = {**account, "www_authenticate_uri": auth_url}
    return base


def with_settings(base: Sections, settings: list[str]) -> Sections:
    """Adds settings of the form GROUP.OPTION=VALUE."""
    for setting in settings:
        name, is_set, value = setting.partition("=")
        group, has_group, option = name.partition(".")
        if not (is_set and has_group):
            raise Failure(f"invalid setting `{setting}`; expected GROUP.OPTION=VALUE")
        base.setdefault(group, {})[option] = value
    return base


def release(name: str) -> Venv:
    """Returns the environment of a release of Mistral."""
    if name not in MISTRALS:  # argparse does not check a default.
        raise Failure(f"unknown Mistral {name!r}; expected one of {', '.join(MISTRALS)}")
    return MISTRALS[name]


def install_with_provider(venv: Venv = MISTRAL) -> None:
    """Installs Mistral and the package for its engine."""
    venv.install()
    content = provision.source(PROVIDER, (".py", ".toml", ".cfg", ".json", ".md"))
    venv.install_folder(PROVIDER, content)


def set_up(folder: Folder, venv: Venv, base: Sections) -> None:
    """Creates the tables of the database."""
    venv.install()
    conf = write_ini(folder.path("etc", "mistral.conf"), base)
    for step in (["upgrade", "head"], ["populate"]):
        argv = [venv.tool("mistral-db-manage"), "--config-file", conf, *step]
        folder.run("mistral-setup", argv)


def register(folder: Folder, auth_url: str) -> None:
    """Adds the API to Keystone's service catalog, or changes its URL."""
    session = keystone.Session(auth_url, "mistral", keystone.SERVICE_PROJECT)
    session.put_endpoint("mistral", "workflowv2", api(folder))


def start_engine(folder: Folder, venv: Venv, base: Sections, catalogs: list[str]) -> dict[str, str]:
    """Starts API and engine, and waits until they are ready."""
    if catalogs:
        install_with_provider(venv)
        paths = ",".join(map(os.path.abspath, catalogs))
        base.setdefault("mistral_actions", {})["catalogs"] = paths
    conf = write_ini(folder.path("etc", "mistral.conf"), base)
    start_server(folder, venv, "engine", conf, "api,engine")
    engine_ready(folder, venv)
    return {
        "MISTRAL_API_URL": api(folder),
        "MISTRAL_DB_URL": f"mysql://{database(folder)}",
        "MISTRAL_CONF": conf,
        "MISTRAL_PYTHON": venv.tool("python"),
        "MISTRAL_LOG": folder.processes.log("engine"),
    }


def start_executor(folder: Folder, venv: Venv, base: Sections, topic: str) -> None:
    """Starts Mistral's own executor, and waits until it consumes."""
    base["executor"]["topic"] = topic
    conf = write_ini(folder.path("etc", "executor.conf"), base)
    start_server(folder, venv, "executor", conf, "executor")
    folder.processes.wait("executor", lambda: is_consumed(folder, venv, topic))


def engine_ready(folder: Folder, venv: Venv) -> None:
    """Waits until API and engine are ready, for instance after a restart of the broker."""
    folder.processes.wait("engine", lambda: responds(api(folder) + "/"))
    folder.processes.wait("engine", lambda: is_consumed(folder, venv, "mistral_engine"))


def start_server(folder: Folder, venv: Venv, name: str, conf: str, server: str) -> None:
    """Starts a mistral-server."""
    argv = [venv.tool("mistral-server"), "--config-file", conf, "--server", server]
    folder.start(Service(name, argv, folder.environment()))


def is_consumed(folder: Folder, venv: Venv, *queues: str) -> bool:
    """Returns whether each of the queues has a consumer, at the broker of the engine."""
    conf = configparser.RawConfigParser(strict=False)
    conf.read(folder.path("etc", "mistral.conf"))
    url = conf.get("DEFAULT", "transport_url")
    return folder.succeeds([venv.tool("python"), "-c", CONSUMED, url, *queues])


def database(folder: Folder) -> str:
    """Returns the address of the database."""
    return f"mistral@127.0.0.1:{folder.port['mariadb']}/mistral"


def api(folder: Folder) -> str:
    """Returns the URL of the API."""
    return f"http://127.0.0.1:{folder.port['api']}/v2"
