"""Names that every file system takes: NFC, safe on Windows, short, and never two alike. Pure.

Limits and substitutions: CONTRACTS, "The bundle". Reserved names and letters: Microsoft, "Naming Files, Paths, and
Namespaces". The original name is never lost: it stands in `data/evidence.json`.
"""

import re
import unicodedata
from collections.abc import Iterable

MAX_FOLDER = 30
MAX_PATH = 120
"""In UTF-16 units, which is what Windows counts."""
MAX_PART_BYTES = 255
"""Of UTF-8 in one part, which is what Linux takes; counted decomposed, as macOS may hand a name on."""
MAX_SUFFIX = 16
UNNAMED = "無題"
INCOMPLETE = "-不完全"
FORBIDDEN = str.maketrans('\\/:*?"<>|%', "＼／：＊？”＜＞｜％")
DROPPED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Control, zero-width and direction letters, lone surrogates, line and paragraph separators."""
DEVICE = re.compile(r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])[ ]*(?=\.|$)", re.IGNORECASE)
SUFFIX = re.compile(r"\.(?=[^.\s]+$)")


def units(text: str) -> int:
    """Count UTF-16 units."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def sameness(path: str) -> str:
    """Give what two names share when some file system takes them for one: NFC and case folding.

    Not NFKC: no file system takes Ａ for A or ｶ for カ, and a Japanese office uses both.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def octets(text: str) -> int:
    """Count UTF-8 bytes of the decomposed name."""
    return len(unicodedata.normalize("NFD", text).encode())


def safe_name(original: str, limit: int, max_bytes: int = MAX_PART_BYTES) -> str:
    """Make one path part that no system refuses or misreads, keeping the extension.

    At most `limit` UTF-16 units and `max_bytes` bytes of UTF-8.
    """
    stem, suffix = _split(_clean(original))
    room, bytes_left = limit - units(suffix), max_bytes - octets(suffix)
    stem = _cut(stem, room, bytes_left)
    name = (stem or UNNAMED) + suffix
    if DEVICE.match(name):
        name = f"_{_cut(stem, room - 1, bytes_left - 1)}{suffix}"
    return name


def evidence_path(question: int, number: str, original: str) -> str:
    """Place a revision: `data/evidence/13/証-0014-02_NAME.ext`, at most 120 UTF-16 units, its last part 255 bytes."""
    head = f"data/evidence/{question:02d}/{number}_"
    return head + safe_name(original, MAX_PATH - units(head), MAX_PART_BYTES - octets(f"{number}_"))


def folder_name(wish: str, *, incomplete: bool = False) -> str:
    """Name the bundle's one folder after the wish; an incomplete one ends with 不完全."""
    ending = INCOMPLETE if incomplete else ""
    wish = _clean(wish).removesuffix(INCOMPLETE)
    name = _cut(wish, MAX_FOLDER - units(ending)) or UNNAMED
    if DEVICE.match(name):
        name = _cut(f"_{name}", MAX_FOLDER - units(ending))
    return name + ending


def usual_folder(slug: str, day: str, number: int, *, incomplete: bool) -> str:
    """Name an edition when nobody chose a name: `demo-jqa_2026-11-23_v2`."""
    ending = f"_{day}_v{number}"
    room = MAX_FOLDER - units(ending) - (units(INCOMPLETE) if incomplete else 0)
    return folder_name(slug[:room].rstrip("-") + ending, incomplete=incomplete)


def clashes(paths: Iterable[str]) -> tuple[str, ...]:
    """Name the paths that some file system would take for an earlier one."""
    seen: set[str] = set()
    found = []
    for path in paths:
        same = sameness(path)
        if same in seen:
            found.append(path)
        seen.add(same)
    return tuple(found)


def _clean(text: str) -> str:
    """Swap what Windows forbids, drop what nobody sees, until nothing more changes."""
    while True:
        kept = "".join(letter for letter in text.translate(FORBIDDEN) if not _dropped(letter))
        cleaned = unicodedata.normalize("NFC", kept).strip().rstrip(". \u3000").strip()
        if cleaned == text:
            return cleaned
        text = cleaned


def _dropped(letter: str) -> bool:
    return unicodedata.category(letter) in DROPPED or (ord(letter) & 0xFFFE) == 0xFFFE or "\ufdd0" <= letter <= "\ufdef"


def _split(name: str) -> tuple[str, str]:
    """Part the stem from an extension worth keeping."""
    found = SUFFIX.search(name)
    if found is None or found.start() == 0 or units(name[found.start() :]) > MAX_SUFFIX:
        return name, ""
    return name[: found.start()], name[found.start() :]


def _cut(text: str, limit: int, max_bytes: int = MAX_PART_BYTES) -> str:
    """Keep as many whole letters as fit, never parting a letter from the marks on it."""
    if units(text) <= limit and octets(text) <= max_bytes:
        return text
    used, taken, end = 0, 0, 0
    for position, letter in enumerate(text):
        used += units(letter)
        taken += octets(letter)
        if used > limit or taken > max_bytes:
            break
        end = position + 1
    while end > 0 and unicodedata.category(text[end]).startswith("M"):
        end -= 1
    return text[:end].rstrip(". \u3000")
