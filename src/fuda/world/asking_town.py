"""Asks a running town over HTTP, for commands that change it or need it awake."""

from collections.abc import Mapping
from typing import Any, cast

import httpx

from fuda.world.settings import SettingsError, read_settings

_PATIENCE_SECONDS = 60.0
_OPENING = 503
_OK = 200


class TownSilentError(Exception):
    """The town does not answer, or says no; one line says what to do."""


def get(path: str, port: int | None) -> Any:
    """The JSON of a page of the town."""
    return _answer("GET", path, port, None)


def post(path: str, asked: Mapping[str, object], port: int | None) -> dict[str, Any]:
    """The JSON that the town answers to a message."""
    return cast("dict[str, Any]", _answer("POST", path, port, asked))


def _answer(method: str, path: str, port: int | None, asked: Mapping[str, object] | None) -> Any:
    try:
        town = read_settings(port=port).public_url
        answer = httpx.request(
            method, f"{town}{path}", json=asked, timeout=_PATIENCE_SECONDS, trust_env=False
        )
    except SettingsError as wrong:
        raise TownSilentError(str(wrong)) from None
    except httpx.HTTPError:
        raise TownSilentError(
            f"no town answers at {town}: start one with fuda up, or name its port with --port"
        ) from None
    if answer.status_code == _OPENING:
        raise TownSilentError("the town is still being built: try again in a few seconds")
    if answer.status_code != _OK:
        raise TownSilentError(_why(answer))
    return answer.json()


def _why(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return f"the town answered {answer.status_code}; is it this program's town?"
    if "error" in said:
        return str(said["error"])
    wrong = said.get("detail", [{}])[0]
    where = ".".join(str(part) for part in wrong.get("loc", ())[1:])
    return f"{where}: {wrong.get('msg', 'cannot be read')}"
