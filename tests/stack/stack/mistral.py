"""mistral-server: API and engine in one service, and Mistral's own executor in another."""

import os

from . import install, keystone
from .errors import Failure
from .folder import Folder, Sections, write_ini
from .http import answers
from .processes import Service

PORTS = ("api",)

# The API answers before its engine listens; a queue is usable once somebody consumes from it.
CONSUMED = """
import sys, amqp
with amqp.Connection("127.0.0.1:" + sys.argv[1]) as connection:
    for queue in sys.argv[2:]:
        assert connection.channel().queue_declare(queue, passive=True).consumer_count
"""


def sections(folder: Folder, transport_url: str, auth_url: str | None) -> Sections:
    """What the configuration of every service begins with."""
    port = folder.port
    database = f"mistral@127.0.0.1:{port['postgresql']}/mistral"
    base: Sections = {
        "DEFAULT": {"transport_url": transport_url},
        "api": {"host": "127.0.0.1", "port": port["api"], "api_workers": 1},
        "database": {"connection": f"postgresql+psycopg2://{database}"},
        "pecan": {"auth_enable": bool(auth_url)},
        "executor": {"type": "remote"},
        # They run in a thread that is there before the engine is forked, which now and then inherits its
        # locks and its database connection, and hangs at the first request.
        "cron_trigger": {"enabled": False},
        # Loopback, where everything is here, is denied by default.
        "action_std_http": {"denied_cidrs": "169.254.0.0/16,fe80::/10"},
    }
    if auth_url:
        # With these it checks the tokens of others, and lets cron triggers act for them (trusts).
        account = keystone.account(auth_url, "mistral")
        base["keystone_authtoken"] = {**account, "www_authenticate_uri": auth_url}
    return base


def change(base: Sections, settings: list[str]) -> Sections:
    """Adds settings of the form GROUP.OPTION=VALUE."""
    for setting in settings:
        place, is_set, value = setting.partition("=")
        group, has_group, option = place.partition(".")
        if not (is_set and has_group):
            raise Failure(f"`{setting}` is not GROUP.OPTION=VALUE")
        base.setdefault(group, {})[option] = value
    return base


def set_up(folder: Folder, base: Sections) -> None:
    """Makes the tables of the database."""
    install.MISTRAL.install(folder)
    conf = write_ini(folder.path("etc", "mistral.conf"), base)
    for step in (["upgrade", "head"], ["populate"]):
        argv = [install.MISTRAL.tool("mistral-db-manage"), "--config-file", conf, *step]
        folder.run("mistral-setup", argv)


def register(folder: Folder, auth_url: str) -> None:
    """Puts the API into Keystone's catalog of services, or moves it there."""
    session = keystone.Session(auth_url, "mistral", keystone.SERVICE_PROJECT)
    session.put_endpoint("mistral", "workflowv2", api(folder))


def start_engine(folder: Folder, base: Sections, catalogs: list[str]) -> dict[str, str]:
    """Starts API and engine, and waits until they answer."""
    if catalogs:
        install.provider(folder)
        paths = ",".join(map(os.path.abspath, catalogs))
        base.setdefault("mistral_actions", {})["catalogs"] = paths
    conf = write_ini(folder.path("etc", "mistral.conf"), base)
    start_server(folder, "engine", conf, "api,engine")
    engine_ready(folder)
    database = f"mistral@127.0.0.1:{folder.port['postgresql']}/mistral"
    return {
        "MISTRAL_API_URL": api(folder),
        "MISTRAL_DB_URL": f"postgresql://{database}",
        "MISTRAL_CONF": conf,
        "MISTRAL_PYTHON": install.MISTRAL.tool("python"),
        "MISTRAL_LOG": folder.processes.log("engine"),
    }


def start_executor(folder: Folder, base: Sections, topic: str) -> None:
    """Starts Mistral's own executor, and waits until it consumes."""
    base["executor"]["topic"] = topic
    conf = write_ini(folder.path("etc", "executor.conf"), base)
    start_server(folder, "executor", conf, "executor")
    folder.processes.wait("executor", lambda: is_consumed(folder, topic))


def engine_ready(folder: Folder) -> None:
    """Waits until API and engine answer, for instance after the broker was away."""
    folder.processes.wait("engine", lambda: answers(api(folder) + "/"))
    folder.processes.wait("engine", lambda: is_consumed(folder, "mistral_engine"))


def start_server(folder: Folder, name: str, conf: str, server: str) -> None:
    """Starts a mistral-server."""
    argv = [install.MISTRAL.tool("mistral-server"), "--config-file", conf, "--server", server]
    folder.start(Service(name, argv, folder.environment()))


def is_consumed(folder: Folder, *queues: str) -> bool:
    """Whether each of the queues has a consumer."""
    return folder.succeeds(
        [install.MISTRAL.tool("python"), "-c", CONSUMED, str(folder.port["amqp"]), *queues]
    )


def api(folder: Folder) -> str:
    """Where the API is."""
    return f"http://127.0.0.1:{folder.port['api']}/v2"
