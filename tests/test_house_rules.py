"""The rules of the house: roles of files, sizes, names, words, settings and tags are what the design says."""

import ast
import hashlib
import json
import re
import statistics
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from tracker.cli.main import tracker
from tracker.config import Settings
from tracker.journal.tags import TAGS
from tracker.words import LOCALES, sentences

ROOT = Path(__file__).parent.parent
PRODUCT = sorted((ROOT / "tracker").rglob("*.py"))
TEMPLATES = sorted((ROOT / "tracker" / "templates").rglob("*.html"))
CEILING = 400
PURE = ("rules.py", "slots.py", "months.py", "document.py")
CODE = re.compile(r"[a-z]+(\.[a-z0-9_]+)+")


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def calls(path: Path) -> set[str]:
    return {
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    }


def string_constants(path: Path) -> set[str]:
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_file_is_too_long_and_most_are_short():
    lengths = {relative(path): path.read_text(encoding="utf-8").count("\n") for path in PRODUCT}
    assert {name: length for name, length in lengths.items() if length > CEILING} == {}
    assert statistics.median(lengths.values()) <= 125
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 300


def test_no_room_is_without_a_name():
    banned = {"utils.py", "helpers.py", "common.py", "util.py", "misc.py"}
    assert [relative(path) for path in PRODUCT if path.name in banned] == []


def test_every_room_has_a_door_card():
    for room in sorted(path.parent for path in (ROOT / "tracker").glob("*/*.py")):
        card = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
        assert card, relative(room)
        assert "ever" in card, f"{relative(room)} does not say what it never does"


@pytest.mark.parametrize("path", [path for path in PRODUCT if path.name in PURE], ids=relative)
def test_pure_files_know_no_framework_clock_or_disk(path):
    assert imported(path) & {"flask", "sqlalchemy", "os", "pathlib", "boto3", "wtforms", "random", "secrets"} == set()
    assert {call for call in calls(path) if call.endswith((".now", ".today", "open", "time.time"))} == set()


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in PRODUCT
        if path.name in ("service.py", "statements.py", "queries.py") and path.parent.name != "views"
    ],
    ids=relative,
)
def test_services_and_queries_neither_commit_nor_read_a_clock_nor_know_flask(path):
    assert imported(path) & {"flask", "flask_login", "flask_security", "wtforms"} == set()
    forbidden = {"commit", "now", "utcnow", "today"}
    assert {call for call in calls(path) if call.rpartition(".")[2] in forbidden} == set()


def test_only_the_settings_and_the_command_read_the_environment():
    readers = [
        relative(path)
        for path in PRODUCT
        if re.search(r"os\.environ|os\.getenv", path.read_text(encoding="utf-8"))
        and not relative(path).startswith(("tracker/config.py", "tracker/cli/"))
    ]
    assert readers == []


def endpoints() -> set[str]:
    """Name what `url_for` may be asked for: blueprint and function; it looks like a code and is none."""
    return {
        f"{path.relative_to(ROOT / 'tracker').parts[0]}.{node.name}"
        for path in PRODUCT
        if "views" in path.relative_to(ROOT / "tracker").as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    }


def test_every_code_has_a_sentence_in_both_languages():
    said = sentences()
    rooms = {code.partition(".")[0] for code in said}
    known_otherwise = endpoints()
    missing = set()
    for path in PRODUCT:
        if path.name == "models.py":
            continue  # table.column, for foreign keys
        for constant in string_constants(path):
            if not CODE.fullmatch(constant) or constant.partition(".")[0] not in rooms:
                continue
            begins_a_code = any(known.startswith(constant) for known in said)
            if not begins_a_code and constant not in known_otherwise:
                missing.add((relative(path), constant))
    for path in TEMPLATES:
        for code in re.findall(r"""\bt\(\s*["']([a-z0-9_.]+)["']\s*[,)]""", path.read_text(encoding="utf-8")):
            if code not in said:
                missing.add((relative(path), code))
    assert missing == set()


def test_both_languages_of_a_sentence_take_the_same_params():
    for code, languages in sentences().items():
        names = {locale: set(re.findall(r"{(\w+)}", languages[locale])) for locale in LOCALES}
        # A reign year is written in Japanese only.
        assert names["ja"] - {"era"} == names["en"] - {"era"}, code
        assert all(languages[locale].strip() for locale in LOCALES), code


def test_templates_say_nothing_outside_the_catalogs():
    japanese = re.compile(r"[぀-ヿ一-鿿]")
    spoken = []
    for path in TEMPLATES:
        text = re.sub(r"{#.*?#}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        spoken += [f"{relative(path)}: {line.strip()}" for line in text.splitlines() if japanese.search(line)]
    assert spoken == []


def test_templates_carry_no_inline_style_script_or_third_party_host():
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        if path.parent.name == "bundle" and path.name == "index.html":
            continue  # the binder travels alone and carries its own style
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", text), relative(path)
        assert not re.search(r"""(src|href)=["']https?://""", text), relative(path)


def test_scripts_of_others_are_the_ones_listed_byte_for_byte():
    folder = ROOT / "tracker" / "static" / "vendor"
    listed = {entry["file"]: entry for entry in json.loads((folder / "LIST.json").read_text(encoding="utf-8"))}
    assert {path.name for path in folder.iterdir()} == {"LIST.json", *listed}
    for name, entry in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"], name
        assert all(entry[fact] for fact in ("name", "version", "licence", "package_sha256", "path_in_package"))


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [setting.name for setting in fields(Settings) if f"`TRACKER_{setting.name.upper()}`" not in readme] == []
    assert set(re.findall(r"`TRACKER_([A-Z0-9_]+)`", readme)) <= {setting.name.upper() for setting in fields(Settings)}


def test_everything_the_readme_points_to_is_there():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pointed = [target for target in re.findall(r"\]\(([^)]+)\)", readme) if "://" not in target]
    assert pointed
    assert [target for target in pointed if not (ROOT / target).is_file()] == []


def test_the_readme_names_every_verb_of_the_command_and_every_room():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name in tracker.commands if f"tracker {name}" not in readme] == []
    rooms = {path.parent.name for path in (ROOT / "tracker").glob("*/__init__.py")}
    assert [room for room in sorted(rooms) if f"`{room}/`" not in readme] == []


def test_every_journal_tag_that_is_written_is_declared_and_said():
    written = {
        constant
        for path in PRODUCT
        for constant in string_constants(path)
        if re.fullmatch(r"[a-z]+:[a-z_]+:[a-z]+", constant) and path.name in ("service.py", "statements.py")
    }
    assert written
    assert written <= set(TAGS)
    said = sentences()
    assert [tag for tag in TAGS if f"journal.tag.{tag.replace(':', '.')}" not in said] == []


def test_no_file_names_a_package_registry():
    # In two parts, so that this file does not name them either.
    registries = re.compile("|".join(("pypi" + r"\.org", "python" + "hosted", "npm" + "js", "deb" + r"\.debian")))
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    named = [
        name
        for name in listed.decode().split("\0")
        if name and registries.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert named == []


def test_the_top_level_is_what_the_user_fixed():
    allowed = {
        "tracker", "migrations", "instance", "evidence_samples", "tests", "wsgi.py", "pyproject.toml", "README.md",
        "Makefile", "requirements.lock", "requirements-test.lock",
    }  # fmt: skip
    assert {path.name for path in ROOT.iterdir() if not path.name.startswith(".")} <= allowed
