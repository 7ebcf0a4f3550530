"""What the model is shown: a stable beginning, then the talk, then the task.

The order serves caches: persona, rules, film facts and vocabulary never change within an evening; turns are only
appended. A salon is shown whole while it is short; from then on a window over its newest turns, which moves in steps,
the older turns that touch on what was just said, and the open points among the rest, so that a request never grows.
Participants' words stand in user messages of their own, each with a label that code writes; they are never part of the
instructions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.domain.film import Film
from bot.domain.room import Room
from bot.domain.salon import Salon
from bot.domain.spoiler import Horizon
from bot.domain.theme import Lens, Theme
from bot.domain.turn import Turn, TurnId
from bot.hosts.ai_recall import MOST as RECALLED
from bot.hosts.ai_recall import related
from bot.hosts.prompts import Prompt
from bot.hosts.verbatim import clean

WHOLE = 64  # turns up to which a salon is shown whole
WINDOW = 46  # turns that are shown of a longer one; with what is brought back it is about as much
STEP = 8  # turns by which a full window moves, so that the part before them stays the same for a while
LEDGER = 8  # points from before the window that are shown
LINE = 240  # characters of what is repeated from before the window
_FACT = 100  # characters of one fact
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


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is shown: characters, turns up to which a salon is shown whole, and else of its newest; what comes back."""

    budget: int
    whole: int = WHOLE
    window: int = WINDOW
    recalled: int = RECALLED
    ledger: int = LEDGER


@dataclass(frozen=True, slots=True)
class Look:
    """How turns look to the model: their authors' ``names``, and which turns it does not see.

    ``left_out`` stands in the place of a turn that is hidden, ``ledger`` above the open points.
    """

    names: Mapping[int, str]
    hides: Callable[[Turn], bool]
    left_out: str
    ledger: str

    def name(self, author_id: int) -> str:
        """The name of a participant."""
        return self.names.get(author_id, "Guest")

    def hides_id(self, room: Room, turn_id: TurnId) -> bool:
        """Whether the turn of that id is hidden (or not there)."""
        turn = room.turn(turn_id)
        return turn is None or self.hides(turn)

    def message(self, turn: Turn, *, earlier: bool = False) -> Message:
        """A turn as the model sees it; ``earlier`` when it is brought back from before the window."""
        if turn.by_host:
            return Message("assistant", turn.text)
        label = f"[turn {turn.id}, earlier]" if earlier else f"[turn {turn.id}]"
        if self.hides(turn):
            return Message("user", f"{label} {self.name(turn.author_id)}: {self.left_out}")
        words = guest_words(turn.text)
        if turn.attachments:
            files = ", ".join(guest_words(name) for name in turn.attachments[:5])
            words = f"{words} (attached: {files})".strip()
        words = short(words) if earlier else words
        return Message("user", f"{label} {self.name(turn.author_id)}: {words or '(nothing readable)'}")


def window(turns: Sequence[Turn], budget: int, most: int) -> int:
    """The index of the first turn to show, so many at most and within a budget of characters; it moves in steps.

    The newest turn always shows, and 0 is returned while everything fits.
    """
    cost, first = 0, len(turns)
    while first > 0 and len(turns) - first < most and cost + len(turns[first - 1].text) + NAME <= budget:
        first -= 1
        cost += len(turns[first].text) + NAME
    if first == 0:
        return 0
    step = min(STEP, max(1, (len(turns) - first) // 3))
    return min(-(-first // step) * step, len(turns) - 1)


def talk(room: Room, extent: Extent, look: Look) -> list[Message]:
    """The turns that are shown, and after them what is brought back of those that are not."""
    turns = room.turns
    whole = len(turns) <= extent.whole and window(turns, extent.budget, extent.whole) == 0
    # What is brought back needs a part of the budget.
    first = 0 if whole else window(turns, extent.budget * 3 // 4, extent.window)
    messages = [look.message(turn) for turn in turns[first:]]
    if first == 0:
        return messages
    before = turns[:first]
    hidden = {turn.id for turn in before}
    open_points = sorted((p for p in room.open_points() if p.turn_id in hidden), key=lambda p: -p.salience)
    points = [p for p in open_points if not look.hides_id(room, p.turn_id)][: extent.ledger]
    again = related(room, before, extent.recalled, {p.turn_id for p in points}) if extent.recalled else ()
    messages += [look.message(turn, earlier=True) for turn in again if not look.hides(turn)]
    if points:
        lines = [f"- turn {p.turn_id}, {look.name(p.author_id)}: {short(guest_words(p.sentence))}" for p in points]
        messages.append(Message("user", "\n".join([look.ledger, *lines])))
    return messages


def short(text: str) -> str:
    """A text on one line, cut where it is too long to be repeated."""
    line = " ".join(text.split())
    return line if len(line) <= LINE else f"{line[: LINE - 1].rstrip()}…"


def system_message(
    prompt: Prompt,
    salon: Salon,
    *,
    themes: Mapping[str, Theme],
    lenses: Mapping[str, Lens],
    scenes: Sequence[str],
    schema: str,
    persona: str,
    horizon: Horizon,
) -> Message:
    """Persona, rules, facts and vocabulary. ``scenes`` are things that happen in the film, safe for this room."""
    film = salon.film
    known = film.listed
    lens = lenses.get(salon.lens or "")
    text = prompt.render(
        persona=persona,
        film=_fact(film.label) if known else prompt.phrase("title_only"),
        film_facts=_facts(film, prompt, scenes) if known else "",
        themes="\n".join(f"{theme.id}: {theme.name}. {theme.definition}" for theme in themes.values()) or "-",
        lenses="\n".join(f"{entry.id}: {entry.name}. {entry.definition}" for entry in lenses.values()) or "-",
        lens=f"{lens.name}: {lens.definition}" if lens else prompt.phrase("no_lens"),
        horizon=_horizon(horizon, prompt),
        language=salon.language if _LANGUAGE.fullmatch(salon.language) else "en",
    )
    return Message("system", f"{text}\n\n{prompt.phrase('schema', schema=schema)}")


def title_message(film: Film, instead: str | None = None) -> list[Message]:
    """The title of a film that a guest typed: people's words, so not part of the instructions. ``instead`` replaces it."""
    return [] if film.listed else [Message("user", f"[film] {instead or guest_words(film.title)[:200]}")]


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
    # Facts come from outside, too, where anybody may write: a value is a few words on one line.
    lines = [f"{label}: {', '.join(_fact(value) for value in values)}" for label, values in named if values]
    if scenes:
        lines += [prompt.phrase("scenes"), *(f"- {scene}" for scene in scenes)]
    return "\n".join(lines)


def _fact(value: str) -> str:
    return " ".join(guest_words(value).split())[:_FACT]


def _horizon(horizon: Horizon, prompt: Prompt) -> str:
    """How much of the film may be given away here."""
    seen = horizon.seen
    if seen >= 1:
        return prompt.phrase("seen_all")
    if seen <= 0:
        return prompt.phrase("seen_nothing")
    return prompt.phrase("seen_part", percent=round(100 * seen), mark=horizon.widest.value)
