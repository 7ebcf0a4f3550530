"""The pictures of themes in words: the same names and counts, in the reader's language, within Discord's limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.theme_map import Constellation, Edge, Evening, Star, Strand
from bot.ui.texts import Texts
from bot.ui.theme_alt import LIMIT, constellation_alt, evening_alt

TOP = Path(__file__).resolve().parents[2]
SKY = Constellation(
    (
        Star("guilt", "guilt", "guilt", 5, ("Ran",)),
        Star("love", "love and desire", "love", 23, ("Her", "Ex Machina", "Ran")),
        Star("dating", "dating", "love", 1, ()),
    ),
    (Edge("guilt", "love", 1), Edge("dating", "love", 4)),
    8,
)


@pytest.fixture(scope="module")
def texts() -> Texts:
    return Texts.load(TOP / "config/locales")


def test_a_constellation_in_words(texts: Texts) -> None:
    assert constellation_alt(SKY, {"love": "love"}, texts("en")) == (
        "The themes of this server as stars, 3 themes, 3 films, in the last 8 weeks. Largest first: love and desire (23 messages;"
        " Her, Ex Machina); guilt (5 messages; Ran); dating (1 message). Clusters: love (2 themes). Joined by films in common:"
        " dating with love and desire (4 films); guilt with love and desire (1 film)."
    )
    french = constellation_alt(SKY, {"love": "amour"}, texts("fr"))
    assert "3 thèmes, 3 films, sur les 8 dernières semaines" in french
    assert "love and desire (23 messages\u202f; Her, Ex Machina)" in french
    assert "depuis le premier salon" in constellation_alt(Constellation(SKY.stars), {}, texts("fr"))


def test_many_themes_fit_and_the_rest_is_counted(texts: Texts) -> None:
    stars = tuple(
        Star(f"t{one}", f"a theme with a name {one}", f"t{one % 9}", 500 - one, ("A Long Title of a Film",))
        for one in range(300)
    )
    edges = tuple(Edge(f"t{one}", f"t{one + 1}", 3) for one in range(200))
    for code in ("en", "fr"):
        words = constellation_alt(Constellation(stars, edges, None), {}, texts(code))
        assert len(words) <= LIMIT
        assert "a theme with a name 0 (500 messages" in words
        listed = sum(f"a theme with a name {one} (" in words and f"{500 - one} messages" in words for one in range(300))
        assert 5 <= listed < 300
        assert str(300 - listed) in words


def test_an_evening_in_words(texts: Texts) -> None:
    night = Evening(
        "Сталкер", "3 May 2026", 95.0,
        (Strand("love", "love", "love", (3.0, 9.0, 90.0)), Strand("guilt", "guilt", "guilt", (61.0,)), Strand("sea", "sea", "sea", ())),
        tuple(float(one) for one in range(40)), (1.0,),
    )  # fmt: skip
    said = evening_alt([night], texts("en")).replace("\u00a0", " ")
    assert said == (
        "Сталкер, 3 May 2026, 1 h 35, 40 messages, 2 themes. love (3 messages, from 3 min to 1 h 30); guilt (1 message, at 1 h 01)."
        " The host spoke once."
    )
    both = evening_alt([night, Evening("Her", "1 May 2026", 0.0, ())], texts("en"))
    assert both.replace("\u00a0", " ").startswith(said)
    assert both.endswith("Her, 1 May 2026, less than a minute, 0 messages. No theme stood out that evening.")


def test_several_long_evenings_share_the_room(texts: Texts) -> None:
    strands = tuple(Strand(f"t{one}", f"a theme with a long name, {one}", "g", (1.0, 70.0)) for one in range(60))
    nights = [Evening("A Film", f"{day} May 2026", 600.0, strands, (1.0, 2.0), (3.0, 4.0)) for day in (9, 8, 7)]
    for code in ("en", "fr"):
        words = evening_alt(nights, texts(code))
        assert len(words) <= LIMIT
        for day in (9, 8, 7):
            assert f"{day} May 2026" in words
        assert words.count("a theme with a long name, 0") == 3


def test_odd_data_does_no_harm(texts: Texts) -> None:
    stars = (
        Star("a", "", "a", 0, ("",)),
        Star("b", "x" * 500, "b", 1, ("y" * 500,) * 3),
        Star("c", "\x00\u202e🎬\n", "a", 2, ()),
    )
    sky = Constellation(stars, (Edge("a", "gone", 1), Edge("b", "c", 2)), 1)
    words = constellation_alt(sky, {"a": "z" * 500}, texts("en"))
    assert len(words) <= LIMIT
    assert "\x00" not in words
    assert "\n" not in words
    night = Evening("f" * 500, "d" * 500, 0.0, (Strand("a", "n" * 500, "a", (0.0,)),), (0.0,))
    assert len(evening_alt([night] * 5, texts("fr"))) <= LIMIT


def test_nothing_is_not_described(texts: Texts) -> None:
    with pytest.raises(ValueError, match="without stars"):
        constellation_alt(Constellation(()), {}, texts("en"))
    with pytest.raises(ValueError, match="no evening"):
        evening_alt([], texts("en"))
