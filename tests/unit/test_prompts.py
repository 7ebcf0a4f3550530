"""Prompts are data, and are checked before anybody relies on them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.errors import ConfigError
from bot.hosts.prompts import load_prompts

SHIPPED = Path(__file__).parents[2] / "config" / "prompts"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "prompts"))


def faults(folder: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as wrong:
        load_prompts(folder)
    return wrong.value.faults


def test_the_shipped_prompts_are_sound() -> None:
    prompts = load_prompts(SHIPPED)
    assert "$" not in prompts.repair.render(faults="- one")
    assert prompts.repair.phrase("quote", detail="she said").endswith("without quotation marks.")


def test_values_are_never_expanded_again() -> None:
    assert "costs $5 and $faults" in load_prompts(SHIPPED).repair.render(faults="costs $5 and $faults")


def test_a_missing_value_is_an_error() -> None:
    prompts = load_prompts(SHIPPED)
    with pytest.raises(ConfigError):
        prompts.repair.render()
    with pytest.raises(ConfigError):
        prompts.repair.phrase("quote")
    with pytest.raises(ConfigError):
        prompts.repair.phrase("unheard-of")


def test_the_personas_are_there_and_the_default_stands_in() -> None:
    prompts = load_prompts(SHIPPED)
    assert list(prompts.personas) == ["projectionist", "salonniere", "sceptic"]
    assert {name: prompt.phrase("name") for name, prompt in prompts.personas.items()}["salonniere"] == "the salonnière"
    assert prompts.persona("nobody") == prompts.persona("salonniere")
    assert len({prompts.persona(name) for name in prompts.personas}) == 3
    assert prompts.persona("sceptic") in "\n".join(prompts.instructions)


def test_faults_of_personas_are_named(folder: Path) -> None:
    personas = folder / "personas"
    (personas / "salonniere.md").unlink()
    (personas / "Odd Name.md").write_text('+++\n[phrases]\nname = "x"\n+++\nx\n', encoding="utf-8")
    (personas / "asks.md").write_text(
        '+++\nvariables = ["film"]\n[phrases]\nname = "x"\n+++\n$film\n', encoding="utf-8"
    )
    (personas / "nameless.md").write_text("+++\n+++\nx\n", encoding="utf-8")
    found = "\n".join(faults(folder))
    for expected in (
        "personas/salonniere.md: missing",
        "personas/Odd Name.md: a persona's file is named in small letters",
        "personas/asks.md: $film is nothing the host can fill in",
        "personas/nameless.md: phrase name is missing",
    ):
        assert expected in found


def test_more_personas_than_can_be_offered_are_refused(folder: Path) -> None:
    for number in range(30):
        (folder / "personas" / f"p{number}.md").write_text('+++\n[phrases]\nname = "x"\n+++\nx\n', encoding="utf-8")
    assert any("Discord offers at most 25" in line for line in faults(folder))


def test_every_fault_is_named_at_once(folder: Path) -> None:
    (folder / "open.md").unlink()
    (folder / "extra.md").write_text("+++\n+++\nx", encoding="utf-8")
    (folder / "recap.md").write_text("no head", encoding="utf-8")
    (folder / "prompt.md").write_text('+++\nvariables = ["wish"]\n+++\n$wish $words $secret\n', encoding="utf-8")
    found = "\n".join(faults(folder))
    for expected in (
        "extra.md: nobody uses",
        "open.md: missing",
        "recap.md: must begin with a line +++",
        "prompt.md: uses $secret without declaring it",
        "prompt.md: uses $words without declaring it",
        "prompt.md: $secret is nothing the host can fill in",
        "prompt.md: phrase free is missing",
    ):
        assert expected in found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('+++\nvariables = ["faults"]\n+++\nnothing\n', "declares faults and does not use it"),
        ('+++\nvariables = ["faults"]\n+++\n$faults costs 5 $ today\n', "a dollar sign without a variable"),
        ('+++\nvariables = ["faults"]\n$faults\n', "no closing line"),
        ("+++\nvariables = 3\n+++\nx\n", "variables must be a list of names"),
        ("+++\nvariables = [\n+++\nx\n", "repair.md"),
        ('+++\ncolour = "red"\n+++\nx\n', "unknown key in the head: colour"),
        ('+++\n[phrases]\nquote = "$other"\nnew = "x"\n+++\nx\n', "phrase quote: $other is nothing"),
        ('+++\n[phrases]\nnew = "x"\n+++\nx\n', "phrase new is used by nobody"),
        ("+++\n[phrases]\nquote = 3\n+++\nx\n", "phrases must be a table of sentences"),
        ("+++\n+++\n\n", "empty"),
    ],
)
def test_single_faults(folder: Path, text: str, fault: str) -> None:
    (folder / "repair.md").write_text(text, encoding="utf-8")
    assert any(fault in line for line in faults(folder))
