"""neutron_schema.py URL: Neutron's migrations do not run on SQLite, so create its tables directly."""

import sys

import sqlalchemy
from neutron.db.migration.models import head  # It imports every model.

head.get_metadata().create_all(sqlalchemy.create_engine(sys.argv[1]))
