"""What the model is shown: a stable beginning, then the talk, then the task.

The order serves caches: persona, rules, film facts and vocabulary never change within an evening; turns are only
appended, and when they outgrow the budget the window moves in steps. Participants' words stand in user messages of
their own, each with a label that code writes; they are never part of the instructions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.film import Film
from bot.domain.point import Point
from bot.domain.salon import Salon
from bot.domain.theme import Lens, Theme
from bot.domain.turn import Turn
from bot.hosts.prompts import Prompt
from bot.hosts.verbatim import clean

STEP = 20  # turns by which a full window moves, so that the part before them stays the same for a while
LEDGER = 24  # points from before the window that are shown
_TITLES = 4  # other titles of the film that are told; the rest are for finding it
NAME = 32  # characters of a display name; Discord allows as many


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request."""

    role: Literal["system", "user", "assistant"]
    text: str


# Labels that only code may write. A guest who types one gets round brackets.
_LABEL = re.compile(r"\[(?=\s*(?:turn|task|points|film)\b)", re.IGNORECASE)


_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z]{2,4})?")


def guest_words(text: str) -> str:
    """A guest's text without anything that could pass for a label or a mention."""
    return _LABEL.sub("(", clean(text)).strip()


def guest_name(name: str) -> str:
    """A display name on one line, without brackets and colons, never empty."""
    plain = " ".join(re.sub(r"[\[\]():<>@#`*_|\n\r\t\u200b]+", " ", clean(name)).split())
    return plain[:NAME].strip() or "Guest"


def labels(people: Mapping[int, str]) -> dict[int, str]:
    """A distinct name for every participant, by author id."""
    plain = {author: guest_name(name) for author, name in people.items()}
    often = Counter(name.casefold() for name in plain.values())
    seen: Counter[str] = Counter()
    distinct: dict[int, str] = {}
    for author, name in plain.items():
        key = name.casefold()
        seen[key] += 1
        distinct[author] = f"{name} {seen[key]}" if often[key] > 1 else name
    return distinct


def turn_message(turn: Turn, names: Mapping[int, str]) -> Message:
    """A turn as the model sees it."""
    if turn.by_host:
        return Message("assistant", turn.text)
    name = names.get(turn.author_id) or guest_name(turn.author_name)
    words = guest_words(turn.text)
    if turn.attachments:
        files = ", ".join(guest_words(name) for name in turn.attachments[:5])
        words = f"{words} (attached: {files})".strip()
    return Message("user", f"[turn {turn.id}] {name}: {words or '(nothing readable)'}")


def window(turns: Sequence[Turn], budget: int) -> int:
    """The index of the first turn to show: 0 while everything fits, then moving in steps. The newest always shows."""
    cost, first = 0, len(turns)
    while first > 0 and cost + len(turns[first - 1].text) + NAME <= budget:
        first -= 1
        cost += len(turns[first].text) + NAME
    if first == 0:
        return 0
    return min(-(-first // STEP) * STEP, len(turns) - 1)


def talk(
    turns: Sequence[Turn], names: Mapping[int, str], budget: int, open_points: Sequence[Point], ledger: str
) -> list[Message]:
    """The turns that fit, and after them the open points of those that do not."""
    first = window(turns, budget)
    messages = [turn_message(turn, names) for turn in turns[first:]]
    hidden = {turn.id for turn in turns[:first]}
    strongest = sorted((p for p in open_points if p.turn_id in hidden), key=lambda p: -p.salience)[:LEDGER]
    if strongest:
        lines = [f"- turn {p.turn_id}, {names.get(p.author_id, 'Guest')}: {guest_words(p.sentence)}" for p in strongest]
        messages.append(Message("user", "\n".join([ledger, *lines])))
    return messages


def system_message(
    prompt: Prompt,
    salon: Salon,
    *,
    themes: Mapping[str, Theme],
    lenses: Mapping[str, Lens],
    scenes: Sequence[str],
    schema: str,
) -> Message:
    """Persona, rules, facts and vocabulary. ``scenes`` are things that happen in the film, safe for this room."""
    film = salon.film
    known = film.listed
    lens = lenses.get(salon.lens or "")
    text = prompt.render(
        film=film.label if known else prompt.phrase("title_only"),
        film_facts=_facts(film, prompt, scenes) if known else "",
        themes="\n".join(f"{theme.id}: {theme.name}. {theme.definition}" for theme in themes.values()) or "-",
        lenses="\n".join(f"{entry.id}: {entry.name}. {entry.definition}" for entry in lenses.values()) or "-",
        lens=f"{lens.name}: {lens.definition}" if lens else prompt.phrase("no_lens"),
        horizon=_horizon(salon, prompt),
        language=salon.language if _LANGUAGE.fullmatch(salon.language) else "en",
    )
    return Message("system", f"{text}\n\n{prompt.phrase('schema', schema=schema)}")


def title_message(film: Film) -> list[Message]:
    """The title of a film that a guest typed: people's words, so not part of the instructions."""
    return [] if film.listed else [Message("user", f"[film] {guest_words(film.title)[:200]}")]


def _facts(film: Film, prompt: Prompt, scenes: Sequence[str]) -> str:
    """What is known of a film, a line each."""
    named: tuple[tuple[str, Sequence[str]], ...] = (
        ("original title", (film.original_title,) if film.original_title else ()),
        ("also called", film.other_titles[:_TITLES]),
        ("director", film.directors),
        ("country", film.countries),
        ("spoken language", film.languages),
        ("minutes", (str(film.runtime),) if film.runtime else ()),
        ("genre", film.genres),
        ("cast", film.cast),
        ("characters", film.characters),
    )
    lines = [f"{label}: {', '.join(values)}" for label, values in named if values]
    if scenes:
        lines += [prompt.phrase("scenes"), *(f"- {scene}" for scene in scenes)]
    return "\n".join(lines)


def _horizon(salon: Salon, prompt: Prompt) -> str:
    """How much of the film may be given away here."""
    seen = salon.horizon.seen
    if seen >= 1:
        return prompt.phrase("seen_all")
    if seen <= 0:
        return prompt.phrase("seen_nothing")
    return prompt.phrase("seen_part", percent=round(100 * seen), mark=salon.horizon.widest.value)
