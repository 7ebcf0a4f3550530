"""Reading transcripts: JSON lines and DiscordChatExporter exports, well-formed and not."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.local.transcripts import Broken, Transcript, read_transcripts

START = "2026-11-20T20:00:00Z"


def written(folder: Path, *rows: object) -> Path:
    path = folder / "talk.jsonl"
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


def said(speaker: str = "Anna", text: str = "letters are gifts", at: str = START) -> dict[str, str]:
    return {"speaker": speaker, "text": text, "at": at}


def talk(*messages: object, **more: object) -> dict[str, object]:
    return {"id": "t1", "film": "Her", "year": 2013, "messages": list(messages), **more}


def one(path: Path) -> Transcript:
    (found,) = read_transcripts(path)
    assert isinstance(found, Transcript)
    return found


def test_a_conversation_a_line(tmp_path: Path) -> None:
    path = written(tmp_path, talk(said(), said("Ben", "no")), "", talk(said(), id="t2", film="Jaws"))
    first, second = read_transcripts(path)
    assert isinstance(first, Transcript)
    assert isinstance(second, Transcript)
    assert (first.id, first.film, first.year) == ("t1", "Her", 2013)
    assert [(line.speaker, line.text) for line in first.lines] == [("Anna", "letters are gifts"), ("Ben", "no")]
    assert (second.id, second.film) == ("t2", "Jaws")


def test_unordered_messages_are_put_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, talk(said(text="b", at="2026-11-20T20:05:00Z"), said(text="a")))
    assert [line.text for line in one(path).lines] == ["a", "b"]


def test_equal_times_keep_the_order_of_the_file_and_differ(tmp_path: Path) -> None:
    lines = one(written(tmp_path, talk(*(said(text=str(n)) for n in range(50))))).lines
    assert [line.text for line in lines] == [str(n) for n in range(50)]
    assert len({line.at for line in lines}) == 50


def test_times_are_utc_whatever_they_were(tmp_path: Path) -> None:
    naive, offset = said(at="2026-11-20T20:00:00"), said(at="2026-11-20T22:00:01+02:00")
    lines = one(written(tmp_path, talk(naive, offset))).lines
    assert [line.at.tzinfo for line in lines] == [UTC, UTC]
    assert lines[0].at == datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
    assert lines[1].at == datetime(2026, 11, 20, 20, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{not json", "not valid JSON"),
        ('{"id": 1, "messages": [', "not valid JSON"),
        ("[1, 2]", "not an object"),
        ("null", "not an object"),
        ("7", "not an object"),
        ('{"id": 1}', "'messages' is missing"),
        ('{"messages": "hello"}', "not a list"),
        ("[" * 100_000, ""),
    ],
)
def test_a_broken_line_is_named_and_the_rest_is_read(tmp_path: Path, row: str, why: str) -> None:
    found = list(read_transcripts(written(tmp_path, talk(said()), row, talk(said(), id="t2"))))
    assert [type(f) for f in found] == [Transcript, Broken, Transcript]
    broken = found[1]
    assert isinstance(broken, Broken)
    assert broken.number == 2
    assert why in broken.why
    assert broken.why


@pytest.mark.parametrize(
    "message",
    [
        {"text": "no speaker", "at": START},
        {"speaker": "Anna", "at": START},
        {"speaker": "Anna", "text": "no time"},
        {"speaker": "Anna", "text": "bad time", "at": "yesterday"},
        {"speaker": "Anna", "text": "bad time", "at": 12},
        {"speaker": "Anna", "text": None, "at": START},
        {"speaker": ["Anna"], "text": "x", "at": START},
        {"speaker": "Anna", "text": "before all calendars", "at": "0001-01-01T00:00:00+14:00"},
        "just text",
        None,
        [],
    ],
)
def test_a_broken_message_is_named_and_the_others_are_read(tmp_path: Path, message: object) -> None:
    broken, transcript = read_transcripts(written(tmp_path, talk(said(text="a"), message, said(text="b"))))
    assert isinstance(broken, Broken)
    assert broken.number == 1
    assert "message 2" in broken.why
    assert isinstance(transcript, Transcript)
    assert [line.text for line in transcript.lines] == ["a", "b"]


def test_odd_heads_are_taken_as_they_are(tmp_path: Path) -> None:
    row = talk(said(speaker=""), film=None, year="2013", id=7)
    found = one(written(tmp_path, row))
    assert (found.id, found.film, found.year) == ("7", None, None)
    assert found.lines[0].speaker


@pytest.mark.parametrize("text", ["", "\n", "  \n\n \n"])
def test_an_empty_file_is_said_to_be_empty(tmp_path: Path, text: str) -> None:
    path = tmp_path / "empty.jsonl"
    path.write_text(text)
    (broken,) = read_transcripts(path)
    assert isinstance(broken, Broken)
    assert "no transcript" in broken.why


def test_a_missing_file_or_a_folder_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        list(read_transcripts(tmp_path / "nowhere.jsonl"))
    with pytest.raises(OSError, match="directory"):
        list(read_transcripts(tmp_path))


def test_a_binary_file_is_broken_lines(tmp_path: Path) -> None:
    path = tmp_path / "picture.jsonl"
    path.write_bytes(bytes(range(256)) * 40)
    found = list(read_transcripts(path))
    assert found
    assert all(isinstance(f, Broken) for f in found)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text(json.dumps(talk(said())) + "\n", encoding="utf-8-sig")
    assert len(one(path).lines) == 1


# --- DiscordChatExporter ---


def exported(number: int, content: str, **more: Any) -> dict[str, Any]:
    """A message with the fields that the exporter's documentation and exports show."""
    author = {"id": "901", "name": "anna", "discriminator": "0000", "nickname": "Anna", "color": None, "isBot": False}
    return {
        "id": str(7000 + number),
        "type": "Default",
        "timestamp": f"2026-11-20T20:00:{number:02}.123+01:00",
        "timestampEdited": None,
        "callEndedTimestamp": None,
        "isPinned": False,
        "content": content,
        "author": author | more.pop("author", {}),
        "attachments": [],
        "embeds": [],
        "stickers": [],
        "reactions": [],
        "mentions": [],
        **more,
    }


def export(folder: Path, *messages: object, indent: int | None = 2, encoding: str = "utf-8") -> Path:
    path = folder / "Film Club - salon [501].json"
    whole = {
        "guild": {"id": "401", "name": "Film Club", "iconUrl": "https://cdn.discordapp.com/embed/avatars/0.png"},
        "channel": {"id": "501", "type": "GuildTextChat", "categoryId": None, "name": "salon", "topic": None},
        "dateRange": {"after": None, "before": None},
        "exportedAt": "2026-11-21T09:00:00.0000000+01:00",
        "messages": list(messages),
        "messageCount": len(messages),
    }
    path.write_text(json.dumps(whole, indent=indent), encoding=encoding)
    return path


@pytest.mark.parametrize("indent", [2, None])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_an_export_is_one_transcript(tmp_path: Path, indent: int | None, encoding: str) -> None:
    files = [{"id": "1", "url": "https://cdn.discordapp.com/a/still.png", "fileName": "still.png", "fileSizeBytes": 9}]
    ben = {"id": "902", "name": "ben", "nickname": None}
    path = export(
        tmp_path,
        exported(1, "The letters are gifts.", attachments=files),
        exported(2, "They are paid for.", type="Reply", reference={"messageId": "7001"}, author=ben),
        indent=indent,
        encoding=encoding,
    )
    found = one(path)
    assert (found.id, found.film) == ("501", None)
    first, second = found.lines
    assert (first.id, first.speaker, first.attachments) == ("7001", "Anna", ("still.png",))
    assert first.at == datetime(2026, 11, 20, 19, 0, 1, 123000, tzinfo=UTC)
    assert first.link == "https://discord.com/channels/401/501/7001"
    assert (second.speaker, second.reply_to) == ("ben", "7001")


def test_bots_and_notices_of_an_export_are_left_out(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        exported(1, "Joined the server.", type="GuildMemberJoin"),
        exported(2, "Beep.", author={"isBot": True}),
        exported(3, "Pinned a message.", type="ChannelPinnedMessage"),
        exported(4, "The letters are gifts."),
    )
    assert [line.id for line in one(path).lines] == ["7004"]


def test_a_broken_message_of_an_export_is_named(tmp_path: Path) -> None:
    broken, transcript = read_transcripts(export(tmp_path, {"id": "1"}, exported(2, "The letters are gifts.")))
    assert isinstance(broken, Broken)
    assert "message 1" in broken.why
    assert isinstance(transcript, Transcript)
    assert len(transcript.lines) == 1


def test_a_cut_off_export_is_named(tmp_path: Path) -> None:
    path = export(tmp_path, exported(1, "The letters are gifts."))
    path.write_text(path.read_text()[:-80])
    (broken,) = read_transcripts(path)
    assert isinstance(broken, Broken)
    assert broken.number > 1


def test_talk_about_date_ranges_and_guilds_is_no_export(tmp_path: Path) -> None:
    words = 'In the file it says "guild" and "dateRange", then "messages".'
    assert one(written(tmp_path, talk(said(text=words)))).lines[0].text == words


def test_an_export_on_one_line_is_told_by_its_messages(tmp_path: Path) -> None:
    """Where the exporter leaves its heading out, or another tool squeezed it, authors and contents tell what it is."""
    rows = [
        {"guild": {"id": "7"}, "channel": {"id": "8"}, "messages": [exported(1, "The letters are gifts.")]},
        {"messages": [exported(2, "They are wages.")]},
    ]
    for row in rows:
        assert [line.text for line in one(written(tmp_path, row)).lines] == [row["messages"][0]["content"]]  # type: ignore[index]
    several = list(read_transcripts(written(tmp_path, *rows, talk(said(text="a row of ours")))))
    assert [t.lines[0].text for t in several if isinstance(t, Transcript)] == [
        "The letters are gifts.",
        "They are wages.",
        "a row of ours",
    ]
