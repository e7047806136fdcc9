"""The pieces of a model's answer as they come over the wire, and what counts as refusing or failing on the way."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

WHOLE = 3  # times the longest silence: the longest answer


class ModelUnavailable(OSError):
    """No answer came. Holds the class name of the cause, never its words."""


Line = SimpleQueue[str | ModelUnavailable | None]


def address_of(url: str) -> tuple[str, dict[str, str]]:
    """The base address as the library wants it, and what goes into every question's query (Azure's `api-version`).

    Takes the address of the server alone, as Ollama and llama.cpp print it, and that of its chat as a whole too."""
    if not url:
        return "", {}
    parts = urlsplit(url.strip())
    path = parts.path.rstrip("/").removesuffix("/chat/completions") or "/v1"
    return urlunsplit((parts.scheme, parts.netloc, path, "", "")), dict(parse_qsl(parts.query))


def received(line: Line, silence: float) -> Iterator[str]:
    """What is put on the line until its end; `ModelUnavailable` after `silence` seconds without a piece."""
    until = time.monotonic() + WHOLE * silence
    while True:
        try:
            piece = line.get(timeout=max(0.0, min(silence, until - time.monotonic())))
        except Empty:
            raise ModelUnavailable("late") from None
        if piece is None:
            return
        if isinstance(piece, ModelUnavailable):
            raise piece
        yield piece


def deltas(chat: Any, messages: list[tuple[str, str]], schema: type | None, way: str) -> Iterator[str]:
    """The text of each chunk, or of the call of a tool where the answer is one."""
    for chunk in _asked_for(chat, schema, way).stream(messages):
        text = text_of(chunk) + "".join(call.get("args") or "" for call in chunk.tool_call_chunks)
        if text:
            yield text


def _asked_for(chat: Any, schema: type | None, way: str) -> Any:
    from langchain_core.utils.function_calling import convert_to_openai_tool

    if schema is None or way == "plain":
        return chat
    if way == "json_mode":
        return chat.bind(extra_body={"response_format": {"type": "json_object"}})
    tool = convert_to_openai_tool(schema, strict=True if way == "json_schema" else None)
    function = tool["function"]
    if way == "function_calling":
        return chat.bind_tools([tool], tool_choice=function["name"], parallel_tool_calls=False)
    wanted = {"name": function["name"], "schema": function["parameters"], "strict": True}
    # in the body, not as an argument: the library would take the stream over to parse the answer as a whole
    return chat.bind(extra_body={"response_format": {"type": "json_schema", "json_schema": wanted}})


def text_of(message: Any) -> str:
    content = message.content
    return content if isinstance(content, str) else "".join(str(part.get("text", "")) for part in content)


def refusals() -> tuple[type[Exception], ...]:
    """What an endpoint answers that does not know how it was asked."""
    from openai import BadRequestError, NotFoundError, UnprocessableEntityError

    return BadRequestError, NotFoundError, UnprocessableEntityError


def failures() -> tuple[type[Exception], ...]:
    """Whatever goes wrong between here and the endpoint, in words that are not JSON too."""
    from httpx import HTTPError
    from openai import OpenAIError

    return OpenAIError, HTTPError, OSError, ValueError
