"""A data file with the line of every value, so that a fault can be found by the person who wrote it."""

from collections.abc import Sequence
from importlib.resources.abc import Traversable
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from tracker.errors import ParamValue, Refusal

Shape = TypeVar("Shape")
Steps = Sequence[int | str]
"""The way to a value: keys and positions from the top of the file."""

CODES = {
    "missing": "criteria.fault.missing",
    "extra_forbidden": "criteria.fault.unknown_field",
    "string_pattern_mismatch": "criteria.fault.empty_or_misspelt",
    "string_too_short": "criteria.fault.empty_or_misspelt",
    "too_short": "criteria.fault.too_few",
    "too_long": "criteria.fault.too_many",
    "greater_than_equal": "criteria.fault.out_of_range",
    "less_than_equal": "criteria.fault.out_of_range",
    "literal_error": "criteria.fault.not_one_of",
}
"""What pydantic calls a fault, and what we call it; any other is a value of the wrong type."""


class CriteriaFault(Refusal):
    """Refuse criteria data that are wrong, naming file, line and field.

    The params always hold `file`, `line` (from 1), `at` (the way to the field), `detail` and the faulty `value` where
    it is short; `str()` is one line for a log.
    """

    def __init__(self, code: str, *, file: str, line: int, at: str, detail: str = "", value: ParamValue = None) -> None:
        super().__init__(code, file=file, line=line, at=at, detail=detail, value=value)

    def __str__(self) -> str:
        """Say it in one line: file, line, field, what."""
        params = self.reason.params
        what = params["detail"] or self.reason.code.rpartition(".")[2].replace("_", " ")
        if params["value"] is not None:
            what = f"{what} ({params['value']})"
        return f"{params['file']} line {params['line']}: {params['at'] or 'the file'}: {what}"


class Located:
    """The plain content of one YAML file, and the line on which each value stands."""

    def __init__(self, file: str, tree: object) -> None:
        self.file = file
        self._tree = tree
        self.content = _plain(tree)

    def fault(self, code: str, path: Steps, detail: str = "", value: ParamValue = None) -> CriteriaFault:
        """Make the fault for the value at `path`; the caller raises it."""
        line, known = self._walk(path)
        if code == "criteria.fault.missing":
            known.append(path[-1])
        at = " → ".join(step for step in known if isinstance(step, str))
        return CriteriaFault(code, file=self.file, line=line, at=at, detail=detail, value=value)

    def shaped(self, adapter: TypeAdapter[Shape]) -> Shape:
        """Check the content against a shape.

        Raises:
            CriteriaFault: the first value that does not fit.
        """
        try:
            return adapter.validate_python(self.content, strict=True)
        except ValidationError as fault:
            first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
            code = CODES.get(first["type"], "criteria.fault.wrong_type")
            raise self.fault(code, first["loc"], first["msg"]) from fault

    def _walk(self, path: Steps) -> tuple[int, list[int | str]]:
        """Follow the path as far as it goes; the line is that of the last value found."""
        node = self._tree
        line = 1
        known: list[int | str] = []
        for step in path:
            if isinstance(node, CommentedMap) and step in node:
                line = node.lc.key(step)[0] + 1
            elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0] + 1
            else:
                break
            known.append(step)
            node = node[step]
        return line, known


def locate(folder: Traversable, name: str) -> Located:
    """Read one YAML file of the data folder, as UTF-8; `name` is its path inside the folder, with slashes.

    Raises:
        CriteriaFault: no such file, not UTF-8, or no YAML (with the line where reading stopped).
    """
    try:
        text = folder.joinpath(*name.split("/")).read_bytes().decode("utf-8")
    except FileNotFoundError as fault:
        raise CriteriaFault("criteria.fault.no_file", file=name, line=1, at="") from fault
    except UnicodeDecodeError as fault:
        line = fault.object[: fault.start].count(b"\n") + 1
        raise CriteriaFault("criteria.fault.not_utf8", file=name, line=line, at="") from fault
    try:
        return Located(name, YAML(typ="rt").load(text))
    except MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise CriteriaFault(
            "criteria.fault.not_yaml", file=name, line=line, at="", detail=fault.problem or ""
        ) from fault
    except YAMLError as fault:
        raise CriteriaFault("criteria.fault.not_yaml", file=name, line=1, at="") from fault


def _plain(node: object) -> object:
    """Turn the parser's own kinds of value into ordinary ones, which the strict shapes accept."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(value) for value in node]
    if isinstance(node, str):
        return str(node)
    return node
