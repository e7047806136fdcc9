"""A language model behind any OpenAI-compatible endpoint, through LangChain.

Retries little, gives up in time, and stops asking an endpoint that keeps failing. Logs nothing, traces nothing, and
sends no key but its own."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import Any

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


class ModelUnavailable(OSError):
    """No answer came. Holds the class name of the cause, never its words."""


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
        self._url = url or None
        self._key = key or "none"  # local servers want none, the library wants some
        self._breaker = breaker or Breaker()
        self._way = 0  # of WAYS: the first the endpoint understands
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
            answer = self._pool.submit(self._tries, [("system", system), *messages], schema, until).result(timeout)
        except Late as late:
            self._breaker.went(False)
            raise ModelUnavailable("late") from late
        except ModelUnavailable:
            self._breaker.went(False)
            raise
        self._breaker.went(True)
        return answer

    def _tries(self, messages: list[tuple[str, str]], schema: type | None, until: float) -> str:
        from openai import APIStatusError, OpenAIError

        cause = "none"
        for attempt in range(TRIES):
            left = until - time.monotonic()
            if left <= 0.2:
                break
            try:
                return self._once(messages, schema, left)
            except APIStatusError as error:
                cause = type(error).__name__
                if error.status_code not in (408, 409, 429) and error.status_code < 500:
                    break
                wait = _wait(error.response.headers.get("retry-after", ""), attempt)
                if wait > min(LONGEST_WAIT, until - time.monotonic() - 0.5):
                    break
                time.sleep(wait)
            except (OpenAIError, OSError, ValueError) as error:
                cause = type(error).__name__
        raise ModelUnavailable(cause)

    def _once(self, messages: list[tuple[str, str]], schema: type | None, timeout: float) -> str:
        if schema is None:
            return _text(self._chat(timeout).invoke(messages))
        from openai import BadRequestError, NotFoundError, UnprocessableEntityError

        while True:
            way = WAYS[self._way]
            try:
                return self._structured(messages, schema, timeout, way)
            except (BadRequestError, NotFoundError, UnprocessableEntityError):
                if way == "plain":
                    raise
                self._way += 1

    def _structured(self, messages: list[tuple[str, str]], schema: type, timeout: float, way: str) -> str:
        chat = self._chat(timeout)
        if way == "plain":
            return _text(chat.invoke(messages))
        result: Any = chat.with_structured_output(schema, method=way, include_raw=True).invoke(messages)
        parsed = result.get("parsed")
        if parsed is not None:
            return str(parsed.model_dump_json())
        return _text(result["raw"])

    def _chat(self, timeout: float) -> Any:
        import langsmith
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        for name in STRAY:  # the library would send these to whatever endpoint is configured
            os.environ.pop(name, None)
        langsmith.configure(enabled=False)  # the only switch that beats the environment
        return ChatOpenAI(
            model=self._name,
            base_url=self._url,
            api_key=SecretStr(self._key),
            timeout=timeout,
            max_retries=0,
            temperature=0,
            use_responses_api=False,
        )


def _text(message: Any) -> str:
    content = message.content
    return content if isinstance(content, str) else "".join(str(part.get("text", "")) for part in content)


def _wait(header: str, attempt: int) -> float:
    try:
        return max(0.0, float(header))
    except ValueError:
        return 0.5 * (attempt + 1)


def open_model(name: str, url: str = "") -> OpenAIModel:
    """The model of the settings; its key, if it needs one, is in SECOND_OPINION_MODEL_KEY and nowhere else."""
    return OpenAIModel(name, url, os.environ.get("SECOND_OPINION_MODEL_KEY", ""))
