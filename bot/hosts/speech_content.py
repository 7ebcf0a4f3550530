"""Reads how the host reads and speaks one language: ``config/host/<language>.toml``; ``host_faults`` finds all that is wrong in it.

The words by which talk is read must be those that the code asks for; forms of speech are measured by the default language's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from bot.domain.bank import Uptake
from bot.domain.forms import variables
from bot.domain.heat_cues import HeatCues
from bot.domain.lexicon import Groups, Lexicon, PhraseSet
from bot.domain.point import PointKind
from bot.domain.question import QuestionId
from bot.domain.sighting import SightingCues
from bot.domain.speech import Case, Counter, Heads, Recording, Speech, Stalled, TurnBack
from bot.hosts.lint import Asking
from bot.hosts.shelf import Table
from bot.hosts.whatif_content import workshop_of

_PHRASES = (
    "small_talk", "trivia", "film_talk", "persons", "causal", "contrast", "stance", "intense", "agree", "disagree", "gave_way",
    "fillers", "copula", "synopsis", "personal", "crude", "unseen", "not_seen", "seen_before", "asks_view", "asks_host", "announces", "farewells", "asides", "playback",
    "never", "imagines", "refers", "asks_fact", "closers", "reported",
)  # fmt: skip
_RECORDED = (
    "stale", "judges", "views", "replies", "agrees", "contradicts", "yields", "premises", "regrets",
    "viewing", "quoting", "follows", "denies", "objects", "revises", "once", "by_now",
)  # fmt: skip
_SIGHTINGS = ("partial", "finished", "others", "asks", "denies")
_CUT = ("turns", "own", "heads", "tails")
_PATTERNS = ("clause_break", "reverses", "goes_on", "hangs", "supposes", "tags")


def lexicon_of(host: Table) -> Lexicon:
    """The words by which talk is read. Raises KeyError, TypeError or ValueError for what is no such table."""
    table = host["lexicon"]
    phrases: dict[str, Any] = {name: PhraseSet(table[name]) for name in _PHRASES}
    phrases |= {name: re.compile(table[name]) for name in _PATTERNS}
    return Lexicon(
        stop=frozenset(table["stop"].split()),
        everywhere=frozenset(table["everywhere"].split()),
        kinds={PointKind(kind): PhraseSet(cues) for kind, cues in table["kinds"].items()},
        question_openers=frozenset(table["question_openers"]),
        endings=tuple(table["endings"].split()),
        weak_openers=frozenset(table["weak_openers"]),
        favourite=_groups(table["favourite"]),
        facts={name: _groups(groups) for name, groups in table["facts"].items()},
        heat=_heat(host["heat"]),
        sightings=(_sighting(host["sighting"]),),
        calls_host=re.compile(host["guests"]["calls_host"]),
        wonders=re.compile(host["guests"]["wonders"]),
        opposes=re.compile(host["guests"]["opposes"]),
        leads=re.compile(host["guests"]["leads"]),
        **phrases,
    )


def _sighting(table: Table) -> SightingCues:
    single = {name: re.compile(table[name]) for name in _SIGHTINGS}
    standing = tuple(re.compile(one.replace("{time}", table["time"])) for one in table["standing"])
    return SightingCues(standing=standing, numbers=table["numbers"], **single)


def _groups(lists: Sequence[Sequence[str]]) -> Groups:
    return tuple(tuple(group) for group in lists)


def _heat(table: Table) -> HeatCues:
    made: Table = {"PhraseSet": PhraseSet, "frozenset[str]": frozenset, "re.Pattern[str]": re.compile}
    return HeatCues(**{f.name: made[str(f.type)](table[f.name]) for f in fields(HeatCues)})


def speech_of(host: Table) -> Speech:
    """The forms of speech. Raises KeyError, TypeError or ValueError for what is no such table."""
    return Speech(
        uptakes=tuple(
            Uptake(QuestionId("uptake:" + u["id"]), u["after"], u["alone"], u["anyone"], u["question"])
            for u in host["uptake"]
        ),
        heads={kind: Heads(tuple(h["alone"]), tuple(h["anyone"])) for kind, h in host["heads"].items()},
        connect=tuple(host["connect"]["forms"]),
        connect_questions=tuple(host["connect"]["questions"]),
        nudge=tuple(host["nudge"]["forms"]),
        nudge_alone=tuple(host["nudge"]["forms_alone"]),
        nudge_passed=tuple(host["nudge"]["passed"]),
        replies={name: tuple(forms) for name, forms in host["replies"].items()},
        opening={name: tuple(forms) for name, forms in host["opening"].items()},
        recap=dict(host["recap"]),
        recording=_recording(host["recording"]),
        stalled={mode: _stalled(s) for mode, s in host["stalled"].items()},
        turn_back=tuple(TurnBack(t["head"], t["question"]) for t in host["turn_back"]),
        counter=_counter(host["counter"]),
        wondered=_stalled(host["wondered"]),
        asked_about={name: tuple(forms) for name, forms in host["asked_about"].items()},
        choosing=_stalled(host["choosing"]),
        pressing=_stalled(host["pressing"]),
        workshop=workshop_of(host["whatif"]),
        praise=tuple(host["lexicon"]["praise"]),
        dislike=tuple(host["lexicon"]["dislike"]),
        joint=host["words"]["joint"],
        somebody=host["words"]["somebody"],
    )


def _stalled(table: Table) -> Stalled:
    return Stalled(tuple(table["forms"]), tuple(table["questions"]))


def _recording(table: Table) -> Recording:
    made: dict[str, Any] = {name: PhraseSet(table[name]) for name in _RECORDED}
    return Recording(**made | {name: re.compile(table[name]) for name in _CUT})


def _counter(table: Table) -> Counter:
    cases = {
        str(kind): tuple(Case(c["alone"], c["anyone"], c["question"]) for c in table[kind])
        for kind in (*PointKind, "praise", "dislike", "agreed")
        if kind != PointKind.QUESTION
    }
    return Counter(tuple(table["signs"]), tuple(table["scenes"]), cases)


def host_faults(english: Table, host: Table) -> Iterator[str]:
    """Everything in a host file that is missing, unknown or of another make than it must be, each a sentence."""
    for section, shapes in _READ.items():
        table = host.get(section)
        if isinstance(table, dict):
            yield from _misshapen(section, table, shapes)
        else:
            yield f"[{section}] is missing."
    if not english:
        return  # it cannot be read, which has been noted; there is nothing to measure by
    yield from _unlike("", *({name: one[name] for name in one if name not in _READ} for one in (english, host)))
    for name in ("kinds", "facts"):
        ours, theirs = (_inner(one, "lexicon", name) for one in (english, host))
        yield from _names_unlike(f"lexicon.{name}", ours, theirs)


def _words(value: object) -> str | None:
    right = isinstance(value, list) and all(isinstance(one, str) for one in value)
    return None if right else "must be a list of words or phrases"


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else "must be a text in quotation marks"


def _pattern(value: object) -> str | None:
    if not isinstance(value, str):
        return _text(value)
    try:
        re.compile(value, re.IGNORECASE)
    except re.error as error:
        return f"is no regular expression ({error})"
    return None


def _groups_of_words(value: object) -> str | None:
    right = isinstance(value, list) and all(_words(group) is None for group in value)
    return None if right else "must be a list of lists of words"


def _table_of(shape: Callable[[object], str | None]) -> Callable[[object], str | None]:
    def shaped(value: object) -> str | None:
        if not isinstance(value, dict):
            return "must be a table"
        return next((f"{name} {fault}" for name, one in value.items() if (fault := shape(one))), None)

    return shaped


def _numbers(value: object) -> str | None:
    right = isinstance(value, dict) and all(type(one) is int for one in value.values())
    return None if right else "must be a table of numbers"


_Shapes = Mapping[str, Callable[[object], str | None]]
_HEAT_SHAPES = {"PhraseSet": _words, "frozenset[str]": _words, "re.Pattern[str]": _pattern}
_READ: Mapping[str, _Shapes] = {
    "lexicon": {
        **dict.fromkeys((*_PHRASES, "question_openers", "weak_openers", "praise", "dislike"), _words),
        **dict.fromkeys(_PATTERNS, _pattern),
        **dict.fromkeys(("stop", "everywhere", "endings"), _text),
        "favourite": _groups_of_words,
        "kinds": _table_of(_words),
        "facts": _table_of(_groups_of_words),
    },
    "heat": {one.name: _HEAT_SHAPES[str(one.type)] for one in fields(HeatCues)},
    "asking": {one.name: _pattern for one in fields(Asking)},
    "sighting": {**dict.fromkeys(_SIGHTINGS, _pattern), "time": _pattern, "standing": _words, "numbers": _numbers},
    "guests": dict.fromkeys(("calls_host", "wonders", "opposes", "leads"), _pattern),
    "recording": {**dict.fromkeys(_RECORDED, _words), **dict.fromkeys(_CUT, _pattern)},
}
"""What is read by name, and what each must be."""


def _misshapen(section: str, table: Table, shapes: _Shapes) -> Iterator[str]:
    yield from _names_unlike(section, shapes, table)
    for name, shape in shapes.items():
        if name in table and (fault := shape(table[name])):
            yield f"[{section}] {name} {fault}."


def _names_unlike(place: str, ours: Table, theirs: Table) -> Iterator[str]:
    yield from (_of(place, f"lacks {name}.") for name in ours if name not in theirs)
    yield from (_of(place, f"has {name}, which nothing reads.") for name in theirs if name not in ours)


def _of(place: str, told: str) -> str:
    return f"[{place}] {told}" if place else f"it {told}"


def _inner(table: Table, *names: str) -> Table:
    for name in names:
        found = table.get(name)
        table = found if isinstance(found, dict) else {}
    return table


def _unlike(place: str, ours: Any, theirs: Any) -> Iterator[str]:
    """How a place of another language differs from the default one's in more than its words."""
    if isinstance(ours, str):
        yield from _form(place, theirs, _variables(ours), empty=not ours.strip())
    elif not isinstance(theirs, type(ours)):
        yield f"{place}: it must be a {'table' if isinstance(ours, dict) else 'list'}."
    elif isinstance(ours, dict):
        yield from _names_unlike(place, ours, theirs)
        for name in ours:
            if name in theirs:
                yield from _unlike(f"{place}.{name}" if place else name, ours[name], theirs[name])
    elif isinstance(ours, list):
        if ours and not theirs:
            yield f"{place}: it must have at least one form."
        if tables := [one for one in ours if isinstance(one, dict)]:
            yield from _entries(place, tables, theirs)
            return
        allowed, empty = frozenset[str]().union(*map(_variables, ours)), "" in ours
        for number, form in enumerate(theirs, 1):
            yield from _form(f"{place} {number}", form, allowed, empty=empty)


def _entries(place: str, ours: Sequence[Table], theirs: Sequence[Any]) -> Iterator[str]:
    """The same for a list of tables; those that follow on a kind of point are measured by the ones after that kind."""
    needed, known = set(ours[0]).intersection(*ours), set[str]().union(*ours)
    after = {str(one.get("after")) for one in ours}
    for number, entry in enumerate(theirs, 1):
        if not isinstance(entry, dict):
            yield f"{place} {number}: it must be a table."
            continue
        name = f"{place} {entry.get('id', number)}"
        yield from (f"{name}: it lacks {key}." for key in sorted(needed - set(entry)))
        yield from (f"{name}: it has {key}, which nothing reads." for key in sorted(set(entry) - known))
        like = [one for one in ours if one.get("after") == entry.get("after")]
        if not like:
            if "after" in entry:
                yield f"{name}: after must be one of {', '.join(sorted(after))}."
            continue
        for key in sorted(known & set(entry)):
            allowed = frozenset[str]().union(*(_variables(one[key]) for one in like if key in one))
            yield from _form(f"{name}: {key}", entry[key], allowed)
    lacking = after - {str(entry.get("after")) for entry in theirs if isinstance(entry, dict)}
    yield from (f"{place}: there is none after {kind}." for kind in sorted(lacking) if theirs)


def _form(place: str, form: object, allowed: frozenset[str], *, empty: bool = False) -> Iterator[str]:
    if not isinstance(form, str):
        yield f"{place}: it must be a text in quotation marks."
        return
    if not form.strip() and not empty:
        yield f"{place}: it is empty."
    try:
        strange = variables(form) - allowed
    except ValueError:
        yield f"{place}: the braces must hold a plain name, as in {{film}}."
        return
    yield from (f"{place}: there is no {{{name}}} to fill in there." for name in sorted(strange))


def _variables(form: object) -> frozenset[str]:
    """The names in a form's braces; none where it is no form, which is a fault of the default's own file."""
    try:
        return variables(form) if isinstance(form, str) else frozenset()
    except ValueError:
        return frozenset()
