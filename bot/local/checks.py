"""Collects what is wrong with a request body and raises it as Discord's 50035 with the nested ``errors``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.local.wire import ApiError, Json

Path = tuple[str | int, ...]
SNOWFLAKE = re.compile(r"\d{1,20}")


class Checks:
    """Faults by their place in the body; ``done`` raises them all at once."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def fault(self, path: Path, code: str, message: str) -> None:
        """Note one fault."""
        node = self._errors
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def required(self, path: Path) -> None:
        """Note that a field is missing."""
        self.fault(path, "BASE_TYPE_REQUIRED", "This field is required")

    def text(self, path: Path, value: object, most: int, *, least: int = 0, needed: bool = False) -> None:
        """A string between ``least`` and ``most`` characters; missing is a fault only when ``needed``."""
        if value is None:
            if needed:
                self.required(path)
        elif not isinstance(value, str):
            self.fault(path, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
        elif needed and not value.strip() and least:
            self.required(path)
        elif least and not least <= len(value) <= most:
            self.fault(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
        elif len(value) > most:
            self.fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def count(self, path: Path, items: Sequence[object], most: int, *, least: int = 0) -> None:
        """A list of ``least`` to ``most`` items."""
        if len(items) > most or len(items) < least:
            if least:
                self.fault(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
            else:
                self.fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")

    def number(self, path: Path, value: object, least: int, most: int) -> None:
        """An integer in a range; missing is fine."""
        if value is None:
            return
        if not isinstance(value, int) or isinstance(value, bool):
            self.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        elif value < least:
            self.fault(path, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif value > most:
            self.fault(path, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")

    def choice(self, path: Path, value: object, among: Sequence[object]) -> bool:
        """One of the listed values."""
        if value in among:
            return True
        listed = ", ".join(str(item) for item in among)
        self.fault(path, "BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")
        return False

    def objects(self, path: Path, value: object) -> list[Json]:
        """The objects of a list; anything else is a fault (and an empty list). Missing is empty."""
        if value is None:
            return []
        if not isinstance(value, list):
            self.fault(path, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        for index, item in enumerate(value):
            if not isinstance(item, dict):
                self.fault((*path, index), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return [item for item in value if isinstance(item, dict)]

    def snowflake(self, path: Path, value: object) -> str | None:
        """The id as text, or a fault."""
        if isinstance(value, (str, int)) and not isinstance(value, bool) and SNOWFLAKE.fullmatch(str(value)):
            return str(value)
        self.fault(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return None

    def done(self) -> None:
        """Raise 50035 when anything was noted."""
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", self._errors)


def invalid(path: Path, code: str, message: str) -> ApiError:
    """A 50035 with a single fault."""
    checks = Checks()
    checks.fault(path, code, message)
    try:
        checks.done()
    except ApiError as error:
        return error
    raise AssertionError("a fault was noted")
