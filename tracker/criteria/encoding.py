"""An edition as canonical JSON and back, and the digests that name editions and profiles. Pure."""

import hashlib
import json
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter

from tracker.criteria.rules import Edition, Profile

EDITION = TypeAdapter(Edition)
KEPT_IN_MEMORY = 16


def encode(edition: Edition) -> str:
    """Write the edition as canonical JSON: keys sorted, no spaces, characters as they are.

    Profiles mostly share their questions; each different one is written once, under its digest.
    """
    content = asdict(edition)
    pool: dict[str, Any] = {}
    for holder in (content["catalog"], *content["profiles"]):
        holder["questions"] = [_pooled(question, pool) for question in holder["questions"]]
    return _canonical({"edition": content, "questions": pool})


@lru_cache(maxsize=KEPT_IN_MEMORY)
def decode(document: str) -> Edition:
    """Read back what `encode` wrote; the digests stand in the document and are not computed again.

    Raises:
        ValueError, KeyError: the document is none of ours.
    """
    kept = json.loads(document)
    content, pool = kept["edition"], kept["questions"]
    for holder in (content["catalog"], *content["profiles"]):
        holder["questions"] = [pool[digest] for digest in holder["questions"]]
    return EDITION.validate_python(content)


def named_profile(profile: Profile) -> Profile:
    """Give the profile the digest of its resolved content."""
    return replace(profile, digest=_digest(asdict(replace(profile, digest=""))))


def named_edition(edition: Edition) -> Edition:
    """Give the edition the digest of everything in it, its profiles' digests included."""
    return replace(edition, digest=_digest(asdict(replace(edition, digest=""))))


def _pooled(question: dict[str, Any], pool: dict[str, Any]) -> str:
    digest = _digest(question)
    pool[digest] = question
    return digest


def _canonical(content: dict[str, Any]) -> str:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _digest(content: dict[str, Any]) -> str:
    return "sha256:" + hashlib.sha256(_canonical(content).encode()).hexdigest()
