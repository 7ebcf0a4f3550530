"""Discord's limits on what is shown (documentation of API v10, read in 2026), and cutting text to them."""

from __future__ import annotations

CONTENT = 2_000
V2_TEXT = 4_000  # characters of all text displays of one message together
V2_COMPONENTS = 40
LABEL = 80
CUSTOM_ID = 100
CHOICE = 100  # name and value of an autocomplete choice; label, value and description of a select option
CHOICES = 25
THREAD_NAME = 100
NONCE = 25


def cut(text: str, limit: int) -> str:
    """The text in at most ``limit`` characters; a longer one ends at a word with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    word = head.rsplit(" ", 1)[0]
    return (word if len(word) > limit // 2 else head).rstrip(" ,;:") + "…"
