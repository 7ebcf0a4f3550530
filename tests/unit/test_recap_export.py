"""A recap as a file, and as it may be shown later: names, escapes, covers, languages, and words that are gone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.film import Film, FilmId
from bot.domain.recap import ItemKind, Recap, RecapItem
from bot.domain.recap_standing import spared, standing
from bot.domain.salon import Salon, SalonState
from bot.domain.turn import SalonId, Source, Turn, TurnId
from bot.services.past_recaps import PastRecap
from bot.ui.recap_file import Form, file_stem, recap_file
from bot.ui.texts import Texts

TEXTS = Texts.load(Path(__file__).parents[2] / "config" / "locales")
AT = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
HER = Film(FilmId("her-2013"), "Her", 2013)
SALON = Salon(SalonId(1), 100, 200, 300, HER, SalonState.CLOSED, 7, AT)
SAID = {1: "I say letters are gifts.", 2: "It is a cop-out, all of it.", 3: "But it had to end so."}
TURNS = {TurnId(n): Turn(TurnId(n), SalonId(1), 7, "Ana", AT, text, message_id=9_000 + n) for n, text in SAID.items()}
POINT = RecapItem(ItemKind.POINT, "Ana holds", (TurnId(1),), "Ana", "letters are gifts")
DISPUTE = RecapItem(
    ItemKind.DISAGREEMENT,
    "Ana and Ben did not agree",
    (TurnId(2), TurnId(3)),
    "Ana",
    "a cop-out",
    "Ben",
    "it had to end",
)
QUOTE = RecapItem(ItemKind.QUOTE, "Ana", (TurnId(1),), "Ana", "letters are gifts")
THEME = RecapItem(ItemKind.THEME, "gift and debt (confirmed)", (TurnId(1), TurnId(2)), theme="gift", confirmed=True)
RECAP = Recap("Her (2013)", 'Her: "letters are gifts"', (POINT, DISPUTE, QUOTE, THEME), Source.HOUSE, 2, 12, 31)


def written(recap: Recap = RECAP, form: Form = "html", language: str = "en", salon: Salon = SALON) -> str:
    file = recap_file(PastRecap(salon, recap, TURNS), form, TEXTS(language), PARIS)
    return file.fp.read().decode()


class Tree(HTMLParser):
    """What is in a page: its elements in their order, and whether each is closed where it should be."""

    VOID = frozenset({"meta"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.seen if name == tag]


def test_the_page_is_whole_and_stands_by_itself() -> None:
    page = written()
    tree = Tree(page)
    assert not tree.open
    assert page.startswith("<!doctype html>")
    assert tree.all("html") == [{"lang": "en"}]
    assert not {"script", "img", "link", "iframe", "object", "embed", "base", "form"} & {tag for tag, _ in tree.seen}
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    assert "prefers-color-scheme: dark" in style
    assert "@media print" in style
    addresses = {value for _, attrs in tree.seen for name, value in attrs.items() if name in {"src", "href"}}
    assert addresses == {f"https://discord.com/channels/100/300/{9_000 + n}" for n in SAID}


def test_it_holds_what_the_recap_holds_in_its_order() -> None:
    text = " ".join(" ".join(Tree(written()).texts).split())
    order = (
        'Her (2013) Her: "letters are gifts" November 25, 2026 · 2 people, 12 messages, 31 minutes',
        "Readings and claims Ana holds: “letters are gifts” link",
        "Disagreements Ana and Ben did not agree: “a cop-out” Ana “it had to end” Ben link link",
        "Best lines “letters are gifts” Ana link",
        "Themes gift and debt (confirmed) link link",
    )
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_quotes_are_set_as_quotes_and_confirmed_themes_are_marked() -> None:
    tree = Tree(written())
    assert len(tree.all("blockquote")) == 4
    assert tree.all("time") == [{"datetime": "2026-11-25"}]
    assert tree.all("li") == [{"class": "confirmed"}]


def test_names_written_from_right_to_left_leave_the_sentence_as_it_is() -> None:
    name, words = "נועה לוי", "המכתבים הם מתנות"
    page = written(
        replace(RECAP, items=(replace(POINT, text=f"{name} and Ben did not agree", quote=words, speaker=name),))
    )
    assert f"<p><bdi>{name}</bdi> and Ben did not agree" in page
    assert f'<blockquote dir="auto"><p>“{words}”' in page
    assert not Tree(page).open
    assert "<bdi>" not in written(replace(RECAP, items=(POINT,)))


def test_nothing_that_people_wrote_is_markup() -> None:
    bad = '"><script>alert(1)</script><img src=x onerror=y> & </style>'
    hostile = replace(
        RECAP,
        film=bad,
        headline=bad,
        items=(
            replace(POINT, text=bad, quote="<b>x</b>", speaker=bad),
            replace(QUOTE, quote="||<b>x</b>||", speaker=f"{bad}!"),
            replace(THEME, text=bad),
        ),
    )
    tree = Tree(written(hostile))
    assert not {"script", "img", "b"} & {tag for tag, _ in tree.seen}
    assert not any(name.startswith("on") for _, attrs in tree.seen for name in attrs)
    assert "<script>alert(1)</script>" in "".join(tree.texts)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=30))
def test_whatever_is_written_makes_a_page(headline: str, quote: str, name: str) -> None:
    item = replace(POINT, text=headline, quote=quote, speaker=name)
    page = written(replace(RECAP, headline=headline, items=(item, replace(item, kind=ItemKind.QUOTE))))
    assert not Tree(page).open


def test_covers_stay_closed_until_pointed_at() -> None:
    covered = replace(RECAP, items=(replace(POINT, quote="she ||leaves him|| at last"),))
    tree = Tree(written(covered))
    assert tree.all("span") == [{"class": "covered", "tabindex": "0"}]
    assert "||" not in "".join(tree.texts)
    assert "Some words are covered" in "".join(tree.texts)
    assert "Some words are covered" not in written()
    assert "||leaves him||" in written(covered, "md")


def test_mentions_become_words() -> None:
    page = written(replace(RECAP, headline="<@12> told <#5> of <:sam:99> it"))
    assert "@someone told #channel of :sam: it" in page


def test_markdown_is_the_recap_with_its_links() -> None:
    text = written(form="md")
    assert text.startswith('# Her: "letters are gifts"\n\n*Her (2013): 2 people, 12 messages, 31 minutes*')
    assert len(re.findall(r"\[link\]\(https://discord\.com/channels/100/300/900\d\)", text)) == 6


def test_a_file_speaks_the_language_of_its_salon() -> None:
    page = written(language="fr")
    assert '<html lang="fr">' in page
    assert "<h2>Désaccords</h2>" in page
    assert "25 novembre 2026" in page
    assert "«\u00a0letters are gifts\u00a0»" in page


@pytest.mark.parametrize(
    ("title", "original", "year", "stem"),
    [
        ("Her", None, 2013, "her-2013"),
        ("La Haine", None, 1995, "la-haine-1995"),
        ("Amélie: <le> destin/../fabuleux", None, 2001, "amelie-le-destin-fabuleux-2001"),
        ("Straße & Œdipe", None, None, "strasse-oedipe"),
        ("千と千尋の神隠し", "Sen to Chihiro", 2001, "sen-to-chihiro-2001"),
        ("Сталкер", None, 1979, "recap-1979"),
        ("???", None, None, "recap"),
        ("x" * 200, None, None, "x" * 60),
    ],
)
def test_files_are_named_in_plain_letters(title: str, original: str | None, year: int | None, stem: str) -> None:
    film = Film(FilmId("f"), title, year, original_title=original)
    assert file_stem(replace(SALON, film=film)) == stem
    file = recap_file(PastRecap(replace(SALON, film=film), RECAP, TURNS), "html", TEXTS("en"), PARIS)
    assert file.filename == f"{stem}-2026-11-25.html"


def test_a_record_with_nothing_in_it_says_so() -> None:
    assert "Nothing was said that could be recorded." in written(replace(RECAP, items=()))


# --- as it may be shown now ---


def test_a_record_whose_words_stand_is_shown_as_it_is() -> None:
    assert standing(RECAP, TURNS, "bare") == RECAP


def test_words_of_a_turn_that_is_gone_are_not_shown() -> None:
    left = standing(RECAP, {number: turn for number, turn in TURNS.items() if number != 1}, "Her: an evening's talk")
    assert left.items == (DISPUTE,)
    assert left.headline == "Her: an evening's talk"


def test_words_that_were_edited_away_are_not_shown() -> None:
    edited = {**TURNS, TurnId(3): replace(TURNS[TurnId(3)], text="never mind")}
    assert standing(RECAP, edited, "bare").items == (POINT, QUOTE, THEME)


def test_a_headline_gives_way_when_nobody_says_it_any_more() -> None:
    alone = replace(RECAP, items=(DISPUTE,))
    gone = {number: turn for number, turn in TURNS.items() if number != 1}
    assert standing(alone, gone, "bare").headline == "bare"
    assert standing(replace(alone, headline='Her: the "gift"'), gone, "bare").headline == 'Her: the "gift"'
    titled = replace(alone, headline="On “He Loves Me Not”")
    assert standing(titled, gone, "bare", ["He loves me not"]).headline == titled.headline


# --- covered for who may not have seen the film ---


def test_a_spared_record_shows_no_words_openly() -> None:
    closed = spared(RECAP)
    assert closed.headline == '||Her: "letters are gifts"||'
    for item in closed.items:
        for quote in (item.quote, item.second_quote):
            assert quote is None or re.fullmatch(r"\|\|[^|]+\|\|", quote)
    assert [item.text for item in closed.items] == [item.text for item in RECAP.items]
    assert "letters are gifts" not in re.sub(r"\|\|.*?\|\|", "", written(closed, "md"))


def test_what_a_model_wrote_is_covered_whole() -> None:
    told = "Ana says that letters are gifts and dies"
    by_model = replace(RECAP, headline="Who dies", source=Source.AI, items=(replace(POINT, text=told), THEME))
    closed = spared(by_model)
    assert (closed.headline, closed.items[0].text) == ("||Who dies||", f"||{told}||")
    assert closed.items[0].quote is None, "the text holds it already"
    assert closed.items[1] == THEME


def test_covers_inside_a_spared_quote_do_not_open_it() -> None:
    (item,) = spared(replace(RECAP, items=(replace(POINT, quote="she ||dies|| there"),))).items
    assert item.quote == "||she dies there||"
