"""Make ZIP-based office files the same bytes each time: fixed times, fixed order, fixed properties."""

import io
import re
import zipfile
from datetime import date

_MOMENT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")


def repack(document: bytes, made_on: date) -> bytes:
    """Write the parts again with the day the document was made on instead of the clock."""
    out = io.BytesIO()
    moment = (made_on.year, made_on.month, made_on.day, 9, 0, 0)
    stamp = f"{made_on.isoformat()}T00:00:00Z".encode()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(out, "w") as target:
        for name in sorted(source.namelist(), key=_as_office_does):
            body = source.read(name)
            if name == "docProps/core.xml":
                body = _MOMENT.sub(rb"\g<1>" + stamp + rb"\g<2>", body)
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, body, compresslevel=9)
    return out.getvalue()


def _as_office_does(part: str) -> tuple[int, str]:
    """Order the parts as Office does: types, relations, content, properties: libmagic tells types by it."""
    first = {"[Content_Types].xml": 0, "_rels/.rels": 1, "xl/workbook.xml": 2, "word/document.xml": 2}
    return first.get(part, 4 if part.startswith(("docProps/", "customXml/")) else 3), part
