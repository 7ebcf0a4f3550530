"""Short ways to use watchlists on the local Discord, and to read what comes back."""

from __future__ import annotations

from bot.local.people import Answer, Person
from bot.local.wire import Json
from tests.e2e.conftest import Club

EPHEMERAL = 64
MINE = {"list": "mine"}


def private(answer: Answer) -> bool:
    return all(message["flags"] & EPHEMERAL for message in answer.messages)


def titles(answer: Answer) -> list[str]:
    """The lines of a page, without their numbers."""
    return [line.split("\\. ", 1)[1] for line in answer.text.splitlines() if "\\. **" in line]


def component(answer: Answer, start: str) -> str:
    """The custom id that begins so."""
    found = [
        item["custom_id"] for item in parts(answer.message["components"]) if item.get("custom_id", "").startswith(start)
    ]
    return str(found[0])


def parts(components: list[Json]) -> list[Json]:
    return [found for item in components for found in (item, *parts(item.get("components") or []))]


async def press(club: Club, who: Person, answer: Answer, label: str, told: str) -> Answer:
    """Press what answers at leisure (it is deferred), and wait for the words."""
    pressed = await who.press(answer.message, label)
    await club.until(lambda: told in pressed.text)
    return pressed


async def fill(club: Club, who: Person, count: int) -> None:
    """Put so many films on somebody's own list."""
    rows = "".join(f"2024-01-01,Film {n:02},{1990 + n},\n" for n in range(count))
    answer = await who.slash(
        "watchlist import", club.lobby, file="0", files=[("watchlist.csv", f"Date,Name,Year,URI\n{rows}".encode())]
    )
    await press(club, who, answer, f"v1:wl:import:all:{staged(answer)}", "are on your own list now")


def staged(answer: Answer) -> str:
    return component(answer, "v1:wl:import:no:").rpartition(":")[2]
