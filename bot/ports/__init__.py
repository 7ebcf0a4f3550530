"""What services need from the outside, as Protocols. Adapters live in storage, hosts, films, ui and local."""

from __future__ import annotations

from bot.ports.ballots import BallotBoard, BallotStore
from bot.ports.digests import DigestBoard, DigestStore
from bot.ports.films import FilmIndex, FilmSource
from bot.ports.horizons import HorizonStore
from bot.ports.nominations import NominationStore
from bot.ports.stores import (
    Database,
    FilmFactsStore,
    JobStore,
    MetaStore,
    RecapStore,
    SalonStore,
    ServerStore,
    TurnStore,
    UnitOfWork,
)
from bot.ports.themes import ThemeFinder, ThemeStore
from bot.ports.usage import ModelAccount, UsageStore
from bot.ports.voice import Announcer, Clock, Heard, Host, Place
from bot.ports.watchlists import ListReader, WatchlistStore
from bot.ports.whatifs import DraftBoard, WhatIfStore
from bot.records import Job, JobId, Match, NewSalon, NewTurn, PostedMessage, ServerSettings, Terms

__all__ = [
    "Announcer",
    "BallotBoard",
    "BallotStore",
    "Clock",
    "Database",
    "DigestBoard",
    "DigestStore",
    "DraftBoard",
    "FilmFactsStore",
    "FilmIndex",
    "FilmSource",
    "Heard",
    "HorizonStore",
    "Host",
    "Job",
    "JobId",
    "JobStore",
    "ListReader",
    "Match",
    "MetaStore",
    "ModelAccount",
    "NewSalon",
    "NewTurn",
    "NominationStore",
    "Place",
    "PostedMessage",
    "RecapStore",
    "SalonStore",
    "ServerSettings",
    "ServerStore",
    "Terms",
    "ThemeFinder",
    "ThemeStore",
    "TurnStore",
    "UnitOfWork",
    "UsageStore",
    "WatchlistStore",
    "WhatIfStore",
]
