"""Drawn papers: the floor plans with their zones and the organisation chart."""

from collections.abc import Callable
from datetime import date

from labels import MOLD, PRESS, era
from paper import draw
from reportlab.lib import colors
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

ZONES = {"A": "#ffffff", "B": "#fdf1cf", "C": "#f8d9d4"}
Room = tuple[str, str, float, float, float, float]

HONSHA: list[Room] = [
    ("事務所", "A", 0, 90, 70, 45),
    ("会議室（来客）", "A", 70, 90, 45, 45),
    ("玄関・受付", "A", 115, 90, 35, 45),
    ("図面室", "C", 150, 90, 40, 45),
    ("プレス工場", "B", 0, 25, 115, 65),
    ("金型課", "C", 115, 25, 75, 65),
    ("検査室", "B", 190, 60, 45, 75),
    ("出荷場", "A", 190, 25, 45, 35),
]
DAINI_OLD: list[Room] = [
    ("事務所・受付", "A", 0, 85, 60, 50),
    ("金型保管庫", "C", 60, 85, 60, 50),
    ("組立工場", "B", 0, 25, 170, 60),
    ("試作室", "C", 120, 85, 50, 50),
    ("倉庫", "A", 170, 25, 65, 110),
]
MOLD_SHOP: list[Room] = [
    ("事務所・受付", "A", 0, 80, 70, 55),
    ("CAD室", "C", 70, 80, 60, 55),
    ("加工場", "B", 0, 25, 130, 55),
    ("金型置場", "B", 130, 25, 90, 55),
    ("組付・仕上げ", "B", 130, 80, 90, 55),
]


def floor_plan(owner: str, site: str, made: date, version: str, rooms: list[Room]) -> bytes:
    """A plan with zones A, B and C, doors and locks."""

    def page(canvas: Canvas) -> None:
        canvas.setFont("GothicBold", 15)
        canvas.drawString(22 * mm, 190 * mm, f"{site}　区域図　{version}")
        canvas.setFont("Gothic", 9)
        canvas.drawString(22 * mm, 183 * mm, f"{owner}　{era(made)} 改訂　縮尺なし　作成 総務課（見本）")
        canvas.saveState()
        canvas.translate(28 * mm, 18 * mm)
        for name, zone, x, y, width, height in rooms:
            _room(canvas, name, zone, x * mm, y * mm, width * mm, height * mm)
        canvas.setLineWidth(2.4)
        right = max(room[2] + room[4] for room in rooms)
        canvas.rect(0, 25 * mm, right * mm, 110 * mm)
        canvas.restoreState()
        _legend(canvas)

    return draw(f"{site} 区域図 {version}", made, [page], wide=True)


def _room(canvas: Canvas, name: str, zone: str, x: float, y: float, width: float, height: float) -> None:
    canvas.setFillColor(colors.HexColor(ZONES[zone]))
    canvas.setStrokeColor(colors.black)
    canvas.setLineWidth(1.3)
    canvas.rect(x, y, width, height, fill=1)
    canvas.setFillColor(colors.black)
    canvas.setFont("GothicBold", 10.5)
    canvas.drawCentredString(x + width / 2, y + height / 2, name)
    canvas.setFont("Gothic", 8)
    canvas.drawCentredString(x + width / 2, y + height / 2 - 12, f"区域 {zone}")
    canvas.setStrokeColor(colors.white)
    canvas.setLineWidth(3.4)
    canvas.line(x + 8 * mm, y, x + 17 * mm, y)
    canvas.setStrokeColor(colors.HexColor("#444444"))
    canvas.setLineWidth(0.6)
    canvas.line(x + 8 * mm, y, x + 8 * mm, y + 9 * mm)
    canvas.arc(x - 1 * mm, y - 9 * mm, x + 17 * mm, y + 9 * mm, 0, 90)
    if zone == "C":
        canvas.setFillColor(colors.HexColor("#a3262b"))
        canvas.circle(x + 21 * mm, y + 3.4 * mm, 2.4 * mm, fill=1, stroke=0)
        canvas.setFillColor(colors.white)
        canvas.setFont("GothicBold", 7)
        canvas.drawCentredString(x + 21 * mm, y + 2.5 * mm, "錠")


def _legend(canvas: Canvas) -> None:
    texts = {
        "A": "A 一般：来訪者が入れる（受付簿に記入）",
        "B": "B 関係者：従業員と、付き添いのある人",
        "C": "C 立入制限：許可した人だけ。撮影禁止、常時施錠",
    }
    for index, (zone, text) in enumerate(texts.items()):
        x = (28 + index * 82) * mm
        canvas.setFillColor(colors.HexColor(ZONES[zone]))
        canvas.setStrokeColor(colors.black)
        canvas.setLineWidth(0.8)
        canvas.rect(x, 28 * mm, 7 * mm, 5 * mm, fill=1)
        canvas.setFillColor(colors.black)
        canvas.setFont("Gothic", 8.5)
        canvas.drawString(x + 9 * mm, 29 * mm, text)


def organisation_chart() -> bytes:
    """Who answers to whom for technical information."""
    made = date(2026, 9, 1)

    def box(canvas: Canvas, x: float, y: float, head: str, name: str, strong: bool = False) -> None:
        canvas.setFillColor(colors.HexColor("#e9eff8" if strong else "#ffffff"))
        canvas.setStrokeColor(colors.black)
        canvas.setLineWidth(1.6 if strong else 0.9)
        canvas.rect((x - 27) * mm, (y - 9) * mm, 54 * mm, 18 * mm, fill=1)
        canvas.setFillColor(colors.black)
        canvas.setFont("Gothic", 9)
        canvas.drawCentredString(x * mm, (y + 2.5) * mm, head)
        canvas.setFont("GothicBold", 11)
        canvas.drawCentredString(x * mm, (y - 5) * mm, name)

    def page(canvas: Canvas) -> None:
        canvas.setFont("GothicBold", 15)
        canvas.drawString(22 * mm, 188 * mm, "技術情報管理　体制図")
        canvas.setFont("Gothic", 9)
        canvas.drawString(22 * mm, 181 * mm, f"{PRESS}　{era(made)} 現在　派遣・パートを含む 42 名")
        canvas.setLineWidth(1)
        canvas.lines(
            [
                (148 * mm, 148 * mm, 148 * mm, 92 * mm),
                (148 * mm, 119 * mm, 205 * mm, 119 * mm),
                (50 * mm, 92 * mm, 246 * mm, 92 * mm),
            ]
        )
        for x in (50, 115, 181, 246):
            canvas.line(x * mm, 92 * mm, x * mm, 79 * mm)
        box(canvas, 148, 157, "代表取締役", "見本 太郎")
        box(canvas, 148, 119, "管理責任者（総務課）", "見本 花子", strong=True)
        box(canvas, 232, 119, "代行者（品質保証課）", "試験 三郎", strong=True)
        for x, head, name in (
            (50, "本社 プレス課・金型課", "試作 九十郎"),
            (115, "第二工場 工場長", "例示 一郎"),
            (181, "情報システム", "仮名 次郎"),
            (246, "営業・調達", "例示 八重"),
        ):
            box(canvas, x, 70, head, name)
        canvas.setFont("Gothic", 9.5)
        canvas.drawString(
            26 * mm, 44 * mm, "困ったとき・事故のとき：まず管理責任者へ。不在のときは代行者へ（緊急連絡網を見ること）。"
        )

    return draw("技術情報管理 体制図", made, [page], wide=True)


def press() -> dict[str, Callable[[], bytes]]:
    """Drawn papers of the press plant."""
    return {
        "区域図_本社_改3.pdf": lambda: floor_plan(PRESS, "本社工場", date(2026, 8, 1), "改3", HONSHA),
        "区域図_第二工場_改1.pdf": lambda: floor_plan(PRESS, "第二工場", date(2026, 3, 16), "改1", DAINI_OLD),
        "情報管理体制図R8.9.pdf": organisation_chart,
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Drawn papers of the mold shop."""
    return {"区域図.pdf": lambda: floor_plan(MOLD, "本社工場", date(2026, 10, 14), "初版", MOLD_SHOP)}
