"""What people are told when something fails, and what the log holds of it."""

from __future__ import annotations

import logging
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import discord
import pytest

from bot.domain.film import Film, FilmId
from bot.errors import Conflict, Forbidden, Gone, NotFound, SalonError, Unavailable, UnknownFilm
from bot.log import LineFormatter, describe
from bot.ui.errors import ErrorPresenter, about, understood
from bot.ui.startup import invite_url, startup_fault
from bot.ui.texts import Texts

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")
PRESENTER = ErrorPresenter(TEXTS, lambda: "cafe0123")


def refused(kind: type[discord.HTTPException], status: int, code: int) -> discord.HTTPException:
    """An exception as discord.py raises it from an answer of that status."""
    return kind(SimpleNamespace(status=status, reason="x"), {"code": code, "message": "x"})  # type: ignore[arg-type]


def fail(words: str) -> None:
    raise RuntimeError(words)


def told(error: BaseException) -> str:
    return PRESENTER.sentence(error, TEXTS(), "interaction=1")


def test_a_missing_permission_is_named() -> None:
    assert "Create Public Threads" in told(Forbidden("forbidden", permission="Create Public Threads"))


def test_near_misses_are_named_and_typed_text_is_harmless() -> None:
    near = (Film(FilmId("her-2013"), "Her", 2013),)
    assert told(UnknownFilm("Hxr", near)) == "I know no film called “Hxr”. Did you mean Her (2013)?"
    assert "@everyone" not in told(UnknownFilm("@everyone"))
    assert r"\*\*" in told(UnknownFilm("**x**"))


def test_an_open_salon_is_linked_where_its_place_is_known() -> None:
    assert "<#42>" in told(Conflict("already_open", channel=42))
    assert "<#" not in told(Conflict("already_open"))


def test_the_unexpected_gets_an_incident_that_is_in_the_log_without_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        with pytest.raises(RuntimeError) as caught:
            fail("somebody said: my secret")
        sentence = told(caught.value)
    assert "cafe0123" in sentence
    line = LineFormatter().format(caplog.records[-1])
    assert "incident=cafe0123" in line
    assert "RuntimeError" in line
    assert "test_ui_errors.py" in line
    assert "my secret" not in line


def test_an_error_without_a_sentence_is_an_incident() -> None:
    assert "cafe0123" in told(SalonError("no_such_key"))
    assert "cafe0123" in told(Forbidden("forbidden"))  # its variable is missing


@pytest.mark.parametrize(
    ("error", "kind", "key"),
    [
        (refused(discord.Forbidden, 403, 50001), Forbidden, "forbidden"),
        (refused(discord.Forbidden, 403, 50013), Forbidden, "forbidden_somewhere"),
        (refused(discord.Forbidden, 403, 160005), Forbidden, "thread_locked"),
        (refused(discord.NotFound, 404, 10003), Gone, "gone"),
        (refused(discord.DiscordServerError, 503, 0), Unavailable, "discord_away"),
        (refused(discord.HTTPException, 429, 0), Unavailable, "discord_away"),
        (aiohttp.ClientConnectionError(), Unavailable, "discord_away"),
        (NotFound("paused"), NotFound, "paused"),
    ],
)
def test_discords_refusals_are_understood(error: Exception, kind: type[SalonError], key: str) -> None:
    ours = understood(error)
    assert isinstance(ours, kind)
    assert ours.key == key


def test_a_refusal_names_the_permission_that_was_needed() -> None:
    ours = understood(refused(discord.Forbidden, 403, 50013), "Send Messages")
    assert ours is not None
    assert ours.values == {"permission": "Send Messages"}


def test_what_is_our_own_fault_is_not_explained_away() -> None:
    assert understood(refused(discord.HTTPException, 400, 50035)) is None
    assert understood(KeyError("x")) is None


def test_a_refused_login_says_what_to_do() -> None:
    token = startup_fault(discord.LoginFailure("x"))
    intent = startup_fault(discord.PrivilegedIntentsRequired(None))
    assert token is not None
    assert "DISCORD_TOKEN" in token.faults[0]
    assert intent is not None
    assert "message_content = false" in intent.faults[0]
    assert startup_fault(ValueError()) is None


def test_the_invitation_asks_for_no_more_than_is_used() -> None:
    url = invite_url(5)
    value = int(dict(part.split("=") for part in url.split("?")[1].split("&"))["permissions"])
    used = {
        "attach_files",
        "create_events",
        "send_messages",
        "send_messages_in_threads",
        "create_public_threads",
        "read_message_history",
    }
    # discord.py shows "view_channel" under its older name
    assert {name for name, on in discord.Permissions(value) if on} == used | {"read_messages"}


def test_the_log_is_one_line_and_keeps_secrets() -> None:
    record = logging.LogRecord("bot.x", logging.INFO, "f.py", 1, "event=x token=%s\nsecond", ("tok-12345",), None)
    line = LineFormatter(["tok-12345"]).format(record)
    assert line.endswith("level=info from=bot.x event=x token=[secret] second")


def test_an_exception_is_described_without_its_message() -> None:
    assert describe(ValueError("my words")) == "ValueError"
    assert describe(NotFound("paused")) == "NotFound key=paused"
    assert describe(refused(discord.NotFound, 404, 10008)) == "NotFound status=404 code=10008"


def test_a_refusal_names_the_film_it_is_about() -> None:
    film = Film(FilmId("the-godfather-1972"), "Le Parrain", 1972)
    refused_ = about(film, Forbidden("watchlist_not_yours", film="The Godfather (1972)"))
    assert isinstance(refused_, Forbidden)
    assert told(refused_).startswith("Le Parrain (1972) ")
    plain = Conflict("already_open")
    assert about(film, plain) is plain
