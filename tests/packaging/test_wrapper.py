"""`./salon` on a fresh clone, after an interruption, after a move, twice at once, and where Python is missing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.packaging.conftest import Checkout

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="the wrapper is a POSIX shell script; Windows uses two commands"
)


def test_first_use_sets_up_and_later_use_is_silent(checkout: Checkout) -> None:
    where = checkout.top.parent
    code, out, err = checkout.run("3", "a b")
    assert (code, out) == (3, f"1.0 {where} ['3', 'a b']\n")
    assert "Making .venv" in err
    assert checkout.run() == (0, f"1.0 {where} []\n", "")

    checkout.pin("1.1")
    code, out, err = checkout.run()
    assert (code, out[:3]) == (0, "1.1")
    assert "Making .venv" not in err
    assert "Installing" in err
    assert sorted(path.name for path in checkout.top.iterdir()) == [".venv", "bot", "requirements.txt", "salon"]


def test_an_interrupted_installation_is_repaired(checkout: Checkout) -> None:
    good = (checkout.top / "requirements.txt").read_text(encoding="utf-8")
    (checkout.top / "requirements.txt").write_text(good.replace("sha256:", "sha256:0")[:-2] + "\n", encoding="utf-8")
    code, out, err = checkout.run()
    assert (code, out) == (1, "")
    assert "The next call tries again" in err
    assert checkout.stamp.read_text(encoding="utf-8").endswith("installing\n")
    (checkout.top / "requirements.txt").write_text(good, encoding="utf-8")
    (checkout.top / ".venv" / "bin" / "python").unlink()
    assert checkout.run()[:2] == (0, f"1.0 {checkout.top.parent} []\n")


def test_a_moved_checkout_is_rebuilt_and_a_link_to_the_wrapper_works(checkout: Checkout, tmp_path: Path) -> None:
    assert checkout.run()[0] == 0
    moved = Checkout(checkout.top.rename(tmp_path / "moved"), checkout.env)
    assert "Making .venv" in moved.run()[2]
    (tmp_path / "link").symlink_to("moved/salon")
    command = [tmp_path / "link"]
    done = subprocess.run(command, env=moved.env, cwd=tmp_path, capture_output=True, text=True, check=True)  # noqa: S603  # ours
    assert done.stdout.startswith("1.0")
    assert done.stderr == ""


def test_two_at_once_build_one_environment(checkout: Checkout) -> None:
    both = [checkout.start("0"), checkout.start("0")]
    ended = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum(err.count("Making .venv") for _, err in ended) == 1
    assert not (checkout.top / ".salon-lock").exists()


@pytest.mark.parametrize("left", ["dead owner", "nobody"])
def test_a_lock_left_behind_is_taken_over(checkout: Checkout, left: str) -> None:
    lock = checkout.top / ".salon-lock"
    lock.mkdir()
    if left == "dead owner":
        ended = subprocess.Popen([sys.executable, "-c", ""])
        ended.wait()
        (lock / str(ended.pid)).touch()
    assert checkout.run()[0] == 0
    assert not lock.exists()


def test_a_signal_reaches_the_program(checkout: Checkout) -> None:
    process = checkout.start("wait")
    assert process.stdout
    assert process.stdout.readline().startswith("1.0")
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGTERM


def test_an_unknown_extra_is_named(checkout: Checkout) -> None:
    code, _, err = checkout.run(SALON_EXTRAS="sauna")
    assert code == 2
    assert "no extra called 'sauna'" in err


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (None, "Salon needs Python 3.11 or newer"),
        ("exit 1", "Too old or not working: python3"),
        ('case "$*" in *ensurepip*) exit 1;; *) echo cpython-311;; esac', "sudo apt install python3-venv"),
    ],
    ids=["none", "old", "without venv"],
)
def test_a_missing_python_is_explained(checkout: Checkout, tmp_path: Path, python: str | None, sentence: str) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    for tool in ("sh", "dirname", "readlink", "cksum", "grep", "ls", "mkdir", "rm", "rmdir", "touch", "tr"):
        found = shutil.which(tool)
        assert found
        (programs / tool).symlink_to(found)
    if python:
        (programs / "python3").write_text(f"#!/bin/sh\n{python}\n", encoding="utf-8")
        (programs / "python3").chmod(0o755)
    code, out, err = checkout.run(PATH=str(programs), SALON_PYTHON="")
    assert (code, out) == (2, "")
    assert sentence in err
    assert sorted(path.name for path in checkout.top.iterdir()) == ["bot", "requirements.txt", "salon"]
