"""The preview of an import: in words what was read, what of it was found and what would change; and all of it as a csv."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import StringIO

from bot.domain.film import Film
from bot.domain.watchlist import MOST_FILMS
from bot.domain.watchlist_import import MOST_BYTES, Match, Preview
from bot.ui.limits import CONTENT
from bot.ui.marks import plain
from bot.ui.texts import Locale
from bot.ui.watchlist_front import list_name

_UNMATCHED = 15
"""Films that were not found and are named in the preview; the file names the rest."""
_OTHERWISE = 10
"""Films taken under another title or year that are named."""


def told_preview(preview: Preview, told: Callable[[Film], Film]) -> Preview:
    """The preview with what was found as ``told`` calls it.

    A film that the file calls by the title we know it by keeps that one: it was not taken for anything else.
    """
    return replace(preview, matches=tuple(_told(one, told) for one in preview.matches))


def _told(match: Match, told: Callable[[Film], Film]) -> Match:
    renamed = replace(match, film=told(match.film))
    return renamed if match.otherwise or not renamed.otherwise else match


def preview_text(preview: Preview, texts: Locale) -> str:
    """What was read, what of it was found under which name, and what would change."""
    lines = [texts.get("watchlist.import_read", n=len(preview.read.films)), *_found(preview, texts)]
    if preview.read.untitled:
        lines.append(texts.get("watchlist.import_untitled", n=preview.read.untitled))
    if preview.read.odd_ratings:
        lines.append(texts.get("watchlist.import_odd_ratings", n=preview.read.odd_ratings))
    last = [texts.get("watchlist.import_confirm" if preview.staged is not None else "watchlist.import_nothing")]
    if preview.crowded:
        last.insert(0, texts.get("watchlist.import_crowded", limit=texts.number(MOST_FILMS)))
    otherwise = [
        f"- {plain(one.listed.label, 50)} → {plain(one.film.label, 50)}" for one in preview.matches if one.otherwise
    ]
    unmatched = [f"- {plain(film.label, 60)}" for film in preview.unmatched]
    for key, films, most in (("otherwise", otherwise, _OTHERWISE), ("unmatched", unmatched, _UNMATCHED)):
        if films:
            room = CONTENT - len("\n".join([*lines, *last])) - 2
            half = bool(unmatched) and films is otherwise
            lines.append(_named(f"watchlist.import_{key}", films, most, room // 2 if half else room, texts))
    return "\n".join([*lines, *last])


def as_csv(preview: Preview, texts: Locale) -> bytes:
    """All films that were read and what each was taken as, those that were not found first.

    A csv that a spreadsheet opens as text: UTF-8 with its mark. At most as large as a file that is read (MOST_BYTES).
    """
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["Name", "Year", texts.get("watchlist.import_taken_as")])
    writer.writerows((_safe(film.title), film.year or "", "") for film in preview.unmatched)
    writer.writerows((_safe(one.listed.title), one.listed.year or "", _safe(one.film.label)) for one in preview.matches)
    data = out.getvalue().encode("utf-8-sig")
    return data if len(data) <= MOST_BYTES else data[: data.rindex(b"\n", 0, MOST_BYTES) + 1]


def _found(preview: Preview, texts: Locale) -> list[str]:
    """How many films are known, and how these stand to the list; what is none is left out."""
    counts = {"new": preview.new, "changed": preview.changed, "same": preview.same}
    named = list_name(preview.owner, texts)
    if len(preview.read.films) == 1:
        return [texts.get(f"watchlist.import_only_{what}", list=named) for what, n in counts.items() if n]
    parts = [texts.get(f"watchlist.import_{what}", n=n, list=named) for what, n in counts.items() if n]
    return (
        [texts.get("watchlist.import_found", n=preview.matched, parts=texts.get("watchlist.import_joint").join(parts))]
        if parts
        else []
    )


def _named(key: str, films: Sequence[str], most: int, room: int, texts: Locale) -> str:
    """A heading and a line for each film, ``most`` and no more than fit; how many more there are is always said."""
    head, shown = texts.get(key, n=len(films)), list[str]()
    reserve = max(len(texts.get("watchlist.import_more", n=n)) for n in (1, len(films)))
    for line in films[:most]:
        if len("\n".join([head, *shown, line])) + 1 + reserve > room:
            break
        shown.append(line)
    more = len(films) - len(shown)
    return "\n".join([head, *shown, *([texts.get("watchlist.import_more", n=more)] if more else [])])


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
