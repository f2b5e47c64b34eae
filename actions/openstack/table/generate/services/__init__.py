"""The services. Each module in this package defines one as `SERVICE`."""

from __future__ import annotations

import logging
import pkgutil
import warnings
from importlib import import_module

from ..service import Service

warnings.simplefilter("ignore")
logging.disable()

SERVICES: dict[str, Service] = {
    module.name: import_module(f"{__name__}.{module.name}").SERVICE
    for module in pkgutil.iter_modules(__path__)
}
