"""What services need from the outside, as Protocols. Adapters live in storage, hosts, films, ui and local."""

from __future__ import annotations

from bot.ports.films import FilmSource
from bot.ports.stores import (
    Database,
    JobStore,
    MetaStore,
    RecapStore,
    SalonStore,
    ServerStore,
    TurnStore,
    UnitOfWork,
)
from bot.ports.voice import Announcer, Clock, Heard, Host, Place
from bot.records import Job, JobId, NewSalon, NewTurn, PostedMessage, ServerSettings

__all__ = [
    "Announcer",
    "Clock",
    "Database",
    "FilmSource",
    "Heard",
    "Host",
    "Job",
    "JobId",
    "JobStore",
    "MetaStore",
    "NewSalon",
    "NewTurn",
    "Place",
    "PostedMessage",
    "RecapStore",
    "SalonStore",
    "ServerSettings",
    "ServerStore",
    "TurnStore",
    "UnitOfWork",
]
