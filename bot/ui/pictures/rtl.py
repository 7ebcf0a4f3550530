"""Hebrew and Arabic where Pillow cannot set them (no Raqm, as on systems without FriBiDi): letters joined, lines turned round.

The joined forms are found in Unicode's own table: "Arabic presentation forms B" decompose into the letters and the place that they
have in a word. It is a small part of the algorithm (UAX 9): enough for a title, which is one line in one direction.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_FORMS = range(0xFE80, 0xFEFD)
_PLACES = ("<isolated>", "<final>", "<initial>", "<medial>")
_LIGATURES = {"\u0644\u0622": 0xFEF5, "\u0644\u0623": 0xFEF7, "\u0644\u0625": 0xFEF9, "\u0644\u0627": 0xFEFB}
"""Lam with alef, isolated; the form that joins what is before it comes next."""


def rightward(text: str) -> bool:
    """Whether a line begins at the right: its first letter belongs to a script that is written from there."""
    first = next((way for way in map(unicodedata.bidirectional, text) if way in {"L", "R", "AL"}), "L")
    return first != "L"


def visual(text: str) -> str:
    """The text as its characters stand from left to right; unchanged where no letter runs from right to left."""
    if not any(unicodedata.bidirectional(one) in {"R", "AL"} for one in text):
        return text
    pieces: list[str] = []
    for character in _joined(text):
        stays = unicodedata.bidirectional(character) in {"EN", "AN", "L", "ES", "CS"}
        if (stays and pieces and _runs_on(pieces[-1])) or (unicodedata.combining(character) and pieces):
            pieces[-1] += character
        else:
            pieces.append(_MIRRORED.get(character, character))
    return "".join(reversed(pieces))


_MIRRORED = {"(": ")", ")": "(", "[": "]", "]": "[", "«": "»", "»": "«"}


def _runs_on(piece: str) -> bool:
    return unicodedata.bidirectional(piece[0]) in {"EN", "AN", "L"}


@lru_cache(maxsize=1)
def _forms() -> dict[tuple[str, int], str]:
    """Letters by themselves and their place (isolated, final, initial, medial), with the form they take there."""
    found: dict[tuple[str, int], str] = {}
    for code in _FORMS:
        place, _, rest = unicodedata.decomposition(chr(code)).partition(" ")
        if place in _PLACES and " " not in rest:
            found[chr(int(rest, 16)), _PLACES.index(place)] = chr(code)
    return found


def _joined(text: str) -> str:
    """Arabic letters in the forms that they take beside each other."""
    forms, shaped = _forms(), []
    place = 0
    while place < len(text):
        before, after = place > 0 and (text[place - 1], 2) in forms, text[place + 1 : place + 2]
        if text[place : place + 2] in _LIGATURES:
            shaped.append(chr(_LIGATURES[text[place : place + 2]] + before))
            place += 2
            continue
        letter = text[place]
        follows = (letter, 2) in forms and (after, 1) in forms
        shaped.append(forms.get((letter, before + 2 * follows), letter))
        place += 1
    return "".join(shaped)
