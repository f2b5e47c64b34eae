"""Generates the tables of actions from the Python clients."""
