"""A private RabbitMQ node on loopback, with its own epmd."""

import os
import secrets
import shlex
import shutil
import socket

from . import certificates
from .folder import Folder, write
from .inventory import RABBITMQ
from .processes import Service

NODE = "live@localhost"
PORTS = ("amqp", "dist", "epmd", "amqps")
TLS = "add a TLS listener, which requires a client certificate"


def start(folder: Folder, tls: bool) -> dict[str, str]:
    """Starts the broker without waiting until it is ready; returns the variables of its clients."""
    server = RABBITMQ.install()
    home, etc, port = folder.path("data", "rabbitmq"), folder.path("etc", "rabbitmq"), folder.port
    settings = [f"listeners.tcp.1 = 127.0.0.1:{port['amqp']}"]
    exports = {
        "AMQP_URL": f"amqp://guest:guest@127.0.0.1:{port['amqp']}/%2f",
        "MISTRAL_TRANSPORT_URL": f"rabbit://guest:guest@127.0.0.1:{port['amqp']}/",
    }
    if tls:
        tls_settings, tls_exports = with_tls(folder)
        settings += tls_settings
        exports |= tls_exports
    write(home + "/.erlang.cookie", secrets.token_hex(10).upper(), 0o400)
    write(etc + "/rabbitmq.conf", "".join(line + "\n" for line in settings))
    write(etc + "/enabled_plugins", "[].\n")
    write(etc + "/env.conf", "")  # Replaces the system's file.
    # By default, epmd listens on all addresses and serves all nodes of the machine.
    epmd = {
        "HOME": home,
        "ERL_EPMD_PORT": str(port["epmd"]),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    folder.start(Service("epmd", ["epmd"], folder.environment(**epmd), is_base=True))
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
    folder.start(Service("rabbitmq", [server], environment, is_base=True))
    tool = os.path.join(os.path.dirname(server), "rabbitmqctl")
    variables = [f"{name}={value}" for name, value in epmd.items()]
    exports["RABBITMQCTL"] = shlex.join(["env", *variables, tool, "-n", NODE])
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
