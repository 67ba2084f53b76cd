"""Rules as Word documents: the regulation, the handling procedure, the incident procedure."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from labels import LABEL, LABEL_EN, LONG_LABEL, MOLD, PRESS, era
from packing import repack

Articles = Sequence[tuple[str, Sequence[str]]]


def regulation(owner: str, title: str, version: str, made: date, articles: Articles, approved: str) -> bytes:
    """Write a rule with numbered articles, a revision table and the label in head and foot."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "ＭＳ 明朝"
    style.font.size = Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "ＭＳ 明朝")
    properties = document.core_properties
    properties.title, properties.subject, properties.author = f"{title}（見本）", LABEL_EN, "evidence_samples"
    properties.created = properties.modified = datetime(made.year, made.month, made.day)
    for section in document.sections:
        section.header.paragraphs[0].text = f"{owner}　{title}　{version}"
        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.add_run(LABEL).font.color.rgb = RGBColor(0x9A, 0x1B, 0x1B)
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = heading.add_run(title)
    run.bold, run.font.size = True, Pt(16)
    document.add_paragraph(LONG_LABEL).runs[0].font.color.rgb = RGBColor(0x9A, 0x1B, 0x1B)
    document.add_paragraph(f"{version}　{era(made)} 施行　承認 {approved}").alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, (head, lines) in enumerate(articles, 1):
        document.add_paragraph().add_run(f"第{number}条（{head}）").bold = True
        for index, line in enumerate(lines, 1):
            document.add_paragraph(f"{index}　{line}" if len(lines) > 1 else line)
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, text in zip(table.rows[0].cells, ("版", "日", "変えたこと"), strict=True):
        cell.text = text
    for row in (
        ("初版", "2024-04-01", "制定"),
        (version, made.isoformat(), "クラウド、生成AI、取引先への預けを加えた"),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return repack(out.getvalue(), made)


RULE: Articles = [
    ("目的", ["この規程は、当社の技術情報と、取引先から預かった技術情報の漏えいを防ぐための取扱いを定める。"]),
    (
        "守る情報",
        [
            "守る情報は経営者が会議で決め、情報管理台帳に載せる。",
            "台帳は少なくとも年1回、また取引先や技術が変わったときに見直す。",
        ],
    ),
    ("区分", ["区分は秘、社外秘、一般とする。秘は台帳に名前のある人だけが使う。"]),
    (
        "管理責任者",
        [
            "代表取締役は管理責任者と代行者を任命する。",
            "管理責任者は、取扱いの差し止め、保管場所への立入り、予算の執行の権限をもつ。",
            "不在のときは代行者が同じ権限をもつ。",
        ],
    ),
    ("作成・取得", ["秘の情報を作ったとき、預かったときは、その日のうちに表示をつけ、台帳に載せる。"]),
    ("保管", ["紙と物は施錠できる保管庫又は区域 C に、電子はアクセス権を定めた場所に置く。"]),
    ("複製・配付", ["秘の複製は管理責任者の承認を受け、写しの番号を記録する。"]),
    ("持出し", ["持出しは持出し管理簿に書き、承認を受ける。返した日を書く。"]),
    ("返却・廃棄", ["不要になった情報は復元できない方法で廃棄し、預かったものは返し、廃棄・返却の記録に残す。"]),
    ("教育", ["年1回、役員、パート、派遣を含む全従業員に教育を行い、欠席した人には補講をする。"]),
    ("事故", ["漏えい又はそのおそれに気づいた人は、直ちに管理責任者へ知らせる。手順はインシデント対応手順書による。"]),
    ("点検", ["管理責任者は年2回、アクセス権と台帳を点検し、経営者に報告する。"]),
]
HANDLING: Articles = [
    (
        "表示",
        [
            "秘：赤いラベル又は朱印「秘」。社外秘：黄色いラベル。電子は名前の頭に【秘】をつける。",
            "金型など表示できない物は、置場の札と台帳で示す。",
        ],
    ),
    ("図面の出し入れ", ["図面室の鍵は鍵管理簿に書いて借りる。使い終わったらその日のうちに戻す。"]),
    ("区域", ["区域 C に入れるのは一覧に名前のある人だけ。来訪者は受付簿に書き、付き添う。区域 C での撮影を禁じる。"]),
    ("終業時", ["最後の人が保管庫、金庫、窓を確かめ、点検表に印をつける。"]),
    ("PC", ["画面は10分でロックする。持出しPCは暗号化し、保管庫に戻す。"]),
    ("媒体", ["USB メモリーは会社のものだけを使い、金庫から承認を受けて出す。"]),
    ("送付", ["秘を送るときは暗号化し、あて先を二人で確かめる。"]),
    ("取引先", ["秘密保持契約を結んでから渡す。取引先の希望は対応表に書き、年1回確かめる。"]),
    ("クラウドと生成AI", ["承認したサービスのほかに秘と社外秘を置かない。生成AIに入力しない。"]),
]
INCIDENT: Articles = [
    ("対象", ["漏えい、紛失、盗難、誤送信、不正な立入り、ウイルス感染と、その一歩手前（ヒヤリハット）。"]),
    ("見つけた人", ["消さない、電源を切らない、そのままにして、管理責任者へ電話する（昼夜とも）。"]),
    (
        "初動（1時間以内）",
        [
            "管理責任者は広がりを止める。アカウントの停止、区域の閉鎖、遠隔ロック。",
            "いつ、どこで、何が、だれの情報かを様式9に書きはじめる。",
        ],
    ),
    (
        "知らせる",
        [
            "契約で定めた時間内（24時間など）に取引先へ第一報を入れる。警察、専門機関、認証機関への連絡は代表取締役が決める。"
        ],
    ),
    ("調べる", ["ログ、映像、管理簿を保全する。写しを取り、元のものには触れない。"]),
    ("元に戻す・防ぐ", ["原因と対策を30日以内にまとめ、受け持ちと期日を決め、終わったことを確かめる。"]),
    ("記録", ["ヒヤリハットも記録する。なかった期間は「該当なし」と書く。", "年1回、訓練をする。"]),
]


def press() -> dict[str, Callable[[], bytes]]:
    """Rules of the press plant; the incident procedure came from a Mac, with its name in NFD."""
    return {
        "技術情報管理規程_第2版.docx": lambda: regulation(
            PRESS, "技術情報管理規程", "第2版", date(2026, 9, 1), RULE, "代表取締役 見本 太郎"
        ),
        "技術情報取扱要領.docx": lambda: regulation(
            PRESS, "技術情報取扱要領", "第3版", date(2026, 9, 15), HANDLING, "管理責任者 見本 花子"
        ),
        unicodedata.normalize("NFD", "インシデント対応手順書.docx"): lambda: regulation(
            PRESS, "インシデント対応手順書", "第2版", date(2026, 9, 24), INCIDENT, "管理責任者 見本 花子"
        ),
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Rules of the mold shop."""
    return {
        "技術情報管理規程(案).docx": lambda: regulation(
            MOLD, "技術情報管理規程", "案1", date(2026, 11, 2), RULE[:8], "（未承認）"
        ),
    }
