"""The options in the group ``[mistral_actions]`` of ``mistral.conf``."""

from oslo_config import cfg

GROUP = "mistral_actions"

_OPTS = [
    cfg.ListOpt(
        "catalogs",
        default=[],
        help=(
            "Catalogs of actions, as the command `catalog` of an executor prints them: files, "
            "directories (all *.json in them) or glob patterns, separated by commas. They are read "
            "again when they change. Where two files have an action of one name, the first is taken."
        ),
    ),
    cfg.StrOpt(
        "relay_topic",
        default="mistral_executor_rust",
        help=(
            "The topic to which a Python executor passes on actions from a catalog. It must be the "
            "[executor] topic of the executors that have these actions."
        ),
    ),
]


def register(conf: cfg.ConfigOpts) -> None:
    """Makes the options known; may be repeated."""
    conf.register_opts(_OPTS, group=GROUP)


def list_opts() -> list[tuple[str, list[cfg.Opt]]]:
    """The options, for ``oslo-config-generator``."""
    return [(GROUP, list(_OPTS))]
