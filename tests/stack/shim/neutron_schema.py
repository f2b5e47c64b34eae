"""neutron_schema.py URL: creates Neutron's tables, whose migrations do not run on SQLite, from its models."""

import sys

import sqlalchemy
from neutron.db.migration.models import head  # Imports every model.

head.get_metadata().create_all(sqlalchemy.create_engine(sys.argv[1]))
