"""The options in the group ``[mistral_actions]`` of ``mistral.conf``."""

from oslo_config import cfg

GROUP = "mistral_actions"

_OPTS = [
    cfg.ListOpt(
        "catalogs",
        default=[],
        help=(
            "Catalogs of actions, printed by the command `catalog` of an executor: files, directories "
            "(all *.json in them) or glob patterns, separated by commas. Changed files are reloaded "
            "automatically. If two files have an action of one name, the first is used."
        ),
    ),
    cfg.StrOpt(
        "relay_topic",
        default="mistral_executor_rust",
        help=(
            "The topic to which a Python executor relays actions of a catalog. It must be the "
            "[executor] topic of the executors that have these actions."
        ),
    ),
]


def register(conf: cfg.ConfigOpts) -> None:
    """Registers the options; may be called several times."""
    conf.register_opts(_OPTS, group=GROUP)


def list_opts() -> list[tuple[str, list[cfg.Opt]]]:
    """Returns the options, for ``oslo-config-generator``."""
    return [(GROUP, list(_OPTS))]
