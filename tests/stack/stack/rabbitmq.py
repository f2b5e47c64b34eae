"""A private RabbitMQ node on loopback, with its own epmd."""

import os
import re
import secrets
import shlex
import shutil
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from . import certificates
from .cli import Arguments, Cli
from .errors import Failure
from .folder import Folder, write
from .inventory import BROKERS, DEFAULT_BROKER
from .processes import Service

NODE = "live@localhost"
PORTS = ("amqp", "dist", "epmd", "amqps")
# Brokers without the feature that permits or denies transient queues.
WITHOUT_DEPRECATED_FEATURES = ("3.10",)
# Brokers with RabbitMQ's default, which denies transient queues. Debian's own default permits them.
DENYING = ("newest",)


@dataclass(frozen=True)
class Options:
    """The options of a broker."""

    broker: str = DEFAULT_BROKER
    tls: bool = False
    transient: bool = False
    conf: Sequence[str] = ()
    env: Sequence[str] = ()

    def settings(self) -> list[str]:
        """Returns the settings that the options ask for."""
        if self.broker not in BROKERS:  # argparse does not check a default.
            raise Failure(f"unknown broker {self.broker!r}; expected one of {', '.join(BROKERS)}")
        for setting in (*self.conf, *self.env):
            if not re.fullmatch(r"[a-z0-9_.]+ *=[^\n]+", setting):
                raise Failure(f"expected KEY=VALUE, got {setting!r}")
        settings = list(self.conf)
        if self.broker not in WITHOUT_DEPRECATED_FEATURES:
            is_permitted = self.transient or self.broker not in DENYING
            permit = "deprecated_features.permit.transient_nonexcl_queues"
            settings.append(f"{permit} = {str(is_permitted).lower()}")
        return settings

    def advanced(self) -> str:
        """Returns the content of advanced.config."""
        terms = ", ".join("{" + setting.replace("=", ", ", 1) + "}" for setting in self.env)
        return f"[{{rabbit, [{terms}]}}].\n"


def add_options(cli: Cli, broker: str) -> None:
    """Adds the options of the broker; `broker` is the default version."""
    cli.option("--broker", choices=BROKERS, default=broker, help=f"the version of RabbitMQ ({broker})")
    tls = "add a TLS listener, which requires a client certificate"
    cli.option("--tls", action="store_true", help=tls)
    transient = "permit transient queues, which RabbitMQ denies by default since version 4.3"
    cli.option("--transient", action="store_true", help=transient)
    conf = "an additional setting of rabbitmq.conf"
    cli.option("--conf", action="append", default=[], metavar="KEY=VALUE", help=conf)
    env = "a variable of the application `rabbit` that rabbitmq.conf does not have, as an Erlang term"
    cli.option("--env", action="append", default=[], metavar="KEY=VALUE", help=env)


def options(args: Arguments) -> Options:
    """Returns the options of the command line."""
    return Options(args.broker, args.tls, args.transient, args.conf, args.env)


def start(folder: Folder, options: Options) -> dict[str, str]:
    """Starts the broker without waiting until it is ready; returns the variables of its clients."""
    settings = options.settings()
    broker = BROKERS[options.broker]
    broker.install()
    server = broker.path()

    def command(*argv: str) -> list[str]:
        return broker.command(folder.home, list(argv))

    home, etc, port = folder.path("data", "rabbitmq"), folder.path("etc", "rabbitmq"), folder.port
    settings.append(f"listeners.tcp.1 = 127.0.0.1:{port['amqp']}")
    exports = {
        "AMQP_URL": f"amqp://guest:guest@127.0.0.1:{port['amqp']}/%2f",
        "MISTRAL_TRANSPORT_URL": f"rabbit://guest:guest@127.0.0.1:{port['amqp']}/",
    }
    if options.tls:
        tls_settings, tls_exports = with_tls(folder)
        settings += tls_settings
        exports |= tls_exports
    write(home + "/.erlang.cookie", secrets.token_hex(10).upper(), 0o400)
    write(etc + "/rabbitmq.conf", "".join(line + "\n" for line in settings))
    write(etc + "/advanced.config", options.advanced())
    write(etc + "/enabled_plugins", "[].\n")
    write(etc + "/env.conf", "")  # Replaces the system's file.
    # By default, epmd listens on all addresses and serves all nodes of the machine.
    epmd = {
        "HOME": home,
        "ERL_EPMD_PORT": str(port["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    folder.start(Service("epmd", command("epmd"), folder.environment(**epmd), is_base=True))
    folder.processes.wait("epmd", lambda: listens(port["epmd"]), 20)
    environment = folder.environment(
        **epmd,
        RABBITMQ_NODENAME=NODE,
        RABBITMQ_NODE_IP_ADDRESS="127.0.0.1",
        RABBITMQ_NODE_PORT=str(port["amqp"]),
        RABBITMQ_DIST_PORT=str(port["dist"]),
        RABBITMQ_MNESIA_BASE=home,
        RABBITMQ_LOG_BASE=home,
        RABBITMQ_LOGS="-",
        RABBITMQ_CONF_ENV_FILE=etc + "/env.conf",
        RABBITMQ_CONFIG_FILE=etc + "/rabbitmq.conf",
        RABBITMQ_ADVANCED_CONFIG_FILE=etc + "/advanced.config",
        RABBITMQ_ENABLED_PLUGINS_FILE=etc + "/enabled_plugins",
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1}",
        RUNNING_UNDER_SYSTEMD="true",  # The node replaces the shell instead of being its child.
    )
    folder.start(Service("rabbitmq", command(server), environment, is_base=True))
    tool = os.path.join(os.path.dirname(server), "rabbitmqctl")
    # Without epmd, the tool would leave one behind while the services stop.
    variables = {**epmd, "RABBITMQ_CTL_ERL_ARGS": "-start_epmd false"}
    words = [*(f"{name}={value}" for name, value in variables.items()), *command(tool, "-n", NODE)]
    ctl = f'#!/bin/sh\nexec env {shlex.join(words)} "$@"\n'
    exports["RABBITMQCTL"] = write(etc + "/rabbitmqctl", ctl, 0o755)
    return exports


def with_tls(folder: Folder) -> tuple[list[str], dict[str, str]]:
    """Returns the settings of a TLS listener with client certificates, and the variables of its clients."""
    paths, port = certificates.make(folder), folder.port["amqps"]
    settings = [
        "listeners.ssl.1 = 127.0.0.1:" + str(port),
        "ssl_options.cacertfile = " + paths["ca"],
        "ssl_options.certfile = " + paths["server.crt"],
        "ssl_options.keyfile = " + paths["server.key"],
        "ssl_options.verify = verify_peer",
        "ssl_options.fail_if_no_peer_cert = true",
    ]
    exports = {
        "AMQPS_URL": f"amqps://guest:guest@localhost:{port}/%2f",
        "MISTRAL_TLS_TRANSPORT_URL": f"rabbit://guest:guest@localhost:{port}/?ssl=1",
        "AMQPS_CA": paths["ca"],
        "AMQPS_OTHER_CA": paths["other_ca"],
        "AMQPS_CERT": paths["client.crt"],
        "AMQPS_KEY": paths["client.key"],
    }
    return settings, exports


def restart(folder: Folder, is_empty: bool) -> None:
    """Restarts the broker, with its data or empty, and waits until it is ready."""
    folder.processes.stop("rabbitmq")
    home = folder.path("data", "rabbitmq")
    for name in os.listdir(home) if is_empty else []:
        if name.startswith(NODE):
            remove = shutil.rmtree if os.path.isdir(path := os.path.join(home, name)) else os.unlink
            remove(path)
    folder.restart("rabbitmq")
    ready(folder)


def ready(folder: Folder) -> None:
    """Waits until the broker accepts AMQP connections."""

    def accepts_amqp() -> bool:
        with socket.create_connection(("127.0.0.1", folder.port["amqp"]), 5) as connection:
            connection.sendall(b"AMQP\0\0\x09\x01")
            return connection.recv(1) == b"\x01"

    folder.processes.wait("rabbitmq", accepts_amqp)


def listens(port: int) -> bool:
    """Returns whether a port accepts connections."""
    with socket.create_connection(("127.0.0.1", port), 5):
        return True
