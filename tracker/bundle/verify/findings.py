"""What a verification finds: faults by kind and path, and the `tics-verify/1` document (CONTRACTS). Pure."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from tracker.errors import Reason

FORMAT = "tics-verify/1"
WHOLE = "."
"""The path of a fault that belongs to the ZIP or folder as a whole."""

Kind = Literal["changed", "missing", "extra", "renamed", "duplicate", "unsafe-path", "structure", "signature"]
Signature = Literal["valid", "unknown-key", "invalid", "none"]


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is wrong. `note` says what exactly, as the last part of a sentence code; "" = the kind says it."""

    path: str
    kind: Kind
    note: str = ""

    @property
    def reason(self) -> Reason:
        """Give the sentence for people."""
        code = f"bundle.fault.{self.kind.replace('-', '_')}" + (f".{self.note}" if self.note else "")
        return Reason(code, {"path": self.path})


@dataclass(frozen=True)
class Result:
    """What `verify` found: every fault, and how the signature stands."""

    signature: Signature
    faults: tuple[Fault, ...]
    files: int
    key_asked: bool = False

    @property
    def ok(self) -> bool:
        """No faults, and with a key also a signature that is valid against it."""
        return not self.faults and (self.signature == "valid" or not self.key_asked)

    def as_json(self) -> dict[str, Any]:
        """Give the document as plain values: one line a kind and path."""
        named = sorted({(fault.path, fault.kind) for fault in self.faults})
        return {
            "format": FORMAT,
            "ok": self.ok,
            "signature": self.signature,
            "faults": [{"kind": kind, "path": path} for path, kind in named],
        }

    def encode(self) -> bytes:
        """Write the document: UTF-8, sorted keys, indent 2, LF."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, indent=2)
        return (text + "\n").encode("utf-8", "backslashreplace")


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Sort faults by path, each once."""
    return tuple(sorted(set(faults)))
