"""The outside world as small interfaces in the words of the domain. Real and in-memory forms are in `adapters`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Protocol

from assistant.model.audit import AuditEvent
from assistant.model.case import Case
from assistant.model.line import CaseLine
from assistant.model.package import Original
from assistant.model.people import Actor, Role


@dataclass(frozen=True, slots=True)
class Account:
    """A sign-in. The password's argon2id hash never leaves the store and the account actions."""

    id: str
    name: str  # what they sign in with
    role: Role
    shown: str  # how other people see them
    language: str = "en"
    password: str = ""  # argon2id hash
    disabled: bool = False
    second: bytes = b""  # secret of the second factor, sealed in the store; empty: none
    subject: str = ""  # hash of issuer and subject of an identity provider

    @property
    def actor(self) -> Actor:
        return Actor(self.id, self.role, self.shown, self.language)


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in browser. Only the hash of its token is stored."""

    token_hash: str
    account: str
    started: str
    seen: str


@dataclass(frozen=True, slots=True)
class ChatLine:
    """One line of a case's conversation; `data` is the Turn as JSON text for lines of the assistant."""

    id: str
    by: str  # actor id, or "assistant"
    at: str
    text: str
    data: str = ""


class Store(Protocol):
    """Cases, accounts, sessions, conversations, derived results and the audit trail, in one transactional place."""

    def add_case(self, case: Case, event: AuditEvent) -> None: ...
    def case(self, case_id: str) -> Case: ...
    def cases(self, **where: str) -> list[Case]:
        """Cases whose clear columns (owner, liaison, provider, stage, helper) equal `where`, newest first."""
        ...

    def lines(self, **where: str | Sequence[str]) -> list[CaseLine]:
        """The same in one line each, without opening the cases; a list of values means any of them."""
        ...

    def holders(self, sha256: str) -> list[str]:
        """Ids of the cases that hold this file."""
        ...

    def unheld(self, sha256: str) -> AbstractContextManager[bool]:
        """Whether no case holds this file; as long as it lasts no case comes to."""
        ...

    def hold(self, case_id: str, files: Sequence[str]) -> None:
        """Notes, before they are kept, that the case holds these files too; `NotFound` once the case is gone."""
        ...

    def held(self, case_id: str) -> list[str]:
        """The hashes of every file the case holds."""
        ...

    def save(self, case: Case, was: int, event: AuditEvent) -> Case:
        """Stores the case as version was+1 together with its audit event; `Changed` if it is not at `was` any more."""
        ...

    def delete_case(self, case_id: str, event: AuditEvent) -> None: ...
    def record(self, event: AuditEvent) -> None: ...
    def trail(self, case_id: str = "") -> list[AuditEvent]: ...
    def verify_trail(self) -> int | None:
        """None if the chain of hashes holds, else the number of the first row that does not."""
        ...

    def ping(self) -> None:
        """Raises when the store cannot be reached."""
        ...

    def counts(self) -> dict[str, int]:
        """Cases by stage, open sessions and rows of the trail: numbers only."""
        ...

    def keep(self, key: str, value: bytes) -> None: ...
    def kept(self, key: str) -> bytes | None: ...
    def keys(self, prefix: str) -> list[str]: ...
    def forget(self, key: str) -> None: ...

    def add_chat(self, case_id: str, lines: Sequence[ChatLine], event: AuditEvent) -> None: ...
    def chat(self, case_id: str) -> list[ChatLine]: ...
    def delete_chat(self, case_id: str, event: AuditEvent) -> None: ...

    def put_account(self, account: Account, event: AuditEvent) -> None: ...
    def account(self, account_id: str) -> Account | None: ...
    def account_named(self, name: str) -> Account | None: ...
    def account_of_subject(self, subject: str) -> Account | None: ...
    def accounts(self) -> list[Account]: ...
    def put_session(self, session: Session, event: AuditEvent | None = None) -> None: ...
    def session(self, token_hash: str) -> Session | None: ...
    def end_session(self, token_hash: str) -> None: ...
    def end_sessions(self, seen_before: str, started_before: str) -> int:
        """Ends those last seen or started before these times; how many."""
        ...

    def add_attempt(self, name_hash: str, at: str) -> None:
        """Notes a wrong sign-in, for every process to see."""
        ...

    def attempts(self, name_hash: str, since: str) -> int: ...
    def clear_attempts(self, name_hash: str, before: str = "") -> None:
        """Forgets those of a name, and all older than `before`."""
        ...


class Staged(Protocol):
    """An upload on its way in: written in order, durable at every offset it has reported."""

    @property
    def offset(self) -> int: ...
    def append(self, data: bytes) -> int: ...
    def close(self) -> None: ...


class Blobs(Protocol):
    """Bytes by their sha256, kept byte for byte, encrypted at rest."""

    def stage(self, upload: str) -> Staged: ...
    def staged_bytes(self, upload: str) -> int: ...
    def digest(self, upload: str) -> str:
        """The sha256 of a staged upload that is whole, so that a case can hold it before it is kept."""
        ...

    def commit(self, upload: str) -> tuple[str, int]:
        """Makes a staged upload permanent; its sha256 and size. The same bytes twice are one blob."""
        ...

    def discard(self, upload: str) -> None: ...
    def abandoned(self, seconds: float) -> list[str]:
        """Staged uploads nothing was written to for so long."""
        ...

    def put(self, source: BinaryIO) -> tuple[str, int]: ...
    def open(self, sha256: str) -> BinaryIO:
        """A seekable stream of the plain bytes; `NotFound` if there is no such blob."""
        ...

    def file(self, sha256: str, name: str = "") -> AbstractContextManager[Path]:
        """The plain bytes as a private temporary file, gone when the context ends."""
        ...

    def has(self, sha256: str) -> bool: ...
    def delete(self, sha256: str) -> None: ...
    def all(self) -> Iterator[str]: ...


@dataclass(frozen=True, slots=True)
class Receipt:
    """The end of one delivery: which files arrived and which did not, by hash and reason code. Never a name."""

    destination: str
    delivered: tuple[str, ...]  # sha256
    failed: Mapping[str, str] = field(default_factory=dict)  # sha256 -> reason code
    attempts: int = 1

    @property
    def whole(self) -> bool:
        return not self.failed


class Courier(Protocol):
    """Delivers files to one configured place. Sending a file again is sending it once."""

    def send(self, originals: Sequence[Original]) -> Receipt: ...
    def reachable(self) -> bool:
        """Whether the place answers now."""
        ...


@dataclass(frozen=True, slots=True)
class Destination:
    """A place of the settings that packages or their scans can go to."""

    id: str
    label: str
    kind: str  # folder: the package; dicom, dicomweb: its scans
    courier: Courier


class Jobs(Protocol):
    """Durable background work: each deed is idempotent and survives a killed process."""

    def read(self, case_id: str, sha256: str) -> None: ...
    def deliver(self, case_id: str, delivery: str) -> None: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...


class Model(Protocol):
    """A language model. It only proposes; what it says is checked by rules before anybody sees it."""

    @property
    def name(self) -> str: ...
    def propose(
        self, system: str, messages: Sequence[tuple[str, str]], schema: type | None = None, timeout: float = 30.0
    ) -> str: ...
    def stream(
        self, system: str, messages: Sequence[tuple[str, str]], schema: type | None = None, timeout: float = 20.0
    ) -> Iterator[str]:
        """The same answer in pieces, as they come. Raises OSError after `timeout` seconds of silence."""
        ...


class Clock(Protocol):
    def now(self) -> str:
        """UTC, ISO 8601 with seconds and Z."""
        ...

    def today(self) -> str: ...
