"""Set A4 papers as PDF: letters, forms and tables with a sample footer on every page."""

import io
import os
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime

from labels import GOTHIC, GOTHIC_BOLD, LABEL, LABEL_EN, LABEL_JA
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

rl_config.useA85 = 0
pdfmetrics.registerFont(TTFont("Gothic", str(GOTHIC)))
pdfmetrics.registerFont(TTFont("GothicBold", str(GOTHIC_BOLD)))

BODY = ParagraphStyle("body", fontName="Gothic", fontSize=10, leading=15.5, wordWrap="CJK")
SMALL = ParagraphStyle("small", parent=BODY, fontSize=8.5, leading=12.5)
TITLE = ParagraphStyle("title", parent=BODY, fontName="GothicBold", fontSize=16, leading=26, alignment=TA_CENTER)
HEAD = ParagraphStyle("head", parent=BODY, fontName="GothicBold", fontSize=10.5, leading=16, spaceBefore=2.5)
RIGHT = ParagraphStyle("right", parent=BODY, alignment=TA_RIGHT)


def set_day(made_on: date) -> None:
    """Let the PDF writer take this day for its dates and its id instead of the clock."""
    os.environ["SOURCE_DATE_EPOCH"] = str(
        int(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC).timestamp())
    )


def footer(canvas: Canvas, page: tuple[float, float]) -> None:
    """Write the label at the foot and, faintly, across the page."""
    canvas.saveState()
    canvas.setFont("Gothic", 8)
    canvas.setFillColor(colors.HexColor("#9a1b1b"))
    canvas.drawString(18 * mm, 9 * mm, f"【{LABEL_JA}】会社・人・場所・内容はすべて作り物です")
    canvas.setFont("Helvetica", 8)
    canvas.drawRightString(page[0] - 18 * mm, 9 * mm, f"{LABEL_EN}, nothing in it is real")
    canvas.setFont("GothicBold", 74)
    canvas.setFillColor(colors.HexColor("#f3e3e3"))
    canvas.translate(page[0] / 2, page[1] / 2)
    canvas.rotate(38)
    canvas.drawCentredString(0, -20, "見　本")
    canvas.restoreState()


def draw(title: str, made_on: date, pages: Sequence[Callable[[Canvas], None]], *, wide: bool = False) -> bytes:
    """Draw pages freely, e.g. a floor plan."""
    set_day(made_on)
    size = landscape(A4) if wide else A4
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, pageCompression=1)
    _inscribe(canvas, title)
    for page in pages:
        footer(canvas, size)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write(title: str, made_on: date, story: Sequence[Flowable], *, wide: bool = False) -> bytes:
    """Set a text that flows over pages."""
    set_day(made_on)
    size = landscape(A4) if wide else A4
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=size,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        topMargin=18 * mm,
        bottomMargin=18 * mm,
        pageCompression=1,
    )

    def each_page(canvas: Canvas, _: object) -> None:
        _inscribe(canvas, title)
        footer(canvas, size)

    document.build(list(story), onFirstPage=each_page, onLaterPages=each_page)
    return out.getvalue()


def _inscribe(canvas: Canvas, title: str) -> None:
    canvas.setTitle(f"{title}（{LABEL_JA}）")
    canvas.setSubject(LABEL_EN)
    canvas.setKeywords(LABEL)
    canvas.setAuthor("evidence_samples")


def letter(title: str, *, to: str, by: Sequence[str], day: str, number: str) -> list[Flowable]:
    """Begin a formal paper: number and day right, addressee left, sender right, title in the middle."""
    return [
        Paragraph(number, RIGHT),
        Paragraph(day, RIGHT),
        Paragraph(to, BODY),
        *[Paragraph(line, RIGHT) for line in by],
        Spacer(1, 6 * mm),
        Paragraph(title, TITLE),
        Spacer(1, 4 * mm),
    ]


def articles(texts: Sequence[tuple[str, str]]) -> list[Flowable]:
    """Number the articles of an agreement."""
    story: list[Flowable] = []
    for number, (head, text) in enumerate(texts, 1):
        story += [Paragraph(f"第{number}条（{head}）", HEAD), Paragraph(text, BODY)]
    return story


def table(rows: Sequence[Sequence[str]], widths: Sequence[float], *, head: int = 1, tall: float | None = None) -> Table:
    """Rule a form; `widths` and `tall` in mm."""
    cells = [[Paragraph(str(cell), SMALL) for cell in row] for row in rows]
    ruled = Table(cells, [width * mm for width in widths], [tall * mm] * len(rows) if tall else None, repeatRows=head)
    ruled.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.4, colors.HexColor("#777777")),
                ("BOX", (0, 0), (-1, -1), 0.9, colors.black),
                ("BACKGROUND", (0, 0), (-1, head - 1), colors.HexColor("#eef1f3"))
                if head
                else ("NOSPLIT", (0, 0), (0, 0)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
    )
    return ruled


class Seal(Flowable):
    """A round red seal with a sample name, right-aligned like after a signature."""

    def __init__(self, name: str, right: float = 20) -> None:
        super().__init__()
        self.name, self.right = name, right

    def wrap(self, width: float, _: float) -> tuple[float, float]:
        """Take the full width and the height of a seal."""
        self.width = width
        return width, 15 * mm

    def draw(self) -> None:
        """Draw the ring and the name, top to bottom."""
        canvas = self.canv
        canvas.setStrokeColor(colors.HexColor("#b3262b"))
        canvas.setFillColor(colors.HexColor("#b3262b"))
        x, y = self.width - self.right * mm, 7.5 * mm
        canvas.setLineWidth(1.3)
        canvas.circle(x, y, 6.4 * mm)
        size = 12 if len(self.name) <= 2 else 9
        canvas.setFont("GothicBold", size)
        for index, letter_ in enumerate(self.name):
            canvas.drawCentredString(x, y + (len(self.name) / 2 - index - 0.85) * size, letter_)
