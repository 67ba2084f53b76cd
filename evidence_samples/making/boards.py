"""Scenes of marking and notices: sign boards, the posted responsible person, stamped drawings, box labels, a screen."""

from PIL import Image, ImageDraw, ImageFilter
from stage import Stage, font, sample_line


def zone_sign(*, seed: int, place: str) -> Image.Image:
    """The door of the controlled area with its sign and card reader."""
    stage = Stage((210, 212, 206), (118, 120, 122), 1320, seed=seed)
    door = (520, 90, 1330, 1330)
    stage.shadow(door, blur=20, strength=0.4)
    stage.fill((490, 60, 1360, 1330), (122, 126, 128), across=10, rough=1.5)
    stage.panel(door, (186, 192, 190), across=12)
    stage.fill((1236, 720, 1290, 960), (150, 150, 146), across=26)
    stage.fill((1180, 800, 1290, 838), (196, 196, 192), down=-40)
    stage.lock((1262, 912), 18)
    sign = (590, 250, 1200, 650)
    stage.plate(
        sign,
        [("立入制限区域", 84), ("許可された人のほか入れません", 38), ("撮影・携帯電話の使用 禁止", 38), (place, 36)],
        (252, 250, 244),
        (176, 24, 32),
    )
    stage.pen.rectangle((604, 264, 1186, 636), outline=(176, 24, 32), width=10)
    stage.shadow((1430, 640, 1560, 860), blur=14)
    stage.fill((1430, 640, 1560, 860), (38, 40, 44), down=10, rough=1)
    stage.pen.rectangle((1452, 668, 1538, 752), outline=(90, 150, 210), width=4)
    stage.write((1495, 710), "CARD", 26, (180, 210, 240))
    stage.pen.ellipse((1482, 800, 1508, 826), fill=(230, 60, 50))
    stage.sample_plate((150, 200), 330)
    return stage.picture


def responsible_notice(*, seed: int, day: str, name: str, deputy: str, place: str) -> Image.Image:
    """The notice on the board: who is responsible for technical information."""
    stage = Stage((196, 200, 196), (110, 110, 110), 1440, seed=seed)
    frame = (160, 110, 1760, 1330)
    stage.shadow(frame, blur=24, strength=0.5)
    stage.fill(frame, (150, 152, 154), across=10)
    stage.fill((190, 140, 1730, 1300), (72, 104, 84), down=-8, rough=6)
    paper = (330, 210, 1210, 1240)
    stage.paper(paper)
    stage.write((770, 310), "技術情報の管理責任者", 66, bold=True)
    stage.line([(400, 372), (1140, 372)], (50, 52, 56), 4)
    rows = [("管理責任者", name), ("代行者", deputy), ("連絡先", "内線 000（見本）"), ("困ったときは", "まず責任者へ")]
    for index, (head, text) in enumerate(rows):
        y = 470 + index * 120
        stage.write((420, y), head, 40, anchor="lm")
        stage.write((740, y), text, 46, anchor="lm", bold=True)
        stage.line([(410, y + 56), (1130, y + 56)], (150, 150, 148), 2)
    stage.write((770, 1010), "情報が漏れたかもしれないと思ったら、", 36)
    stage.write((770, 1062), "ためらわずすぐに知らせてください。", 36)
    stage.write((770, 1140), f"{day}　{place}　掲示", 32)
    sample_line(stage, (770, 1196), 28)
    stage.magnet((380, 256), (200, 44, 44))
    stage.magnet((1160, 256), (40, 90, 180))
    other = (1290, 250, 1660, 770)
    stage.paper(other, tone=(250, 244, 206))
    stage.write((1475, 320), "安全第一", 56, (30, 110, 60), bold=True)
    for index in range(6):
        stage.line([(1330, 420 + index * 50), (1610 - (index % 3) * 60, 420 + index * 50)], (150, 146, 120), 6)
    stage.magnet((1475, 272), (240, 180, 40))
    stage.sample_plate((1280, 1080), 400)
    return stage.picture


def stamped_drawing(*, seed: int) -> Image.Image:
    """The corner of a drawing on the bench: title block, 秘 stamp, number; its shape is covered."""
    stage = Stage((146, 116, 80), (146, 116, 80), 1440, seed=seed)
    sheet = (190, 120, 1800, 1330)
    stage.paper(sheet, tone=(243, 243, 236))
    pen, ink = stage.pen, (46, 54, 84)
    pen.rectangle((240, 170, 1750, 1280), outline=ink, width=5)
    pen.rectangle((1020, 900, 1750, 1280), outline=ink, width=4)
    rows = [
        ("図番", "MP-0000-A"),
        ("名称", "見本ブラケット"),
        ("材質・板厚", "SPCC t1.6"),
        ("管理番号", "秘-0214　写し 2/3"),
        ("配布先", "金型課（見本）"),
    ]
    for index, (head, text) in enumerate(rows):
        y = 900 + index * 76
        pen.line([(1020, y), (1750, y)], fill=ink, width=3)
        stage.write((1040, y + 38), head, 32, ink, anchor="lm")
        stage.write((1240, y + 38), text, 34, ink, anchor="lm")
    pen.line([(1220, 900), (1220, 1280)], fill=ink, width=3)
    cover = Stage((196, 170, 120), (196, 170, 120), 1440, seed=seed + 1).picture.crop((0, 0, 860, 760))
    stage.shadow((280, 330, 960, 930), blur=14, strength=0.5)
    stage.picture.paste(cover.crop((0, 0, 680, 600)), (280, 330))
    stage.write((620, 560), "図面の形は", 54, (92, 70, 38))
    stage.write((620, 640), "台紙で覆っています", 54, (92, 70, 38))
    stage.stamp((1400, 420), "秘", 170, 5)
    stage.stamp((1380, 690), "複写禁止", 76, -3)
    sample_line(stage, (620, 1190), 36)
    stage.sample_plate((270, 195), 420)
    return stage.picture


def box_labels(*, seed: int, place: str = "第二 B", marks: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Image.Image:
    """Document boxes on a shelf, each with its class on a coloured label."""
    stage = Stage((188, 186, 178), (104, 100, 96), 1380, seed=seed)
    for level in (640, 1220):
        stage.shadow((60, level, 1860, level + 60), blur=20, strength=0.4)
        stage.fill((60, level, 1860, level + 56), (128, 132, 134), down=-20, rough=1.5)
    colours = [(196, 40, 44), (196, 40, 44), (222, 150, 30), (222, 150, 30), (222, 150, 30), (70, 120, 90)]
    names = ["秘", "秘", "社外秘", "社外秘", "社外秘", "一般"]
    for level, base in enumerate((640, 1220)):
        for index in range(5):
            left = 110 + index * 345
            box = (left, base - 430, left + 320, base)
            stage.shadow(box, blur=18, strength=0.5, shift=(12, 6))
            stage.fill(box, (176, 142, 98), across=12, down=-6, rough=4)
            stage.line([(left, base - 430), (left, base), (left + 320, base)], (120, 92, 58), 4)
            stage.pen.ellipse((left + 130, base - 400, left + 190, base - 360), fill=(74, 56, 36))
            kind = (marks[index] + level) % 6
            label = (left + 30, base - 300, left + 290, base - 60)
            stage.paper(label, curl=False)
            stage.fill((label[0], label[1], label[2], label[1] + 90), colours[kind], rough=1)
            stage.write((left + 160, label[1] + 45), names[kind], 54, (255, 252, 246), bold=True)
            stage.write((left + 160, label[1] + 135), f"{place}-{level * 5 + index + 1:02d}", 34)
            stage.write((left + 160, label[1] + 195), "保存 2031-03", 28)
    stage.sample_plate((760, 92), 400)
    return stage.picture


def screen(*, seed: int) -> Image.Image:
    """A monitor photographed at a slant: the sign-in policy of the file server."""
    stage = Stage((92, 96, 102), (84, 70, 58), 1200, seed=seed)
    stage.shadow((330, 120, 1610, 1010), blur=40, strength=0.8)
    stage.fill((330, 120, 1610, 1010), (24, 25, 27), down=-6)
    stage.fill((860, 1010, 1080, 1180), (40, 41, 43), across=14)
    stage.pen.ellipse((680, 1140, 1260, 1250), fill=(34, 35, 37))
    view = Image.new("RGB", (1220, 820), (238, 241, 245))
    pen = ImageDraw.Draw(view)
    pen.rectangle((0, 0, 1220, 70), fill=(28, 62, 116))
    pen.text((30, 14), "アカウントの設定　ファイルサーバー（見本・架空）", font=font(32), fill=(255, 255, 255))
    rows = [
        ("二段階認証", "全員に必須", True),
        ("パスワードの長さ", "12 文字以上", True),
        ("連続失敗でロック", "5 回　30 分", True),
        ("画面ロックまで", "10 分", True),
        ("共用アカウント", "なし（0 件）", True),
        ("最終見直し", "2026-10-06　仮名 次郎", False),
    ]
    for index, (head, text, on) in enumerate(rows):
        y = 110 + index * 108
        pen.rectangle((40, y, 1180, y + 92), fill=(255, 255, 255), outline=(200, 206, 214), width=2)
        pen.text((70, y + 24), head, font=font(34), fill=(50, 56, 64))
        pen.text((520, y + 24), text, font=font(34, bold=True), fill=(20, 26, 34))
        if on:
            pen.rounded_rectangle((1060, y + 26, 1146, y + 66), 20, fill=(38, 122, 84))
            pen.ellipse((1108, y + 28, 1144, y + 64), fill=(255, 255, 255))
    pen.text((40, 768), "SAMPLE - synthetic screen", font=font(28), fill=(110, 116, 124))
    glow = view.filter(ImageFilter.GaussianBlur(2))
    stage.picture.paste(Image.blend(view, glow, 0.4), (360, 150))
    stage.fill((250, 1290, 1500, 1440), (52, 54, 56), down=-10, rough=2)
    for row in range(3):
        for key in range(22):
            stage.pen.rounded_rectangle(
                (280 + key * 54, 1306 + row * 48, 324 + key * 54, 1344 + row * 48), 6, fill=(74, 76, 80)
            )
    stage.sample_plate((1370, 1190), 390)
    return stage.picture
