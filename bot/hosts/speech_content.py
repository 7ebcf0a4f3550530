"""Reads how the host reads and speaks one language: ``config/host/<language>.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from bot.domain.bank import Uptake
from bot.domain.heat_cues import HeatCues
from bot.domain.lexicon import Groups, Lexicon, PhraseSet
from bot.domain.point import PointKind
from bot.domain.question import QuestionId
from bot.domain.speech import Case, Counter, Heads, Speech, Stalled, TurnBack
from bot.hosts.shelf import Table
from bot.hosts.whatif_content import workshop_of

_PHRASES = (
    "small_talk", "trivia", "film_talk", "persons", "causal", "contrast", "stance", "intense", "agree", "disagree", "gave_way",
    "fillers", "copula", "synopsis", "personal", "crude", "unseen", "not_seen", "seen_before", "asks_view", "asks_host", "announces", "farewells",
    "never", "imagines", "refers", "asks_fact", "closers",
)  # fmt: skip
_PATTERNS = ("clause_break", "reverses", "goes_on", "hangs", "supposes")


def lexicon_of(host: Table) -> Lexicon:
    """The words by which talk is read. Raises KeyError, TypeError or ValueError for what is no such table."""
    table = host["lexicon"]
    phrases: dict[str, Any] = {name: PhraseSet(table[name]) for name in _PHRASES}
    phrases |= {name: re.compile(table[name]) for name in _PATTERNS}
    return Lexicon(
        stop=frozenset(table["stop"].split()),
        kinds={PointKind(kind): PhraseSet(cues) for kind, cues in table["kinds"].items()},
        question_openers=frozenset(table["question_openers"]),
        endings=tuple(table["endings"].split()),
        weak_openers=frozenset(table["weak_openers"]),
        favourite=_groups(table["favourite"]),
        facts={name: _groups(groups) for name, groups in table["facts"].items()},
        heat=_heat(host["heat"]),
        **phrases,
    )


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
        replies={name: tuple(forms) for name, forms in host["replies"].items()},
        opening={name: tuple(forms) for name, forms in host["opening"].items()},
        recap=dict(host["recap"]),
        stalled={mode: Stalled(tuple(s["forms"]), tuple(s["questions"])) for mode, s in host["stalled"].items()},
        turn_back=tuple(TurnBack(t["head"], t["question"]) for t in host["turn_back"]),
        counter=_counter(host["counter"]),
        workshop=workshop_of(host["whatif"]),
        praise=tuple(host["lexicon"]["praise"]),
        dislike=tuple(host["lexicon"]["dislike"]),
        joint=host["words"]["joint"],
        somebody=host["words"]["somebody"],
    )


def _counter(table: Table) -> Counter:
    cases = {
        str(kind): tuple(Case(c["alone"], c["anyone"], c["question"]) for c in table[kind])
        for kind in (*PointKind, "praise", "dislike", "agreed")
        if kind != PointKind.QUESTION
    }
    return Counter(tuple(table["signs"]), tuple(table["scenes"]), cases)
