"""Which variables and phrases the AI host fills in, prompt by prompt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.hosts.guard import FaultKind


@dataclass(frozen=True, slots=True)
class Need:
    """``variables`` a prompt may use, and the phrases it must have, each with the variables it may use."""

    variables: frozenset[str] = frozenset()
    phrases: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _phrases(**variables: str) -> dict[str, frozenset[str]]:
    """Phrase names with their variables, written as words."""
    return {name: frozenset(words.split()) for name, words in variables.items()}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


PERSONA = Need(phrases={"name": frozenset()})
"""What every persona has: no variables, and what it is called."""

NEEDS: Mapping[str, Need] = MappingProxyType(
    {
        "system": Need(
            _names("persona film film_facts themes lenses lens horizon language"),
            _phrases(
                title_only="",
                scenes="",
                no_lens="",
                seen_all="",
                seen_part="percent mark",
                seen_nothing="",
                schema="schema",
                ledger="",
                left_out="",
            ),
        ),
        "open": Need(_names("people words"), _phrases(seen="", unseen="")),
        "decide": Need(
            _names("newest situation duty words"),
            _phrases(
                solo="",
                group="people",
                addressed="",
                pointed="turn",
                lull="",
                lately="since",
                must="",
                free="",
                answer="",
                length_solo="",
                length_group="",
            ),
        ),
        "prompt": Need(_names("wish words"), _phrases(theme="theme", lens="lens", kind="kind", free="")),
        "counter": Need(_names("turn which sign words"), _phrases(agreed="", named="")),
        "link": Need(_names("turns sign words")),
        "recap": Need(
            _names("people part items"),
            _phrases(
                solo="name",
                group="count",
                whole="",
                part="number count",
                malformed="detail",
                lacks_turn="",
                lacks_words="",
                lacks_mouth="",
                lacks_stance="",
                lacks_sides="",
                lacks_quote="",
                lacks_guard="",
            ),
        ),
        "choose": Need(_names("items schema"), _phrases(task="")),
        "verify": Need(_names("schema"), _phrases(task="")),
        "tags": Need(_names("themes most"), _phrases(own="", task="")),
        "repair": Need(
            _names("faults"),
            {
                **{kind.name.lower(): frozenset({"detail"}) for kind in FaultKind},
                **_phrases(malformed="detail", silent="", no_question="", no_facts=""),
            },
        ),
    }
)
