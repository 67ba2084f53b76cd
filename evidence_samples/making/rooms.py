"""Scenes of locked storage: cabinets, the safe, the key box, the PC locker."""

from PIL import Image, ImageDraw, ImageFilter
from stage import Stage, font, mix

WALL = (214, 210, 198)
FLOOR = (150, 152, 146)


def cabinets(names: list[str], *, seed: int, tone: tuple[int, int, int] = (198, 200, 198)) -> Image.Image:
    """A row of drawing cabinets, all shut, with the place plate above."""
    stage = Stage(WALL, FLOOR, 1210, seed=seed)
    stage.fill((1500, 0, 1560, 1164), (196, 192, 182), across=-20, rough=1)
    left = 210
    for name in names:
        stage.cabinet((left, 300, left + 440, 1250), name, tone)
        left += 452
    stage.fill((250, 250, 560, 300), (168, 140, 98), down=-12, rough=2)
    stage.pen.rectangle((250, 250, 560, 300), outline=(108, 88, 60), width=3)
    stage.write((405, 275), "S50 カタログ", 24, (80, 64, 40))
    stage.plate((690, 110, 1230, 220), [("図面保管庫　施錠のこと", 42)], (240, 246, 240), (20, 92, 60))
    stage.sample_plate((1270, 115), 440)
    return stage.picture


def safe(*, seed: int, plate: str = "金庫 S-01") -> Image.Image:
    """An old fire-proof safe with dial and lever, under a shelf."""
    stage = Stage((205, 203, 190), (126, 112, 96), 1230, seed=seed)
    stage.fill((0, 120, 1920, 168), (140, 108, 74), down=-14, rough=4)
    stage.shadow((0, 140, 1920, 190), blur=18, strength=0.45, shift=(0, 16))
    body = (560, 380, 1400, 1290)
    stage.shadow(body, blur=44, strength=0.7, shift=(40, 26))
    stage.panel(body, (92, 106, 98), across=14, rough=3)
    door = (620, 440, 1340, 1210)
    stage.pen.rectangle((610, 430, 1350, 1220), outline=(42, 48, 45), width=10)
    stage.panel(door, (104, 120, 110), across=12, rough=2.4)
    stage.pen.rectangle((668, 488, 1292, 1162), outline=(176, 160, 104), width=4)
    _dial(stage, (980, 770), 112)
    stage.pen.ellipse((890, 960, 1010, 1080), fill=(66, 68, 68))
    stage.pen.polygon([(930, 990), (1210, 1000), (1222, 1040), (930, 1050)], fill=(190, 190, 186))
    stage.line([(934, 994), (1210, 1004)], (236, 236, 232), 5)
    stage.pen.ellipse((900, 966, 1000, 1066), fill=(198, 198, 194), outline=(88, 88, 86), width=4)
    stage.lock((980, 560), 26)
    for y in (560, 1050):
        stage.fill((1340, y, 1384, y + 120), (58, 66, 62), across=20)
    stage.plate((690, 290, 1110, 372), [(plate, 40)])
    stage.plate((1440, 560, 1790, 720), [("鍵の所持者", 34), ("責任者・代行者のみ", 30)])
    stage.sample_plate((135, 560), 390)
    return stage.picture


def _dial(stage: Stage, centre: tuple[int, int], radius: int) -> None:
    x, y = centre
    stage.pen.ellipse((x - radius - 8, y - radius + 4, x + radius + 14, y + radius + 22), fill=(48, 54, 50))
    stage.pen.ellipse(
        (x - radius, y - radius, x + radius, y + radius), fill=(36, 38, 40), outline=(186, 184, 176), width=7
    )
    ring = Image.new("RGBA", (radius * 2, radius * 2))
    pen = ImageDraw.Draw(ring)
    for step in range(50):
        tick = Image.new("RGBA", ring.size)
        ImageDraw.Draw(tick).line(
            [(radius, 12), (radius, 34 if step % 5 == 0 else 24)],
            fill=(232, 232, 226, 255),
            width=4 if step % 5 == 0 else 2,
        )
        ring.alpha_composite(tick.rotate(step * 7.2, Image.Resampling.BICUBIC))
    pen.ellipse(
        (62, 62, radius * 2 - 62, radius * 2 - 62), fill=(158, 158, 154, 255), outline=(222, 222, 218, 255), width=5
    )
    pen.rectangle((radius - 7, 58, radius + 7, radius * 2 - 58), fill=(206, 206, 202, 255))
    stage.picture.paste(ring, (x - radius, y - radius), ring)


def key_box(*, seed: int, place: str = "本社工場") -> Image.Image:
    """A wall box with a window: keys on numbered hooks, one of them signed out."""
    stage = Stage((222, 219, 208), FLOOR, 1440, seed=seed)
    body = (460, 170, 1460, 1270)
    stage.shadow(body, blur=40, strength=0.6)
    stage.panel(body, (176, 182, 186), across=12)
    window = (540, 330, 1380, 1130)
    stage.fill(window, (64, 68, 66), down=14, rough=2)
    for row in range(3):
        y = 400 + row * 245
        stage.fill((570, y - 20, 1350, y + 24), (196, 190, 176), down=-8)
        for column in range(4):
            x = 670 + column * 192
            number = row * 4 + column + 1
            stage.write((x, y + 2), f"K-{number:02d}", 27)
            _key(stage, (x, y + 34), out=number == 7)
    stage.pen.rectangle(window, outline=(44, 46, 48), width=9)
    glass = Image.new("L", stage.size, 0)
    ImageDraw.Draw(glass).polygon([(560, 900), (1010, 336), (1160, 336), (560, 1110)], fill=42)
    glass = glass.filter(ImageFilter.GaussianBlur(6))
    stage.picture.paste(Image.new("RGB", stage.size, (250, 252, 255)), (0, 0), glass)
    stage.lock((1420, 730), 22)
    stage.plate((640, 205, 1280, 300), [(f"鍵箱　{place}　K-01〜K-12", 42)])
    stage.sample_plate((1480, 1170), 310)
    return stage.picture


def _key(stage: Stage, at: tuple[int, int], *, out: bool) -> None:
    x, y = at
    stage.pen.arc((x - 9, y - 14, x + 9, y + 14), 0, 360, fill=(210, 206, 190), width=3)
    if out:
        stage.paper((x - 56, y + 12, x + 56, y + 118), tone=(250, 214, 120), curl=False)
        stage.write((x, y + 45), "持出中", 27)
        stage.write((x, y + 85), "例示", 27)
        return
    brass = (206, 176, 92) if (x // 7) % 3 else (190, 192, 192)
    stage.pen.ellipse((x - 24, y + 6, x + 24, y + 54), fill=brass, outline=mix(brass, -80), width=3)
    stage.pen.ellipse((x - 9, y + 14, x + 9, y + 32), fill=(58, 60, 58))
    stage.pen.rectangle((x - 7, y + 52, x + 7, y + 150), fill=brass, outline=mix(brass, -80))
    for tooth in (96, 116, 134):
        stage.pen.rectangle((x + 6, y + tooth, x + 20, y + tooth + 10), fill=brass)
    stage.line([(x - 4, y + 54), (x - 4, y + 146)], mix(brass, 45), 2)


def pc_locker(*, seed: int) -> Image.Image:
    """A tall locker for take-out laptops, photographed upright."""
    stage = Stage((206, 208, 206), (112, 116, 120), 1700, seed=seed, upright=True)
    body = (270, 300, 1170, 1760)
    stage.shadow(body, blur=44, strength=0.62, shift=(36, 20))
    stage.panel(body, (170, 176, 184))
    for row in range(5):
        for column in range(2):
            number = row * 2 + column + 1
            left, top = 300 + column * 425, 350 + row * 272
            stage.panel((left, top, left + 412, top + 258), (186, 194, 204), across=9 if column else -6)
            for slit in range(3):
                stage.fill(
                    (left + 60, top + 196 + slit * 16, left + 350, top + 203 + slit * 16), (92, 98, 104), down=14
                )
            stage.lock((left + 350, top + 120), 18)
            stage.plate((left + 50, top + 38, left + 250, top + 98), [(f"PC-{number:02d}", 34)])
            if number in (3, 8):
                stage.paper((left + 60, top + 116, left + 250, top + 176), tone=(250, 222, 120), curl=False)
                stage.write((left + 155, top + 146), "持出中", 30)
    stage.plate((330, 120, 1110, 240), [("持出しPC 保管庫（常時施錠）", 46)], (236, 242, 250), (20, 52, 110))
    stage.sample_plate((790, 1675), 440)
    return stage.picture


def drawing_in_sight(*, seed: int) -> Image.Image:
    """The second plant's cabinet, shut; but a die drawing lies open on the bench in front: to be taken again."""
    stage = Stage((198, 204, 200), (120, 118, 112), 1000, seed=seed)
    for index, name in enumerate(("D-01", "D-02", "D-03")):
        stage.cabinet((170 + index * 470, 120, 620 + index * 470, 1010), name, (164, 178, 172))
    stage.shadow((0, 1010, 1920, 1100), blur=30, strength=0.6, shift=(0, -20))
    stage.fill((0, 1030, 1920, 1440), (150, 122, 86), down=-16, rough=5)
    stage.line([(0, 1030), (1920, 1030)], (190, 160, 118), 6)
    sheet = Image.new("RGB", (1180, 760), (240, 240, 234))
    _die_drawing(ImageDraw.Draw(sheet))
    stage.shadow((470, 1050, 1490, 1400), blur=16, strength=0.4, shift=(6, 8))
    target = Image.new("L", sheet.size, 255)
    quad = (-170, -90, 0, 760, 1180, 760, 1350, -90)
    lying = sheet.transform((1020, 350), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    mask = target.transform((1020, 350), Image.Transform.QUAD, quad, Image.Resampling.BICUBIC)
    stage.picture.paste(lying, (470, 1052), mask)
    stage.sample_plate((1350, 1075), 400)
    return stage.picture


def _die_drawing(pen: ImageDraw.ImageDraw) -> None:
    ink = (40, 52, 96)
    pen.rectangle((30, 30, 1150, 730), outline=ink, width=4)
    pen.rectangle((150, 130, 560, 520), outline=ink, width=5)
    pen.rectangle((220, 200, 490, 450), outline=ink, width=4)
    for x, y in ((185, 165), (525, 165), (185, 485), (525, 485)):
        pen.ellipse((x - 18, y - 18, x + 18, y + 18), outline=ink, width=4)
    pen.ellipse((290, 260, 420, 390), outline=ink, width=4)
    pen.line([(110, 325), (600, 325)], fill=(160, 60, 60), width=2)
    pen.line([(355, 90), (355, 560)], fill=(160, 60, 60), width=2)
    pen.rectangle((700, 180, 1060, 300), outline=ink, width=5)
    pen.polygon([(740, 300), (1020, 300), (980, 460), (780, 460)], outline=ink, width=5)
    for x in range(710, 1060, 24):
        pen.line([(x, 296), (x + 20, 186)], fill=ink, width=1)
    pen.rectangle((640, 590, 1150, 730), outline=ink, width=3)
    pen.text((660, 602), "上型 MP-0000（見本・架空）", font=font(32), fill=ink)
    pen.text((660, 660), "SAMPLE - synthetic  秘", font=font(32, bold=True), fill=(170, 40, 40))
