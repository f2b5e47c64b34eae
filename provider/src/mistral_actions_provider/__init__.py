"""Provides the actions of a Rust executor to a Mistral engine.

Mistral loads :class:`~mistral_actions_provider.provider.CatalogActionProvider` by its entry point in the
group ``mistral.action.providers``.
"""
