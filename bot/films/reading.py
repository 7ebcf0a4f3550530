"""What a source's JSON holds, taken with care: anything may be missing, of another type, or full of odd characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

LONGEST_TITLE = 200  # characters; the longest titles that clubs know have about 170
_YEAR = re.compile(r"(18[89]\d|19\d\d|20\d\d)(?!\d)")
# Marks that turn the direction of what follows them; a name has no need of them.
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def clean(text: str) -> str:
    """The text on one line, without control characters and lone surrogates."""
    kept = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if c not in _TURNING and not _lone(c))
    return " ".join(kept.split())


def _lone(char: str) -> bool:
    return "\ud800" <= char <= "\udfff"


def askable(title: str) -> str:
    """A title as it can be sent to a source; empty for what is no title."""
    text = clean(title)
    return text if len(text) <= LONGEST_TITLE else ""


def mapping(value: object) -> Mapping[str, Any]:
    """A JSON object; empty for anything else."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Mapping[str, Any]]:
    """The objects of a JSON list; none for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: object, most: int = 200) -> str:
    """A short text, cleaned; empty for anything else and for one that is too long to be a name."""
    text = clean(value) if isinstance(value, str) else ""
    return text if len(text) <= most else ""


def whole(value: object, low: int, high: int) -> int | None:
    """A whole number between two bounds; None for anything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None


def year(value: object) -> int | None:
    """The year with which a text begins ("2013-10-13", "1994–1998"); None where there is none."""
    found = _YEAR.match(value.strip()) if isinstance(value, str) else None
    return int(found[1]) if found else None


def distinct(texts: Iterable[str], most: int, *, but: Iterable[str] = ()) -> tuple[str, ...]:
    """The first so many texts that are not empty and not among ``but``, none twice."""
    unwanted = {"", *but}
    return tuple(text for text in dict.fromkeys(texts) if text not in unwanted)[:most]
