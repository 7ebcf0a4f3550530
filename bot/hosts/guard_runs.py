"""Runs of words: what two texts share that nobody writes twice by chance."""

from __future__ import annotations

from bot.domain.wording import tokens


def spoken_words(text: str) -> list[str]:
    """The words of a text, each with what is elided before it ("qu'il")."""
    found: list[str] = []
    for word in tokens(text):
        if found and found[-1].endswith("'"):
            found[-1] += word
        else:
            found.append(word)
    return found


def runs(text: str, length: int) -> frozenset[tuple[str, ...]]:
    """Every run of so many words in a text."""
    words = spoken_words(text)
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1))
