"""Tells a Mistral engine which actions a Rust executor runs.

Mistral finds :class:`~mistral_actions_provider.provider.CatalogActionProvider` by its entry point in the
group ``mistral.action.providers``; nothing here needs to be called by hand.
"""
