"""One word for a thing, in both languages; every sentence is used, and nothing is said outside the catalogs."""

import ast
import re
from pathlib import Path

import pytest

import tracker
from tracker.words import LOCALES, sentences

TRACKER = Path(tracker.__file__).parent
PRODUCT = sorted(TRACKER.rglob("*.py"))
TEMPLATES = sorted((TRACKER / "templates").rglob("*.html"))

ONE_WORD = {
    "ja": {
        r"(?<!内部)監査": "審査",
        r"合格|認証可|認定証": "認証（認証機関が行う。準備状況は言わない）",
        r"アップロード": "登録",
        r"ダウンロード": "受け取る",
        r"証拠|エビデンス": "証跡",
        r"証跡[をの]承認": "受理",
        r"却下|リジェクト": "差戻し",
        r"証跡[^。]{0,6}(削除|消去)": "取り下げる",
        r"バンドル|提出資料一式|審査パッケージ": "審査資料一式",
        r"締切|締め切り|〆切": "期日",
        r"紐付|紐づ|ひも付|ひもづ": "対応付け",
        r"ユーザー?(?!ー)": "利用者",
        r"タスク|リクエスト": "依頼",
        r"監査ログ|ログイン以外のログ|履歴": "操作記録",
        r"認証団体|審査機関": "認証機関",
        r"拠点": "事業所",
        r"質問|チェック項目": "設問",
        r"(?<!認証を受ける)会社|弊社|貴社": "事業者",
        r"除外申請|対象外申請": "適用除外",
        r"封緘|綴": "封印・審査資料一式",
        r"バージョン": "版",
        r"管理者権限|アドミン": "運用担当者",
    },
    "en": {
        r"\bupload": "collect",
        r"\bcompan(y|ies)\b": "organization",
        r"\breject": "return",
        r"\bdeadlines?\b|\bdue dates?\b": "due day",
        r"\b(audit )?(trail|log) (entry|entries)\b": "journal entry",
        r"\bpackages?\b": "audit bundle",
        r"\b(delete|deletes|deleting) (the |this )?evidence\b": "withdraw",
        r"\bapprove[sd]? (the |this )?evidence\b": "accept",
        r"\b(pass|passes|passed) the audit\b": "certification (only a body certifies)",
        r"\b(certifying|certification) (authority|agency)\b": "certification body",
        r"\bvendors?\b|\bsuppliers?\b": "partner",
        r"\btodo\b|\btickets?\b": "request",
    },
}
"""A word that people reach for, and the one this product says instead (the design, section 2)."""
TOLD_BY = {
    "flash", "told", "translate", "say_code", "Reason", "Refusal", "InvalidInput", "NotFound", "NotPermitted",
    "Conflict", "Unavailable", "Misconfigured",
}  # fmt: skip
SPOKEN_ATTRIBUTES = re.compile(r"""\b(?:aria-label|aria-description|alt|title|placeholder|label)="([^"]*)\"""")
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
LETTERS = re.compile(r"[A-Za-zぁ-ヿ一-鿿]{2,}")
NAMES = {"BagIt", "RFC", "SHA"}
COMMANDS = re.compile(r"<code>(?:tracker verify|sha256sum -c manifest-sha256\.txt)[^<]*</code>")


def spoken(locale):
    """Give everything said in a language: the catalogs, and the pages of help."""
    for code, languages in sentences().items():
        yield code, languages[locale]
    for path in sorted((TRACKER / "docs" / locale).glob("*.md")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"docs/{locale}/{path.name}:{number}", line


@pytest.mark.parametrize("locale", LOCALES)
def test_a_thing_has_one_word(locale):
    found = [
        f"{where}: {text!r} says {match[0]!r}; say {right!r}"
        for where, text in spoken(locale)
        for wrong, right in ONE_WORD[locale].items()
        if (match := re.search(wrong, text, re.IGNORECASE))
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(TRACKER).as_posix())
def test_no_template_speaks_of_passing_or_of_another_kind_of_audit(path):
    assert not re.search("合格|認証可|監査", path.read_text(encoding="utf-8"))


def codes_used():
    """Collect what may name a sentence: whole codes, and the beginnings of codes made from a value."""
    whole, beginnings = set(), set()
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                beginnings.add(str(node.values[0].value))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
    for path in [*TEMPLATES, *(TRACKER / "docs").rglob("*.md"), *(TRACKER / "criteria" / "data").rglob("*.yaml")]:
        text = path.read_text(encoding="utf-8")
        beginnings |= set(re.findall(r"""["']([a-z_.]+[._])["']\s*~""", text))
        whole |= set(re.findall(r"[a-z]+(?:\.[a-z0-9_]+)+", text))
        whole |= {f"state.{name}" for name in re.findall(r"{state:(\w+)}", text)}
    # A constant that ends like a beginning is put together elsewhere in its file.
    beginnings |= {text for text in whole if re.fullmatch(r"[a-z]+\.(?:[a-z0-9_]+[._])*", text)}
    return whole, {text for text in beginnings if re.fullmatch(r"[a-z]+\.[a-z0-9_.]*", text)}


def test_every_sentence_is_said_somewhere():
    whole, beginnings = codes_used()
    stale = [code for code in sentences() if code not in whole and not any(map(code.startswith, beginnings))]
    assert stale == []


def test_templates_say_nothing_of_their_own_in_any_language():
    said = []
    for path in TEMPLATES:
        text = COMMANDS.sub("", path.read_text(encoding="utf-8"))
        text = re.sub(r"""\bhx-[a-z]+="[^"]*\"""", "", text)
        bare = JINJA.sub("", re.sub(r"{% block \w*(?:class|id) %}.*?{% endblock %}", "", text))
        said += [(path.name, label) for label in SPOKEN_ATTRIBUTES.findall(bare) if LETTERS.search(label)]
        plain = re.sub(r"<!--.*?-->|<style.*?</style>|<script.*?</script>", "", bare, flags=re.DOTALL)
        words = LETTERS.findall(re.sub(r"<[^<>]*>", "", plain))
        said += [(path.name, word) for word in words if word not in NAMES]
    assert said == []


def test_python_tells_readers_only_what_is_in_the_catalogs():
    said, outside = sentences(), []
    for path in PRODUCT:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = ast.unparse(node.func).rpartition(".")[2]
            first = node.args[0]
            if (name in TOLD_BY or name.endswith("Field")) and isinstance(first, ast.Constant):
                outside += [(path.name, first.value)] if first.value not in said else []
    assert outside == []
