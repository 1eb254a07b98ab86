"""The Python client: what ``import trame_manager`` offers to notebooks and scripts.

``connect`` finds a daemon (``lookup``) and gives a ``Manager``. What is done with it is written once, as generators that yield
steps and are sent answers (``steps``, ``asking``, ``launching``, ``waiting``); ``drivers`` runs them, with and without asyncio.
"""
