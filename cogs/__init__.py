"""Slash commands, one file a group: parse, defer, await a service, render."""
