"""A language model behind any OpenAI-compatible endpoint, through LangChain.

Retries little, gives up in time, and stops asking an endpoint that keeps failing. Logs nothing, traces nothing, and
sends no key but its own."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from queue import SimpleQueue
from threading import Event
from typing import Any, TypeVar

from assistant.adapters.model_pieces import (
    Line,
    ModelUnavailable,
    address_of,
    deltas,
    failures,
    received,
    refusals,
    text_of,
)

Answer = TypeVar("Answer")
WAYS = ("json_schema", "function_calling", "json_mode", "plain")
STRAY = (
    "OPENAI_ORG_ID",
    "OPENAI_ORGANIZATION",
    "OPENAI_PROJECT_ID",
    "OPENAI_BASE_URL",
    "OPENAI_API_BASE",
    "OPENAI_PROXY",
)
TRIES = 2
FAILURES = 3  # in a row, after which the endpoint is left alone
REST = 60.0  # seconds it is left alone
LONGEST_WAIT = 5.0  # seconds a "try again later" is obeyed


class Breaker:
    """Closed while things go well; open for `REST` seconds after `FAILURES` failures in a row."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0
        self._lock = threading.Lock()

    def allows(self) -> bool:
        with self._lock:
            return self._clock() >= self._until

    def went(self, well: bool) -> None:
        with self._lock:
            self._failures = 0 if well else self._failures + 1
            if self._failures >= FAILURES:
                self._until = self._clock() + REST
                self._failures = 0


class OpenAIModel:
    """`propose` gives the text of one answer, as JSON of `schema` when one is given."""

    def __init__(self, name: str, url: str = "", key: str = "", breaker: Breaker | None = None) -> None:
        self._name = name
        self._url, self._asked_with = address_of(url)
        self._key = key or "none"  # local servers want none, the library wants some
        self._breaker = breaker or Breaker()
        self._way = 0  # of WAYS: the first the endpoint understands
        self._streams = True  # until it refuses to
        self._temperature: float | None = 0.0  # until it refuses to be told, as those that reason do
        self._pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="model")

    @property
    def name(self) -> str:
        return self._name

    def propose(
        self, system: str, messages: Sequence[tuple[str, str]], schema: type | None = None, timeout: float = 30.0
    ) -> str:
        """One answer within `timeout` seconds in all, or `ModelUnavailable`."""
        if not self._breaker.allows():
            raise ModelUnavailable("resting")
        until = time.monotonic() + timeout
        try:
            asked = [("system", system), *messages]
            answer = self._pool.submit(self._tries, lambda left: self._once(asked, schema, left), until).result(timeout)
        except Late as late:
            self._breaker.went(False)
            raise ModelUnavailable("late") from late
        except ModelUnavailable:
            self._breaker.went(False)
            raise
        self._breaker.went(True)
        return answer

    def stream(
        self, system: str, messages: Sequence[tuple[str, str]], schema: type | None = None, timeout: float = 20.0
    ) -> Iterator[str]:
        """The pieces of one answer as they come; a single one from an endpoint that cannot stream. `ModelUnavailable`
        after `timeout` seconds of silence, after three times that in all, or when the stream breaks."""
        if not self._breaker.allows():
            raise ModelUnavailable("resting")
        line: Line = SimpleQueue()
        left = Event()
        until = time.monotonic() + timeout
        self._pool.submit(self._feed, [("system", system), *messages], schema, until, line, left)
        try:
            yield from received(line, timeout)
        except ModelUnavailable:
            self._breaker.went(False)
            raise
        finally:
            left.set()
        self._breaker.went(True)

    def _feed(
        self, messages: list[tuple[str, str]], schema: type | None, until: float, line: Line, left: Event
    ) -> None:
        """Puts each piece on the line, then None or what went wrong. After the first piece nothing is tried again."""

        def once(seconds: float) -> None:
            sent = False
            try:
                for piece in self._pieces(messages, schema, seconds):
                    if left.is_set():
                        return
                    line.put(piece)
                    sent = True
            except failures() as error:
                if sent:
                    raise ModelUnavailable(type(error).__name__) from error
                raise

        end: ModelUnavailable | None = None
        try:
            self._tries(once, until)
        except ModelUnavailable as unavailable:
            end = unavailable
        line.put(end)

    def _pieces(self, messages: list[tuple[str, str]], schema: type | None, timeout: float) -> Iterator[str]:
        some = False
        unheard: tuple[type[Exception], ...] = (*refusals(), ValueError)
        if self._streams:
            try:
                for piece in deltas(self._chat(timeout), messages, schema, WAYS[self._way]):
                    some = True
                    yield piece
            except unheard as refusal:
                if some:
                    raise
                if self._is_about_temperature(refusal):
                    yield from self._pieces(messages, schema, timeout)
                    return
        if not some:
            way = self._way
            yield self._once(messages, schema, timeout)
            self._streams = self._way != way  # asked in the same way and answered: it is streaming that it cannot do

    def _tries(self, once: Callable[[float], Answer], until: float) -> Answer:
        from openai import APIStatusError

        cause = "none"
        for attempt in range(TRIES):
            left = until - time.monotonic()
            if left <= 0.2:
                break
            try:
                return once(left)
            except ModelUnavailable:
                raise
            except APIStatusError as error:
                cause = type(error).__name__
                if error.status_code not in (408, 409, 429) and error.status_code < 500:
                    break
                wait = _wait(error.response.headers.get("retry-after", ""), attempt)
                if wait > min(LONGEST_WAIT, until - time.monotonic() - 0.5):
                    break
                time.sleep(wait)
            except failures() as error:
                cause = type(error).__name__
        raise ModelUnavailable(cause)

    def _once(self, messages: list[tuple[str, str]], schema: type | None, timeout: float) -> str:
        while True:
            way = WAYS[self._way] if schema is not None else "plain"
            try:
                return self._structured(messages, schema, timeout, way)
            except refusals() as refusal:
                if self._is_about_temperature(refusal):
                    continue
                if way == "plain":
                    self._way = 0  # it refuses everything: the cause is another, and may pass
                    raise
                self._way += 1

    def _is_about_temperature(self, refusal: Exception) -> bool:
        """Whether the endpoint will not be told how warm to be; from then on it is not."""
        about = self._temperature is not None and "temperature" in str(refusal).lower()
        if about:
            self._temperature = None
        return about

    def _structured(self, messages: list[tuple[str, str]], schema: type | None, timeout: float, way: str) -> str:
        chat = self._chat(timeout)
        if schema is None or way == "plain":
            return text_of(chat.invoke(messages))
        result: Any = chat.with_structured_output(schema, method=way, include_raw=True).invoke(messages)
        parsed = result.get("parsed")
        if parsed is not None:
            return str(parsed.model_dump_json())
        return text_of(result["raw"])

    def _chat(self, timeout: float) -> Any:
        import langsmith
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        for name in STRAY:  # the library would send these to whatever endpoint is configured
            os.environ.pop(name, None)
        langsmith.configure(enabled=False)  # the only switch that beats the environment
        return ChatOpenAI(
            model=self._name,
            base_url=self._url or None,
            default_query=self._asked_with or None,
            default_headers={"api-key": self._key} if "api-version" in self._asked_with else None,
            api_key=SecretStr(self._key),
            timeout=timeout,
            max_retries=0,
            temperature=self._temperature,
            use_responses_api=False,
        )


def _wait(header: str, attempt: int) -> float:
    try:
        return max(0.0, float(header))
    except ValueError:
        return 0.5 * (attempt + 1)


def open_model(name: str, url: str = "") -> OpenAIModel:
    """The model of the settings; its key, if it needs one, is in SECOND_OPINION_MODEL_KEY and nowhere else."""
    return OpenAIModel(name, url, os.environ.get("SECOND_OPINION_MODEL_KEY", ""))
