"""Durable work due at a time: the runner and the registry of its kinds."""
