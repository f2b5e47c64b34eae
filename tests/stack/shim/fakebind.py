"""A Neutron mechanism driver that binds every port: without agents nothing else would."""

from typing import Any

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api


class FakeBind(api.MechanismDriver):
    """Binds a port to the first segment that there is."""

    def initialize(self) -> None:
        """There is nothing to be done."""

    def bind_port(self, context: Any) -> None:
        """Says that the port is plugged in."""
        details = {portbindings.CAP_PORT_FILTER: True}
        segment = context.segments_to_bind[0][api.ID]
        context.set_binding(segment, portbindings.VIF_TYPE_OVS, details, status=constants.PORT_STATUS_ACTIVE)
