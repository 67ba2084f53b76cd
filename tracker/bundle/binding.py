"""Bind an edition: render every file that is not evidence, and freeze the plan of all. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tracker.bundle import checklist, evidence_json, index, tags
from tracker.bundle.contents import Contents
from tracker.bundle.plan import Entry, Plan, make
from tracker.readiness.document import encode as encode_readiness


@dataclass(frozen=True)
class Bound:
    """The plan of an edition, and the bytes of its reports and tag files by path."""

    plan: Plan
    files: Mapping[str, bytes]


def bind(contents: Contents, evidence: Sequence[Entry], *, number: int, folder: str) -> Bound:
    """Bind edition `number`: the same contents and evidence give the same bytes in every process."""
    files = {
        "data/readiness.json": encode_readiness(contents.report, contents.subject),
        "data/evidence.json": evidence_json.encode(contents),
        "data/checklist.csv": checklist.encode(contents),
    }
    payload = [*evidence, *(tags.entry_of(path, content, "report") for path, content in files.items())]
    files["data/index.html"] = index.render(contents, number, payload)
    payload.append(tags.entry_of("data/index.html", files["data/index.html"], "report"))
    info = tags.bag_info(
        payload,
        day=contents.day,
        organization=contents.organization,
        identifier=f"{contents.subject.slug}/{number}",
        title=contents.subject.title,
        incomplete_reason=contents.incomplete_reason,
    )
    tag_files = tags.tag_files(payload, info)
    entries = [*(tags.entry_of(path, content, "tag") for path, content in tag_files.items()), *payload]
    return Bound(make(folder, contents.day, entries), {**files, **tag_files})
