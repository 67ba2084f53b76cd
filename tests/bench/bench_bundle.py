"""Writing a bundle: our stream, which hashes every byte again, beside `zip -0` of the same files."""

import hashlib
import os
import shutil
import subprocess
import tempfile
import zipfile
import zlib
from contextlib import closing
from datetime import date
from pathlib import Path

from measuring import compare

from tracker.bundle import bag, tags
from tracker.bundle.plan import Entry, make

MEBIBYTE = 1024 * 1024
DAY = date(2026, 11, 23)

with tempfile.TemporaryDirectory() as name:
    folder = Path(name)
    (folder / "files").mkdir()
    held: dict[str, Path] = {}
    entries = []
    for number in range(200):
        content = os.urandom(MEBIBYTE)
        path = folder / "files" / f"{number}.bin"
        path.write_bytes(content)
        sha256 = hashlib.sha256(content).hexdigest()
        held[sha256] = path
        entries.append(Entry(f"data/evidence/13/{number}.bin", sha256, zlib.crc32(content), len(content), "evidence"))
    info = tags.bag_info(entries, day=DAY, organization="o", identifier="i", title="t", incomplete_reason="")
    for place, content in tags.tag_files(entries, info).items():
        entry = tags.entry_of(place, content, "tag")
        held[entry.sha256] = folder / f"tag-{len(held)}"
        held[entry.sha256].write_bytes(content)
        entries.append(entry)
    plan = make("bench", DAY, entries)

    def ours() -> None:
        with (folder / "ours.zip").open("wb") as out:
            for block in bag.write(plan, lambda sha256: closing(held[sha256].open("rb"))):
                out.write(block)

    def zipped() -> None:
        (folder / "base.zip").unlink(missing_ok=True)
        if shutil.which("zip"):
            subprocess.run(["zip", "-0qr", "base.zip", "files"], cwd=folder, check=True)
        else:
            with zipfile.ZipFile(folder / "base.zip", "w") as archive:
                for path in (folder / "files").iterdir():
                    archive.write(path)

    compare("bundle of 200 MiB, hashed on the way", ours, "zip -0 of the same files", zipped)
