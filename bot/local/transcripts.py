"""Reading transcripts: JSON lines of whole conversations, or a DiscordChatExporter JSON export.

DiscordChatExporter (its public documentation and exports) writes one object with ``guild``, ``channel`` and
``messages``; a message has ``id``, ``type`` ("Default", "Reply"), ``timestamp``, ``content``, ``author`` (``id``, ``name``,
``nickname``, ``isBot``), ``attachments`` (``fileName``) and ``reference`` (``messageId``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a transcript. ``id`` and ``reply_to`` are the transcript's own."""

    id: str
    speaker: str
    at: datetime
    text: str
    reply_to: str | None = None
    attachments: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Transcript:
    """One conversation. ``film`` and ``year`` are None where the file does not say."""

    id: str
    film: str | None
    year: int | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be read, with its number and what is wrong."""

    number: int
    why: str


def read_transcripts(path: Path) -> Iterator[Transcript | Broken]:
    """Every transcript of a file, with what is broken in its place. Raises OSError when the file cannot be read."""
    if _is_export(path):
        yield from _export(path)
        return
    empty = True
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, text in enumerate(file, 1):
            if text.strip():
                empty = False
                yield from _line(number, text.lstrip("\ufeff"))
    if empty:
        yield Broken(1, "there is no transcript in this file")


def _is_export(path: Path) -> bool:
    """Whether the whole file is one indented export: its first line is no row, and "guild" or "dateRange" stands near."""
    with path.open(encoding="utf-8", errors="replace") as file:
        head = file.read(4096)
    first = head.lstrip("\ufeff \t\r\n").split("\n", 1)[0]
    return ('"guild"' in head and '"messages"' not in first) or ('"dateRange"' in head and not _whole(first))


def _whole(line: str) -> bool:
    """Whether a line begins a row of its own rather than an object that goes on below."""
    return '"messages"' in line


def _exported_row(row: dict[str, Any]) -> bool:
    """Whether a row is an export: its messages have authors and contents, where a transcript's have speakers and texts."""
    messages = row.get("messages")
    if isinstance(messages, list) and messages:
        return any(isinstance(m, dict) and "speaker" not in m and {"author", "content"} & m.keys() for m in messages)
    return "guild" in row


def _line(number: int, text: str) -> Iterator[Transcript | Broken]:
    try:
        row = json.loads(text)
        if not isinstance(row, dict):
            raise TypeError("not an object")  # noqa: TRY301  # told like every other fault of the line
        messages = row["messages"]
        if not isinstance(messages, list):
            raise TypeError('"messages" is not a list')  # noqa: TRY301
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        yield Broken(number, _why(error))
        return
    if _exported_row(row):
        yield from _of_export(row, str(number))
        return
    lines: list[Line] = []
    for place, message in enumerate(messages, 1):
        try:
            lines.append(_message(message, str(place)))
        except (ValueError, KeyError, TypeError) as error:
            yield Broken(number, f"message {place}: {_why(error)}")
    year = row.get("year")
    yield Transcript(
        str(row.get("id", number)),
        _text_or_none(row.get("film")),
        year if isinstance(year, int) else None,
        _in_order(lines),
    )


def _message(message: dict[str, Any], place: str) -> Line:
    speaker, text = message["speaker"], message["text"]
    if not isinstance(speaker, str) or not isinstance(text, str):
        raise TypeError("speaker and text must be text")
    return Line(place, speaker[:80] or "somebody", _moment(message["at"]), text)


def _export(path: Path) -> Iterator[Transcript | Broken]:
    try:
        export = json.loads(path.read_text(encoding="utf-8-sig", errors="replace"))
        if not isinstance(export["messages"], list):
            raise TypeError('"messages" is not a list')  # noqa: TRY301
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield Broken(getattr(error, "lineno", 1), _why(error))
        return
    yield from _of_export(export, path.stem)


def _of_export(export: dict[str, Any], name: str) -> Iterator[Transcript | Broken]:
    channel, guild = (part if isinstance(part, dict) else {} for part in (export.get("channel"), export.get("guild")))
    lines: list[Line] = []
    base = f"https://discord.com/channels/{guild.get('id', '@me')}/{channel.get('id', '0')}"
    for place, message in enumerate(export["messages"], 1):
        try:
            if message.get("type", "Default") in {"Default", "Reply"} and not message["author"].get("isBot"):
                lines.append(_exported(message, base))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            yield Broken(place, f"message {place}: {_why(error)}")
    yield Transcript(str(channel.get("id", name)), None, None, _in_order(lines))


def _exported(message: dict[str, Any], base: str) -> Line:
    author, reference = message["author"], message.get("reference") or {}
    files = tuple(str(a.get("fileName", "file")) for a in message.get("attachments") or ())
    speaker = str(author.get("nickname") or author["name"])
    return Line(
        str(message["id"]), speaker, _moment(message["timestamp"]), str(message["content"]),
        _text_or_none(reference.get("messageId")), files, f"{base}/{message['id']}",
    )  # fmt: skip


def _moment(text: str) -> datetime:
    """A time in UTC; without a zone it is taken as UTC. Raises ValueError, or TypeError for what is no text."""
    moment = datetime.fromisoformat(text)
    # Far from the ends of the calendar, so that lulls and closings after it can still be reckoned.
    if not 1900 <= moment.year <= 2200:
        raise ValueError(f"no such time in a talk: {text}")
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    """By time, equal times kept apart by a millisecond in the order of the file."""
    ordered: list[Line] = []
    for line in sorted(lines, key=lambda one: one.at):
        at = line.at
        if ordered and at <= ordered[-1].at:
            at = ordered[-1].at + timedelta(milliseconds=1)
        ordered.append(Line(line.id, line.speaker, at, line.text, line.reply_to, line.attachments, line.link))
    return tuple(ordered)


def _text_or_none(value: object) -> str | None:
    return str(value) if value not in (None, "") else None


def _why(error: Exception) -> str:
    if isinstance(error, KeyError):
        return f"{error} is missing"
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON ({error.msg} at column {error.colno})"
    return str(error) or type(error).__name__
