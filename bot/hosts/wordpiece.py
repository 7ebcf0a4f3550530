"""Splits text into the pieces that BERT's uncased English models read.

``wordpieces.txt`` is the vocabulary of BERT (Devlin and others, 2018; Apache License 2.0), an entry a line; the number of a
piece is that of its line, counted from 0.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

VOCABULARY = Path(__file__).with_name("wordpieces.txt")
_LONGEST = 100  # characters of a word; a longer one is unknown
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class WordPieces:
    """Numbers of pieces for texts. Thread-safe."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._numbers = vocabulary
        self._first, self._last, self._unknown = (vocabulary[mark] for mark in ("[CLS]", "[SEP]", "[UNK]"))
        self._of = lru_cache(maxsize=20_000)(self._split)

    def numbers(self, text: str, most: int) -> list[int]:
        """The pieces of a text between the marks for its ends, at most so many in all."""
        found: list[int] = []
        for word in _words(text):
            found += self._of(word)
            if len(found) >= most - 2:
                break
        return [self._first, *found[: most - 2], self._last]

    def _split(self, word: str) -> tuple[int, ...]:
        """The longest pieces of a word, from its beginning; one unknown where some part is in no piece."""
        found: list[int] = []
        start = 0
        while start < len(word) <= _LONGEST:
            ends = range(len(word), start, -1)
            pieces = ((end, self._numbers.get(("##" if start else "") + word[start:end])) for end in ends)
            end, number = next(((end, number) for end, number in pieces if number is not None), (0, None))
            if number is None:
                return (self._unknown,)
            found.append(number)
            start = end
        return tuple(found) or (self._unknown,)


def load_pieces(path: Path = VOCABULARY) -> WordPieces:
    """The pieces in a file. Raises OSError."""
    lines = path.read_text(encoding="utf-8").rstrip("\n").split("\n")
    return WordPieces({piece: number for number, piece in enumerate(lines)})


def _words(text: str) -> Iterator[str]:
    """Lower-case words without accents; a mark or an ideograph is a word of its own."""
    word = ""
    for char in unicodedata.normalize("NFD", _clean(text).lower()):
        if unicodedata.category(char) == "Mn":
            continue
        if char.isspace() or _apart(char):
            if word:
                yield word
            word = ""
            if not char.isspace():
                yield char
        else:
            word += char
    if word:
        yield word


def _clean(text: str) -> str:
    """Without control characters; a lone surrogate cannot be encoded and counts as one."""
    return "".join(c for c in text if c in "\t\n\r" or (not unicodedata.category(c).startswith("C") and c != "\ufffd"))


def _apart(char: str) -> bool:
    code = ord(char)
    if char.isascii():
        return not char.isalnum()
    return unicodedata.category(char).startswith("P") or any(low <= code <= high for low, high in _IDEOGRAPHS)
