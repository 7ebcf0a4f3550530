"""Salon: a Discord bot that hosts film-discussion salons."""

__version__ = "0.1.0"
