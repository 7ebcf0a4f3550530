"""The pictures of themes: their size, that nothing is written over anything else, and that odd data does no harm."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.theme_map import Constellation, Edge, Evening, Star, Strand
from bot.ui.pictures import constellation, evening
from bot.ui.pictures.canvas import SCALE
from bot.ui.pictures.fonts import Fonts
from bot.ui.pictures.heading import FOOT, head
from bot.ui.pictures.layout import crossing, meet
from bot.ui.pictures.lettering import Lettering
from bot.ui.pictures.names import SMALLEST
from bot.ui.pictures.palette import GROUPS, STARLIGHT
from bot.ui.pictures.plan import Placed, Plan
from bot.ui.pictures.sky import plan
from bot.ui.texts import Locale, Texts

TOP = Path(__file__).resolve().parents[2]
NAMES = (
    "love and desire", "parents and children", "guilt", "the creature and its maker", "memory",
    "invasions extraterrestres et guerres spatiales", "class and money", "faith and doubt", "ノスタルジア", "сновидение и память",
)  # fmt: skip
FILMS = (
    "Her",
    "千と千尋の神隠し",
    "Сталкер",
    "기생충",
    "Le Fabuleux Destin d'Amélie Poulain",
    "霸王别姬",
    "Ο Θίασος",
    "A Woman under the Influence",
)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(TOP / "config/locales")


@pytest.fixture(scope="module")
def english(texts: Texts) -> Locale:
    return texts("en")


def server(count: int, group: int = 1) -> Constellation:
    """A map of so many themes, every so many of which are of one group."""
    stars = tuple(
        Star(
            f"t{place}", NAMES[place % len(NAMES)], f"t{place - place % group}", 1 + 300 // (1 + place),
            tuple(FILMS[(place + step) % len(FILMS)] for step in range(1 + place % 3)),
        )
        for place in range(count)
    )  # fmt: skip
    edges = tuple(
        Edge(f"t{one}", f"t{other}", 1 + (one * other) % 7)
        for one, other in combinations(range(count), 2)
        if (one * 3 + other) % 4 == 0
    )
    return Constellation(stars, edges, 8)


def planned(sky: Constellation, texts: Locale, groups: Mapping[str, str] | None = None) -> Plan:
    lettering = Lettering(Fonts(), SCALE)
    return plan(sky, groups or {}, lettering, head(lettering, texts.get("map.title"), constellation.facts(sky, texts)))


def size(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as image:
        assert image.format == "PNG"
        assert image.mode == "RGB"  # opaque: Discord's background never shows through
        return image.size


def words(placed: Placed) -> tuple[float, float, float, float]:
    x, half = placed.at[0], placed.words.width / 2
    return x - half, placed.box[3] - placed.words.height, x + half, placed.box[3]


@pytest.mark.parametrize("count", [1, 2, 3, 5, 12, 40, 300])
def test_nothing_is_written_over_anything_else(count: int, english: Locale) -> None:
    data = server(count, group=3)
    sky = planned(data, english, {"t0": "love", "t3": "the creature"})
    placed = (*sky.named, *sky.captions)
    for one, other in combinations(placed, 2):
        assert not meet(one.box, other.box), (one.key, other.key)
    title = head(Lettering(Fonts(), SCALE), english.get("map.title"), constellation.facts(data, english))
    for one in placed:
        assert not meet(words(one), title), one.key
        assert one.box[0] >= 0
        assert one.box[2] <= 1_200
        assert one.box[3] <= sky.height - 60  # the foot is below
    for dot in sky.small:
        assert not any(meet(dot.box, words(one)) for one in placed if one.words.lines), dot.key


@pytest.mark.parametrize("count", [12, 300])
def test_lines_keep_clear_of_words_and_are_few(count: int, english: Locale) -> None:
    sky = planned(server(count), english)
    assert sky.ties
    for tie in sky.ties:
        for one in sky.named:
            assert not any(inside(crossing(tie.one, tie.other, gap)) for gap in one.gaps)
    assert sum(tie.faint for tie in sky.ties) <= 2 * len(sky.small)


def inside(stretch: tuple[float, float] | None) -> bool:
    return stretch is not None and stretch[1] - stretch[0] > 1e-6


def test_every_theme_has_its_star_and_the_largest_have_names(english: Locale) -> None:
    sky = planned(server(40), english)
    assert len(sky.named) + len(sky.small) == 40
    assert len(sky.named) >= 8
    named = {one.key for one in sky.named}
    assert named == {f"t{place}" for place in range(len(named))}
    radii = [one.radius for one in sky.named]
    assert radii == sorted(radii, reverse=True)
    assert max(one.radius for one in sky.small) <= min(radii)


def test_few_themes_all_have_names(english: Locale) -> None:
    for count in (1, 2, 3, 5, 8):
        sky = planned(server(count), english)
        assert len(sky.named) == count
        assert not sky.small


def test_no_letter_is_too_small_for_the_chat(english: Locale) -> None:
    kinds = [line.kind for one in planned(server(300), english).named for line in one.words.lines]
    assert min(kind.size for kind in (*kinds, FOOT)) >= SMALLEST >= 20


def test_a_cluster_is_told_by_its_name_and_not_by_colour_alone(english: Locale) -> None:
    stars = [Star(f"s{place}", f"star {place}", "far", 50 - place, ()) for place in range(4)]
    stars += [
        Star("home", "home", "home", 60, ()),
        Star("yard", "the yard", "home", 20, ()),
        Star("sole", "alone", "sole", 40, ()),
    ]
    sky = planned(Constellation(tuple(stars)), english, {"far": "far away", "home": "home", "sole": "alone"})
    assert [line.text for one in sky.captions for line in one.words.lines] == ["far away"]
    by_key = {one.key: one for one in sky.named}
    assert by_key["home"].words.lines[0].colour == by_key["home"].colour  # the star that names its cluster
    assert by_key["yard"].words.lines[0].colour != by_key["yard"].colour
    assert len({by_key[key].colour for key in ("s0", "home", "sole")}) == 3
    assert len(sky.clouds) == 2


@pytest.mark.parametrize("group", [1, 2, 3, 7])
@pytest.mark.parametrize("count", [12, 30, 60, 200])
def test_no_star_has_a_colour_that_no_name_explains(count: int, group: int, english: Locale) -> None:
    data = server(count, group)
    sky = planned(data, english)
    groups = {star.theme: star.group for star in data.stars}
    told = {one.key.removeprefix("group ") for one in (*sky.named, *sky.captions)}
    coloured = {groups[one.key] for one in (*sky.named, *sky.small) if one.colour != STARLIGHT}
    assert coloured
    assert coloured <= told
    assert len(coloured) <= len(GROUPS)


@pytest.mark.parametrize("code", ["en", "fr"])
@pytest.mark.parametrize("count", [1, 3, 40])
def test_the_picture_is_no_wider_than_discord_shows_and_always_the_same(code: str, count: int, texts: Texts) -> None:
    drawn = constellation.draw(server(count, 2), {}, texts(code))
    width, height = size(drawn)
    assert width == 1_200
    assert height <= 764  # the chat shows 550 by 350 at most: higher ones would become narrower
    assert drawn == constellation.draw(server(count, 2), {}, texts(code))


def test_the_order_of_the_data_does_not_matter(english: Locale) -> None:
    sky = server(20)
    turned = Constellation(sky.stars[::-1], sky.edges[::-1], sky.weeks)
    assert constellation.draw(turned, {}, english) == constellation.draw(sky, {}, english)


ODD = (
    Star("a", "", "a", 0, ()), Star("b", "x" * 500, "b", 1, ("y" * 500,)), Star("c", "🎬🎬", "c", 3, ("", "🎬")),
    Star("d", "\x00\u202e\ue000", "\x00", 2, ("\n",)), Star("e", "عمر المختار (1981)", "a", 2, ("ואלס עם באשיר",)), Star("", "", "", 5, ()),
    Star("f", "word " * 100, "f", -3, ("Her",)), Star("g", "तीन बत्ती", "f", 10**9, ("ᐊᑕᓈᕐᔪᐊᑦ",)),
)  # fmt: skip


def test_odd_data_does_no_harm(english: Locale) -> None:
    edges = (Edge("a", "a", 3), Edge("a", "gone", 2), Edge("b", "c", 0), Edge("c", "d", -1), Edge("d", "e", 10**6))
    for count in range(1, len(ODD) + 1):
        size(constellation.draw(Constellation(ODD[:count], edges, None), {}, english))
    same = tuple(Star(f"t{place}", "the same", "one", 7, ()) for place in range(60))
    size(constellation.draw(Constellation(same, (), 1), {"one": "w" * 500}, english))


def test_nothing_is_not_drawn(english: Locale) -> None:
    with pytest.raises(ValueError, match="without stars"):
        constellation.draw(Constellation(()), {}, english)
    with pytest.raises(ValueError, match="no evening"):
        evening.draw([], english)


def night(minutes: float, talk: Sequence[float], strands: int = 3, film: str = "Сталкер") -> Evening:
    lanes = tuple(Strand(f"t{one}", NAMES[one % len(NAMES)], f"g{one}", tuple(talk[one::4])) for one in range(strands))
    return Evening(film, "3 May 2026", minutes, lanes, tuple(talk), tuple(talk[::5]))


def test_evenings_of_every_length_can_be_drawn(texts: Texts) -> None:
    long = [1_200 * turn / 9_999 for turn in range(10_000)]
    cases = [
        night(0.0, (0.0,)), night(0.4, (0.0, 0.2, 0.4)), night(95.0, [5.0 * turn for turn in range(20)], 12), night(1_200.0, long, 8),
        night(30_000.0, (0.0, 29_999.0)), Evening("", "", 0.0, ()), night(10.0, (0.0, 50.0)), night(3.0, (), 2, "🎬" * 300),
    ]  # fmt: skip
    for one in cases:
        for code in ("en", "fr"):
            width, height = size(evening.draw([one], texts(code)))
            assert width == 1_200
            assert height <= 800


def test_up_to_three_evenings_stand_below_each_other(english: Locale) -> None:
    nights = [night(60.0 * (one + 1), [3.0 * turn for turn in range(15)], 6) for one in range(4)]
    heights = [size(evening.draw(nights[: count + 1], english))[1] for count in range(4)]
    assert heights[0] < heights[1] < heights[2]
    assert heights[3] == heights[2]
    assert evening.draw(nights, english) == evening.draw(nights[:3], english)
    assert evening.draw(nights[:2], english) != evening.draw(nights[1::-1], english)


def test_what_is_said_moves_the_picture(english: Locale) -> None:
    drawn = [
        evening.draw([night(60.0, talk)], english) for talk in ((1.0, 2.0, 3.0), (1.0, 2.0, 50.0), (1.0, 2.0, 3.0, 4.0, 5.0))
    ]  # fmt: skip
    assert all(one != other for one, other in pairwise(drawn))


def test_pillow_is_loaded_only_where_something_is_drawn() -> None:
    code = (
        "import sys, bot.ui.pictures.constellation, bot.ui.pictures.evening, bot.ui.theme_alt;"
        "sys.exit('PIL' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=TOP, check=False).returncode == 0  # noqa: S603
