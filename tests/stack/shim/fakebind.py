"""A Neutron mechanism driver that binds every port, which normally requires an agent."""

from typing import Any

from neutron_lib import constants
from neutron_lib.api.definitions import portbindings
from neutron_lib.plugins.ml2 import api


class FakeBind(api.MechanismDriver):
    """Binds a port to its first segment."""

    def initialize(self) -> None:
        """Does nothing."""

    def bind_port(self, context: Any) -> None:
        """Marks the port as bound and active."""
        details = {portbindings.CAP_PORT_FILTER: True}
        segment = context.segments_to_bind[0][api.ID]
        context.set_binding(segment, portbindings.VIF_TYPE_OVS, details, status=constants.PORT_STATUS_ACTIVE)
