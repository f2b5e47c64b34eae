"""Makes the tables of actions from the python clients themselves."""
