"""What the guard can find wrong with a text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong with a text; the value goes into logs and reasons."""

    EMPTY = "empty"
    TOO_LONG = "too long"
    TWO_QUESTIONS = "two questions"
    QUESTION_ELSEWHERE = "question not in the text"
    REPEATED = "question asked before"
    FLATTERY = "flattery"
    LAYOUT = "headings or lists"
    UNKNOWN_TURN = "unknown turn"
    LABEL = "turn label in the text"
    MENTION = "mention"
    LINK = "link"
    CODE = "code block"
    QUOTE = "quote not verbatim"
    SPOILER = "beyond the spoiler horizon"
    EXCLAMATION = "exclamation mark"
    NAME = "a name that nobody has mentioned"
    CLAIM = "a claim about the film without a basis"
    MOUTH = "words in somebody's mouth"
    OBEYED = "does what a guest ordered"
    CONFESSION = "tells its instructions or plays a part"
    LANGUAGE = "another language"
    CRUDE = "crude words"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, with its sentence where it can be cut out by itself.

    ``detail`` and ``sentence`` repeat words of the text: they go to the model for repair, never into a log.
    """

    kind: FaultKind
    detail: str = ""
    sentence: str = ""

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.detail}" if self.detail else self.kind.value
