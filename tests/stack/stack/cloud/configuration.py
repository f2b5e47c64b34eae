"""Configuration files of all services."""

import os
import shutil
from collections.abc import Mapping

from .. import keystone
from ..folder import Folder, Sections, write_ini
from ..inventory import NOVA
from ..provision import SCRIPTS, venvs

HOST = "live"
FILES = {"glance": "glance-api.conf"}
# Services whose packages contain more configuration files.
WITH_FILES = ("nova", "glance", "cinder", "neutron")


def options(folder: Folder, name: str) -> list[str]:
    """Returns the options that name the configuration file of a service."""
    return ["--config-file", folder.path("etc", name, FILES.get(name, name + ".conf"))]


def environment(folder: Folder) -> dict[str, str]:
    """Returns the environment variables that name the configuration of all services."""
    folders = ("keystone", "placement", "glance", "nova", "neutron")
    found = {f"OS_{name.upper()}_CONFIG_DIR": folder.path("etc", name) for name in folders}
    shim = os.path.join(SCRIPTS, "shim")
    # Keeps the bytecode of the shim out of the working tree.
    bytecode = os.path.join(venvs(), "bytecode")
    return folder.environment(
        **found, OS_NEUTRON_CONFIG_FILES="neutron.conf", PYTHONPATH=shim, PYTHONPYCACHEPREFIX=bytecode
    )


def database(folder: Folder, name: str) -> str:
    """Returns the URL of a database; see shim/immediate.py."""
    return f"sqlite:///{folder.path('data', name + '.db')}?timeout=60&plugin=immediate"


def write(folder: Folder, url: dict[str, str]) -> None:
    """Writes all files."""
    for name in WITH_FILES:
        shutil.copytree(os.path.join(NOVA.home, "etc", name), folder.path("etc", name))
    files = _Files(folder, url)
    for name, sections in {
        "keystone": files.keystone(),
        "placement": files.placement(),
        "glance": files.glance(),
        "nova": files.nova(),
        "cinder": files.cinder(),
        "neutron": files.neutron(),
    }.items():
        write_ini(folder.path("etc", name, FILES.get(name, name + ".conf")), sections)


class _Files:
    def __init__(self, folder: Folder, url: dict[str, str]) -> None:
        self._folder, self._url = folder, url

    def keystone(self) -> Sections:
        return {
            "database": self._database("keystone"),
            # A cache in memory suffices for one process. Without it, a call costs hundreds of queries.
            "cache": {"enabled": True, "backend": "dogpile.cache.memory"},
            "fernet_tokens": {"key_repository": self._data("fernet-keys")},
            "credential": {"key_repository": self._data("credential-keys")},
            # The default cost makes logins and the creation of users slow.
            "identity": {"password_hash_algorithm": "bcrypt", "password_hash_rounds": 4},
        }

    def placement(self) -> Sections:
        return {
            "placement_database": self._database("placement"),
            "api": {"auth_strategy": "keystone"},
            "keystone_authtoken": self._tokens("placement"),
        }

    def glance(self) -> Sections:
        default = {"enabled_backends": "fs:file", "worker_self_reference_url": self._url["glance"]}
        return self._common("glance", default) | {
            "database": self._database("glance"),
            "glance_store": {"default_backend": "fs"},
            "fs": {"filesystem_store_datadir": self._data("glance", "images")},
            "os_glance_staging_store": {"filesystem_store_datadir": self._data("glance", "stage")},
            "os_glance_tasks_store": {"filesystem_store_datadir": self._data("glance", "tasks")},
            "paste_deploy": {
                "flavor": "keystone",
                "config_file": self._etc("glance", "glance-api-paste.ini"),
            },
        }

    def nova(self) -> Sections:
        default = {
            "compute_driver": "fake.FakeDriver",
            # No agent reports that an interface is plugged in.
            "vif_plugging_is_fatal": False,
            "vif_plugging_timeout": 0,
        }
        return self._common("nova", default) | {
            "api_database": self._database("nova_api"),
            "database": self._database("nova"),
            "api": {"auth_strategy": "keystone"},
            "glance": {"api_servers": self._url["glance"]},
            "placement": self._account("placement"),
            "neutron": self._account("neutron"),
            "cinder": {**self._account("cinder"), "catalog_info": "block-storage::publicURL"},
            # Cinder detaches a volume for Nova only if Nova also sends a service token.
            "service_user": {**self._account("nova"), "send_service_user_token": True},
            "scheduler": {"workers": 1},
            "conductor": {"workers": 1},
        }

    def cinder(self) -> Sections:
        default = {
            "auth_strategy": "keystone",
            "enabled_backends": "fake",
            "api_paste_config": self._etc("cinder", "api-paste.ini"),
            "resource_query_filters_file": self._etc("cinder", "resource_filters.json"),
            "glance_api_servers": self._url["glance"],
            # The scheduler knows the backend after this time at the latest if it missed the first report.
            "periodic_interval": 5,
            "periodic_fuzzy_delay": 0,
            "backend_stats_polling_interval": 5,
        }
        return self._common("cinder", default) | {
            "fake": {
                "volume_driver": "cinder.tests.fake_driver.FakeLoggingVolumeDriver",
                "volume_backend_name": "fake",
            },
            "database": self._database("cinder"),
            "nova": self._account("nova"),
            "coordination": {"backend_url": "file://" + self._data("cinder", "coordination")},
        }

    def neutron(self) -> Sections:
        default = {
            "core_plugin": "ml2",
            "service_plugins": "",
            "auth_strategy": "keystone",
            "api_paste_config": self._etc("neutron", "api-paste.ini"),
            "dhcp_agent_notification": False,
            "notify_nova_on_port_status_changes": False,
            "notify_nova_on_port_data_changes": False,
        }
        return self._common("neutron", default) | {
            "ml2": {
                "type_drivers": "local,flat",
                "tenant_network_types": "local",
                "mechanism_drivers": "fakebind",
            },
            "database": self._database("neutron"),
        }

    def _common(self, name: str, default: Mapping[str, object]) -> Sections:
        os.makedirs(self._data(name))
        port = self._folder.port["amqp"]
        return {
            "DEFAULT": {
                "transport_url": f"rabbit://guest:guest@127.0.0.1:{port}/",
                "state_path": self._data(name),
                "host": HOST,
                "my_ip": "127.0.0.1",
                **default,
            },
            "keystone_authtoken": self._tokens(name),
            "oslo_concurrency": {"lock_path": self._data(name, "lock")},
            "oslo_messaging_notifications": {"driver": "noop"},
        }

    def _tokens(self, name: str) -> dict[str, object]:
        return {**self._account(name), "www_authenticate_uri": self._url["keystone"]}

    def _account(self, name: str) -> dict[str, object]:
        return keystone.account(self._url["keystone"], name)

    def _database(self, name: str) -> dict[str, object]:
        return {"connection": database(self._folder, name), "sqlite_synchronous": False}

    def _etc(self, *parts: str) -> str:
        return self._folder.path("etc", *parts)

    def _data(self, *parts: str) -> str:
        return self._folder.path("data", *parts)
