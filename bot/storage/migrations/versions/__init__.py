"""Revisions, numbered in their order. There is no way down: restore a backup instead."""
