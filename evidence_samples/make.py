"""Make the sample files again, or compare them with the committed ones: make.py [--check].

The folders of the two organizations are written whole: a file that no longer belongs there is removed. Two runs with
the versions named in README.md give the same bytes.
"""

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "making"))

import agreements  # noqa: E402
import ledgers  # noqa: E402
import lessons  # noqa: E402
import logs  # noqa: E402
import notices  # noqa: E402
import photos  # noqa: E402
import plans  # noqa: E402
import registers  # noqa: E402
import regulations  # noqa: E402
import scans  # noqa: E402

PRESS = (photos, agreements, notices, plans, regulations, scans, lessons, ledgers, registers, logs)
MOLD = (photos, agreements, notices, plans, regulations, ledgers, logs)


def files() -> dict[str, Callable[[], bytes]]:
    """Name every file, by its path below this folder, with what makes it."""
    made = {f"mihon-press/{name}": make for part in PRESS for name, make in part.press().items()}
    return made | {f"kakuu-mold/{name}": make for part in MOLD for name, make in part.mold().items()}


def there() -> set[str]:
    """Name every sample file that lies in the folders now."""
    return {
        path.relative_to(HERE).as_posix()
        for folder in ("mihon-press", "kakuu-mold")
        for path in (HERE / folder).glob("*")
    }


def check() -> int:
    """Say which files differ from what the script makes; 1 if any does."""
    wanted = files()
    faults = [f"extra: {name}" for name in sorted(there() - wanted.keys())]
    for name, make in wanted.items():
        path = HERE / name
        if not path.is_file():
            faults.append(f"missing: {name}")
        elif path.read_bytes() != make():
            faults.append(f"differs: {name}")
    print("\n".join(faults) or f"{len(wanted)} files are as the script makes them")
    return 1 if faults else 0


def write() -> int:
    """Write every file and remove what does not belong."""
    wanted = files()
    for name in there() - wanted.keys():
        (HERE / name).unlink()
    size = 0
    for name, make in wanted.items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        size += path.write_bytes(make())
    print(f"{len(wanted)} files, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(check() if "--check" in sys.argv[1:] else write())
