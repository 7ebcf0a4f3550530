"""A stand-in on loopback for Wikidata, TMDB and OMDb, which answers like them and misbehaves as it is told.

``FilmWeb`` keeps every request it got. ``trouble`` gives a source a list of ``Fault`` functions: one for each request in
turn, the last one for all that follow; ``mend`` lets it answer again. Faults are in ``film_faults``. Ids from Q900000000 on
are the sample's own.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web

DATA = Path(__file__).parent / "data" / "films"
TMDB_TOKEN = "eyJhbGciOiJIUzI1NiJ9.the-read-token"
TMDB_KEY = "0123456789abcdef0123456789abcdef"
OMDB_KEY = "0mdbk3y"
SOURCES = ("wikidata", "tmdb", "omdb")

Fault = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came in."""

    source: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]


class FilmWeb:
    """The server; use as an async context manager. ``confused`` makes it answer with another film's record."""

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.url = ""
        self.confused = False
        self.most_at_once = 0
        self._at_once = 0
        self._came = asyncio.Event()
        self._faults: dict[str, list[Fault]] = {}
        self._runner: web.AppRunner | None = None
        self._wikidata: dict[str, Any] = _read("wikidata.json")
        self._tmdb: list[dict[str, Any]] = _read("tmdb.json")
        self._omdb: list[dict[str, Any]] = _read("omdb.json")

    async def __aenter__(self) -> FilmWeb:
        app = web.Application()
        app.router.add_get("/wikidata/w/api.php", self._answer)
        app.router.add_get("/tmdb/3/{rest:.*}", self._answer)
        app.router.add_get("/omdb/", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def trouble(self, source: str, *faults: Fault) -> None:
        """Let a source misbehave."""
        self._faults[source] = list(faults)

    def mend(self, source: str) -> None:
        """Let it answer again."""
        self._faults.pop(source, None)

    def asked(self, source: str) -> list[Asked]:
        """What a source was asked."""
        return [one for one in self.requests if one.source == source]

    async def reached(self, requests: int = 1) -> None:
        """Wait until so many requests have come in."""
        while len(self.requests) < requests:
            self._came.clear()
            await self._came.wait()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        source = request.path.split("/")[1]
        self.requests.append(Asked(source, request.path, dict(request.query), dict(request.headers)))
        self._came.set()
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            faults = self._faults.get(source)
            if faults:
                return await (faults.pop(0) if len(faults) > 1 else faults[0])(request)
            answers = {"wikidata": self._as_wikidata, "tmdb": self._as_tmdb, "omdb": self._as_omdb}
            return answers[source](request)
        finally:
            self._at_once -= 1

    # --- Wikidata ---

    def _as_wikidata(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("action") == "wbsearchentities":
            return web.json_response(
                {"searchinfo": {"search": query["search"]}, "search": self._labelled(query), "success": 1}
            )
        if query.get("action") == "query":
            if len(query["srsearch"].encode()) > 300:
                return web.json_response({"error": {"code": "cirrussearch-query-too-long", "info": "too long"}})
            found = [{"ns": 0, "title": item} for item in self._searched(query["srsearch"])]
            return web.json_response({"batchcomplete": "", "query": {"search": found[: int(query["srlimit"])]}})
        ids = query["ids"].split("|")
        if len(ids) > 50:
            return web.json_response({"error": {"code": "toomanyvalues", "info": "Too many values"}})
        if self.confused and "claims" in query["props"]:
            ids = ["Q900000001"]
        return web.json_response({"entities": {item: self._entity(item, query) for item in ids}, "success": 1})

    def _labelled(self, query: Mapping[str, str]) -> list[dict[str, Any]]:
        typed, found = query["search"].casefold(), []
        for item, entity in self._wikidata.items():
            names = [*entity["labels"].values(), *(one for several in entity["aliases"].values() for one in several)]
            hit = next((name for name in names if name["value"].casefold().startswith(typed)), None)
            if hit is not None:
                match = {"type": "label", "language": hit["language"], "text": hit["value"]}
                described = {"description": entity["descriptions"]["en"]["value"]} if entity["descriptions"] else {}
                found.append({"id": item, "label": hit["value"], "match": match, "repository": "wikidata", **described})
        return found[: int(query["limit"])]

    def _searched(self, query: str) -> list[str]:
        by_imdb = re.search(r"haswbstatement:P345=(\S+)", query)
        kinds = set(re.findall(r"P31=(Q\d+)", query))
        words = [word.casefold() for word in query.split() if not word.startswith("haswbstatement:")]
        found = []
        for item, entity in self._wikidata.items():
            text = json.dumps(entity, ensure_ascii=False).casefold()
            of_kind = any(f'"id": "{kind}"'.casefold() in text for kind in kinds)
            if (by_imdb and (f'"{by_imdb[1]}"' in text or (self.confused and item == "Q900000001"))) or (
                of_kind and all(word in text for word in words)
            ):
                found.append(item)
        return found

    def _entity(self, item: str, query: Mapping[str, str]) -> dict[str, Any]:
        entity = self._wikidata.get(item)
        if entity is None:
            return {"id": item, "missing": ""}
        props, languages = query["props"].split("|"), query["languages"].split("|")
        shown = {"type": "item", "id": item}
        for prop in ("labels", "aliases"):
            if prop in props:
                shown[prop] = {code: said for code, said in entity[prop].items() if code in languages}
        return shown | ({"claims": entity["claims"]} if "claims" in props else {})

    # --- TMDB ---

    def _as_tmdb(self, request: web.Request) -> web.Response:
        bearer = request.headers.get("Authorization") == f"Bearer {TMDB_TOKEN}"
        if not bearer and request.query.get("api_key") != TMDB_KEY:
            return web.json_response(
                {"status_code": 7, "status_message": "Invalid API key", "success": False}, status=401
            )
        kind, _, rest = request.match_info["rest"].partition("/")
        if kind == "search":
            results = [_row(one) for one in self._tmdb if _tmdb_match(one, request.query)]
            return web.json_response({"page": 1, "results": results, "total_pages": 1, "total_results": len(results)})
        if kind == "find":
            found = [_row(one) for one in self._tmdb if one["imdb_id"] == rest or (self.confused and one["id"] == 346)]
            return web.json_response({"movie_results": found, "person_results": [], "tv_results": []})
        film = next((one for one in self._tmdb if str(one["id"]) == rest), None)
        if self.confused and film is not None:
            film = next(one for one in self._tmdb if one["id"] == (346 if rest != "346" else 152601))
        if film is None:
            body = {"status_code": 34, "status_message": "The resource could not be found.", "success": False}
            return web.json_response(body, status=404)
        appended = request.query.get("append_to_response", "").split(",")
        extra = {"credits", "external_ids", "alternative_titles", "translations", "watch/providers"} - set(appended)
        return web.json_response({key: value for key, value in film.items() if key not in extra})

    # --- OMDb ---

    def _as_omdb(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("apikey") != OMDB_KEY:
            return web.json_response({"Response": "False", "Error": "Invalid API key!"}, status=401)
        if "i" in query:
            found = [one for one in self._omdb if (one["imdbID"] == query["i"]) != self.confused]
            return _omdb_body(found, "Error getting data.")
        listed = [one for one in self._omdb if _omdb_match(one, query)]
        if "t" in query:
            return _omdb_body(listed, "Movie not found!")
        if len(query["s"]) <= 3:
            return _omdb_body([], "Too many results.")
        if not listed:
            return _omdb_body([], "Movie not found!")
        rows = [{key: one[key] for key in ("Title", "Year", "imdbID", "Type", "Poster")} for one in listed]
        return web.json_response({"Search": rows, "totalResults": str(len(rows)), "Response": "True"})


def _read(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def _row(film: Mapping[str, Any]) -> dict[str, Any]:
    """A film as TMDB's lists show it."""
    shown = ("adult", "id", "original_language", "original_title", "overview", "poster_path", "release_date", "title")
    return {key: film[key] for key in shown} | {"genre_ids": [one["id"] for one in film["genres"]]}


def _tmdb_match(film: Mapping[str, Any], query: Mapping[str, str]) -> bool:
    translated = [one["data"]["title"] for one in film["translations"]["translations"]]
    known = " / ".join([film["title"], film["original_title"], *translated]).casefold()
    return query["query"].casefold() in known and film["release_date"].startswith(query.get("year", ""))


def _omdb_match(film: Mapping[str, str], query: Mapping[str, str]) -> bool:
    typed = query.get("t") or query["s"]
    same = (
        film["Title"].casefold() == typed.casefold() if "t" in query else typed.casefold() in film["Title"].casefold()
    )
    return same and film["Type"] == query.get("type", film["Type"]) and film["Year"].startswith(query.get("y", ""))


def _omdb_body(found: list[dict[str, Any]], otherwise: str) -> web.Response:
    return web.json_response(found[0] if found else {"Response": "False", "Error": otherwise})
