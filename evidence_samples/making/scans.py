"""Papers that went through the office scanner: image-only PDFs, a little crooked, a little grey."""

import io
from collections.abc import Callable
from datetime import date

import numpy as np
from labels import LABEL, LABEL_EN, LABEL_JA, PRESS, SERIF
from paper import set_day
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

PAGE = (1240, 1754)
HAND = (32, 44, 96)


def _face(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(SERIF), size, index=0)


def _sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    page = Image.new("RGB", PAGE, (252, 252, 250))
    pen = ImageDraw.Draw(page)
    pen.text(
        (PAGE[0] // 2, 1672),
        f"【{LABEL_JA}】会社・人・内容はすべて作り物です　{LABEL_EN}",
        font=_face(26),
        fill=(150, 40, 40),
        anchor="mm",
    )
    return page, pen


def _hand(
    page: Image.Image, at: tuple[int, int], text: str, size: int, turn: float, chance: np.random.Generator
) -> None:
    """Write by hand: each letter a little off."""
    x = at[0]
    for letter in text:
        cell = Image.new("L", (size * 2, size * 2), 0)
        ImageDraw.Draw(cell).text((size, size), letter, font=_face(size), fill=225, anchor="mm")
        cell = cell.rotate(turn + chance.normal(0, 4), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.7))
        page.paste(Image.new("RGB", cell.size, HAND), (x - size, at[1] - size + round(chance.normal(0, 3))), cell)
        x += round(size * (0.55 if letter == " " else 0.98))


def _seal(page: Image.Image, at: tuple[int, int], name: str, chance: np.random.Generator, size: int = 34) -> None:
    mark = Image.new("L", (size * 4, size * 4), 0)
    pen = ImageDraw.Draw(mark)
    pen.ellipse((size * 0.6, size * 0.6, size * 3.4, size * 3.4), outline=230, width=5)
    for index, letter in enumerate(name):
        pen.text(
            (size * 2, size * 2 + (index - (len(name) - 1) / 2) * size * 1.05),
            letter,
            font=_face(size),
            fill=230,
            anchor="mm",
        )
    mark = mark.rotate(chance.normal(0, 9), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(0.8))
    page.paste(Image.new("RGB", mark.size, (196, 46, 50)), (at[0] - size * 2, at[1] - size * 2), mark)


def _scan(pages: list[Image.Image], title: str, made: date, seed: int) -> bytes:
    """Run the sheets through the scanner and bind the pictures as a PDF without text."""
    chance = np.random.default_rng(seed)
    set_day(made)
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    canvas.setTitle(f"{title}（{LABEL_JA}）")
    canvas.setSubject(LABEL_EN)
    canvas.setKeywords(LABEL)
    for page in pages:
        crooked = page.rotate(float(chance.normal(0, 0.7)), Image.Resampling.BICUBIC, fillcolor=(228, 228, 226))
        grey = np.asarray(crooked.filter(ImageFilter.GaussianBlur(0.6)), dtype=float)
        grey = (
            grey * (0.95 + 0.04 * np.linspace(0, 1, PAGE[0]))[None, :, None]
            + chance.normal(0, 3, (PAGE[1], PAGE[0]))[..., None]
        )
        grey[:, : 10 + seed % 7] *= 0.72
        for _ in range(14):
            x, y = chance.integers(30, PAGE[0] - 30), chance.integers(30, PAGE[1] - 30)
            grey[y : y + 3, x : x + 3] = 90
        picture = io.BytesIO()
        Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(
            picture, "JPEG", quality=52, comment=LABEL_EN.encode()
        )
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 0, 0, A4[0], A4[1])
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def attendance() -> bytes:
    """The sheet of the make-up lesson, signed by the three who were absent."""
    chance = np.random.default_rng(206)
    page, pen = _sheet()
    pen.text((620, 150), "技術情報管理教育　補講　出席簿", font=_face(50), fill=(30, 30, 30), anchor="mm")
    pen.text((130, 240), f"{PRESS}　総務課", font=_face(32), fill=(30, 30, 30))
    pen.text((130, 300), "日時：令和8年2月6日（金）　16:00〜17:00　会議室", font=_face(32), fill=(30, 30, 30))
    pen.text((130, 352), "講師：試験 三郎　教材：R7-1（1月30日と同じもの）", font=_face(32), fill=(30, 30, 30))
    columns = (130, 220, 410, 730, 930, 1110)
    heads = ("No", "従業員番号", "氏名（自署）", "印", "テスト")
    for row in range(8):
        y = 440 + row * 104
        for left, right, head in zip(columns, columns[1:], heads, strict=False):
            pen.rectangle((left, y, right, y + 104), outline=(60, 60, 60), width=2)
            if row == 0:
                pen.text(((left + right) // 2, y + 52), head, font=_face(28), fill=(30, 30, 30), anchor="mm")
    for row, (number, name, score) in enumerate(
        (("MP009", "仮想 三子", "88"), ("MP023", "試作 四郎", "92"), ("MP038", "例示 十子", "76")), 1
    ):
        y = 492 + row * 104
        pen.text((175, y), str(row), font=_face(30), fill=(30, 30, 30), anchor="mm")
        _hand(page, (255, y), number, 36, 2, chance)
        _hand(page, (460, y), name, 52, -2, chance)
        _seal(page, (830, y), name.split()[0], chance, 26)
        _hand(page, (990, y), score, 44, 3, chance)
    pen.text((130, 1330), "以上 3名。1月30日の欠席者は全員が受講しました。", font=_face(32), fill=(30, 30, 30))
    pen.text((760, 1440), "確認　見本 花子", font=_face(34), fill=(30, 30, 30))
    _seal(page, (1090, 1460), "見本", chance)
    return _scan([page], "補講 出席簿", date(2026, 2, 6), 206)


def pledge(name: str, day: str, made: date, seed: int) -> bytes:
    """A secrecy pledge signed by hand on entering the firm."""
    chance = np.random.default_rng(seed)
    page, pen = _sheet()
    pen.text((620, 190), "秘密保持誓約書", font=_face(60), fill=(30, 30, 30), anchor="mm")
    pen.text((130, 300), f"{PRESS}　代表取締役　殿", font=_face(36), fill=(30, 30, 30))
    lines = [
        "私は、技術情報管理規程の説明を受け、次のことを守ることを誓います。",
        "一　台帳に載った技術情報を、仕事のほかに使わず、社外に漏らしません。",
        "二　許可なく複写、撮影、持出し、クラウドへの保存をしません。",
        "三　取引先から預かった情報も同じように扱います。",
        "四　退職するときは資料と写しをすべて返し、退職後も漏らしません。",
        "五　漏えいのおそれに気づいたときは、すぐに管理責任者へ知らせます。",
    ]
    for index, line in enumerate(lines):
        pen.text((130, 430 + index * 84), line, font=_face(33), fill=(30, 30, 30))
    _hand(page, (420, 1070), day, 40, -1, chance)
    pen.text((330, 1220), "氏名", font=_face(36), fill=(30, 30, 30))
    pen.line([(420, 1262), (1080, 1262)], fill=(60, 60, 60), width=2)
    _hand(page, (480, 1214), name, 62, -2, chance)
    _seal(page, (1010, 1206), name.split(maxsplit=1)[0][-2:], chance)
    return _scan([page], "秘密保持誓約書", made, seed)


def press() -> dict[str, Callable[[], bytes]]:
    """Scans of the press plant."""
    return {
        "SCAN_20260206_補講出席簿.pdf": attendance,
        "誓約書_𠮷見本 良子.pdf": lambda: pledge("𠮷見本 良子", "令和8年10月1日", date(2026, 10, 1), 1001),
    }
