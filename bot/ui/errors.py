"""The one presenter of errors: commands, buttons, menus, events, jobs and tasks all end here.

A SalonError becomes a sentence; anything else an apology with an incident id and a log entry without anybody's words.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, overload

import aiohttp
import discord
from discord import app_commands

from bot.domain.content import Content
from bot.domain.film import Film
from bot.errors import BadInput, Forbidden, Gone, NotFound, SalonError, SeveralFilms, Unavailable, UnknownFilm
from bot.log import describe
from bot.ports import Job
from bot.ui.answers import EXPIRED, answer
from bot.ui.cards import source_names
from bot.ui.marks import plain
from bot.ui.permissions import missing, spelled
from bot.ui.texts import Locale, Texts

_log = logging.getLogger(__name__)
_LOCKED = 160005  # Discord: this thread is locked
_NO_ACCESS = 50001  # Discord: missing access, which means the channel cannot be seen

_COMMAND_ERRORS: tuple[tuple[tuple[type[Exception], ...], Callable[[], SalonError]], ...] = (
    ((app_commands.NoPrivateMessage,), lambda: NotFound("server_only")),
    ((app_commands.MissingPermissions,), lambda: Forbidden("managers_only")),
    ((app_commands.CommandSignatureMismatch, app_commands.CommandNotFound), lambda: NotFound("command_changed")),
    ((app_commands.TransformerError,), lambda: BadInput("bad_input")),
)


_NUMBERS = frozenset({"limit", "length", "new", "there"})


def incident_id() -> str:
    """A short id by which a person and the log speak of the same failure."""
    return secrets.token_hex(4)


@overload
def called(error: SeveralFilms, content: Content) -> SeveralFilms: ...
@overload
def called(error: UnknownFilm, content: Content) -> UnknownFilm: ...
def called(error: UnknownFilm | SeveralFilms, content: Content) -> UnknownFilm | SeveralFilms:
    """The error with its films as a language calls them, for the sentence and for what is offered under it."""
    if isinstance(error, SeveralFilms):
        return SeveralFilms(error.title, [content.told(film) for film in error.films])
    return UnknownFilm(error.title, [content.told(film) for film in error.near], error.silent)


def about(film: Film, error: SalonError) -> SalonError:
    """A refusal that names a film, with this one's name: the film as its reader's language calls it."""
    if "film" not in error.values:
        return error
    return type(error)(error.key, **{**error.values, "film": film.label})


def understood(error: BaseException, permission: str | None = None) -> SalonError | None:
    """The SalonError behind an exception of discord.py, or None when it is not one a person can be told about.

    ``permission`` names what the refused action needed, where that is known.
    """
    if isinstance(error, SalonError):
        return error
    if isinstance(error, discord.HTTPException):
        return _of_http(error, permission)
    if isinstance(error, aiohttp.ClientError | TimeoutError | ConnectionError):
        return Unavailable("discord_away")
    return next((make() for kinds, make in _COMMAND_ERRORS if isinstance(error, kinds)), None)


def _of_http(error: discord.HTTPException, permission: str | None) -> SalonError | None:
    if error.code == _LOCKED:
        return Forbidden("thread_locked")
    if isinstance(error, discord.Forbidden):
        named = "view_channel" if error.code == _NO_ACCESS else permission
        return Forbidden("forbidden", permission=named) if named else Forbidden("forbidden_somewhere")
    if isinstance(error, discord.NotFound):
        return Gone()
    if error.status == 429 or error.status >= 500:
        return Unavailable("discord_away")
    return None


class ErrorPresenter:
    """Tells people what went wrong and the log why."""

    def __init__(self, texts: Texts, new_incident: Callable[[], str] = incident_id) -> None:
        self._texts = texts
        self._new_incident = new_incident

    async def interaction(self, interaction: discord.Interaction[Any], error: BaseException) -> None:
        """Answer a command, button or menu that failed; privately, and in silence where its time is over."""
        error = _unwrapped(error)
        if isinstance(error, discord.HTTPException) and error.code in EXPIRED:
            _log.warning("event=interaction_expired interaction=%s", interaction.id)
            return
        told = understood(error, _lacking(interaction))
        text = self.sentence(told or error, self._texts(str(interaction.locale)), f"interaction={interaction.id}")
        try:
            seen = await answer(interaction, text)
        except (discord.DiscordException, aiohttp.ClientError) as failure:
            _log.warning("event=error_not_told interaction=%s error=%r", interaction.id, describe(failure))
            return
        if not seen:
            _log.warning("event=error_not_told interaction=%s error=expired", interaction.id)

    def sentence(self, error: BaseException, locale: Locale, where: str) -> str:
        """What a person is told. What is not a SalonError is logged under an incident id that the sentence names."""
        if not isinstance(error, SalonError):
            incident = self._unexpected(where, error)
            return locale.get("errors.unexpected", incident=incident)
        key, values = _worded(error, locale)
        _log.info("event=told %s error=%s key=%s", where, type(error).__name__, error.key)
        try:
            return locale.get(f"errors.{key}", **values)
        except KeyError:
            return locale.get("errors.unexpected", incident=self._unexpected(where, error))

    def event(self, name: str, error: BaseException) -> None:
        """Log a failure of an event handler. Nobody is told: nobody asked."""
        self._logged(f"event=handler_failed handler={name}", error)

    def job(self, job: Job, error: BaseException) -> None:
        """Log a failure of a job."""
        self._logged(f"event=job_failed kind={job.kind} job={job.id} attempts={job.attempts}", error)

    def task(self, name: str, error: BaseException) -> None:
        """Log a failure of a background task."""
        self._logged(f"event=task_failed task={name}", error)

    def _logged(self, what: str, error: BaseException) -> None:
        told = understood(error)
        if told is None:
            self._unexpected(what, error)
        else:
            _log.warning("%s error=%s key=%s", what, type(error).__name__, told.key)

    def _unexpected(self, where: str, error: BaseException) -> str:
        incident = self._new_incident()
        _log.error("%s incident=%s", where, incident, exc_info=error)
        return incident


def _worded(error: SalonError, locale: Locale) -> tuple[str, dict[str, str]]:
    """The key of the sentence and its variables, with what people typed made harmless."""
    values = {name: plain(_shown(name, value, locale), 200) for name, value in error.values.items()}
    if isinstance(error, UnknownFilm):
        return _unknown_film(error, values, locale)
    if error.key == "already_open" and error.values.get("channel"):
        return "already_open_at", values
    return error.key, values


def _shown(name: str, value: object, locale: Locale) -> str:
    """A variable as the reader's language writes it: permissions and sources by their names, numbers in its digits."""
    if isinstance(value, int) and name in _NUMBERS:
        return locale.number(value)
    if name == "permission":
        return spelled(locale, str(value).split(", "))
    if name == "source" and locale.has(f"film.names.{value}"):
        return locale.get(f"film.names.{value}")
    return str(value)


def _unknown_film(error: UnknownFilm, values: dict[str, str], locale: Locale) -> tuple[str, dict[str, str]]:
    """With near misses where there are some, and with the sources that did not answer: they might have known."""
    key = "unknown_film"
    if error.near:
        key, values = "unknown_film_near", {**values, "near": ", ".join(plain(f.label) for f in error.near[:3])}
    if error.silent:
        key, values = f"{key}_silent", {**values, "sources": source_names(error.silent, locale)}
    return key, values


def _unwrapped(error: BaseException) -> BaseException:
    while isinstance(error, app_commands.CommandInvokeError):
        error = error.original
    return error


def _lacking(interaction: discord.Interaction[Any]) -> str | None:
    """Names of the permissions Salon lacks where the interaction happened."""
    return ", ".join(missing(interaction.app_permissions)) or None
