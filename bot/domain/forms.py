"""Forms of speech: sentences with names in braces to fill in."""

from __future__ import annotations

import string


def variables(form: str) -> frozenset[str]:
    """The names in braces. Raises ValueError when the braces are wrong or hold anything but a name."""
    names = set()
    for _, name, spec, conversion in string.Formatter().parse(form):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(name)
        names.add(name)
    return frozenset(names)
