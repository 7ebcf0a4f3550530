"""What a misspelt title may have been: near spellings of a short one, and the telling letters of a longer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789 "
_SHORT = 9
"""Characters up to which every spelling one slip away is tried; longer ones have letters in a row that survive."""
_RARE = 7
"""How many of a text's rarest runs of three letters are looked up."""
_READ = 24_000
"""Entries of the index that may be read for them altogether, by the counts."""


def misspellings(form: str) -> list[str]:
    """The form and, where it is short, every text one slip away: a letter lost, doubled, exchanged, or two swapped."""
    if len(form) > _SHORT:
        return [form]
    splits = [(form[:at], form[at:]) for at in range(len(form) + 1)]
    found = dict.fromkeys([form])
    found.update(dict.fromkeys(a + b[1:] for a, b in splits if b))
    found.update(dict.fromkeys(a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1))
    found.update(dict.fromkeys(a + c + b for a, b in splits for c in _LETTERS))
    found.update(dict.fromkeys(a + c + b[1:] for a, b in splits if b for c in _LETTERS))
    return [text for text in found if text.strip() == text and text]


def rare_pairs(form: str, counts: Callable[[Sequence[str]], Mapping[str, int]]) -> str:
    """An FTS5 query for titles that hold two of the form's rarest runs of three letters; empty when it has too few."""
    runs = list(dict.fromkeys(form[at : at + 3] for at in range(len(form) - 2)))
    known = sorted((count, run) for run, count in counts(runs).items())
    chosen: list[str] = []
    read = 0
    for count, run in known[:_RARE]:
        read += count
        if read > _READ and len(chosen) >= 2:
            break
        chosen.append(run)
    if len(chosen) == 1 and known[0][0] <= _READ:
        return _quoted(chosen[0])
    return " OR ".join(f"({_quoted(one)} AND {_quoted(two)})" for one, two in combinations(chosen, 2))


def _quoted(run: str) -> str:
    return '"' + run.replace('"', '""') + '"'
