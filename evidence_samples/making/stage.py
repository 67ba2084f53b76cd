"""Build what a phone is pointed at: walls, cabinets, safes, boards, sheets of paper; lit by gradients and shadows."""

import numpy as np
from labels import GOTHIC_BOLD, LABEL, LABEL_EN, LABEL_JA, SANS, SANS_BOLD
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Box = tuple[int, int, int, int]
Colour = tuple[int, int, int]
SIZE = (1920, 1440)
INK: Colour = (38, 40, 44)
STEEL: Colour = (196, 199, 200)


def font(size: int, bold: bool = False, plain: bool = False) -> ImageFont.FreeTypeFont:
    """Open a Japanese face; index 0 of the Noto collections is the Japanese one."""
    if plain:
        return ImageFont.truetype(str(GOTHIC_BOLD), size)
    return ImageFont.truetype(str(SANS_BOLD if bold else SANS), size, index=0)


def mix(colour: Colour, change: float) -> Colour:
    """Make a colour lighter (+) or darker (-)."""
    red, green, blue = (max(0, min(255, round(part + change))) for part in colour)
    return red, green, blue


class Stage:
    """One scene being drawn."""

    def __init__(
        self, wall: Colour, floor: Colour, floor_from: int = 1180, *, seed: int, upright: bool = False
    ) -> None:
        self.size = SIZE[::-1] if upright else SIZE
        self.chance = np.random.default_rng(seed)
        self.picture = Image.new("RGB", self.size, wall)
        self.fill((0, 0, self.size[0], floor_from), wall, down=-16, rough=2.2)
        if floor_from < self.size[1]:
            self.fill((0, floor_from, *self.size), floor, down=-26, rough=5)
            self.fill((0, floor_from - 46, self.size[0], floor_from), (92, 90, 88), down=-20, rough=1)
            self.line([(0, floor_from), (self.size[0], floor_from)], (48, 46, 45), 3)

    @property
    def pen(self) -> ImageDraw.ImageDraw:
        """Draw flat shapes."""
        return ImageDraw.Draw(self.picture)

    def fill(self, box: Box, colour: Colour, *, down: float = 0, across: float = 0, rough: float = 0) -> None:
        """Fill a box with a slope of light and the roughness of the material."""
        left, top, right, bottom = box
        width, height = right - left, bottom - top
        y, x = np.mgrid[0:height, 0:width]
        light = down * (y / max(1, height) - 0.5) * 2 + across * (x / max(1, width) - 0.5) * 2
        if rough:
            coarse = self.chance.normal(0, rough, (height // 24 + 2, width // 24 + 2))
            patches = Image.fromarray(coarse.astype(np.float32)).resize((width, height), Image.Resampling.BICUBIC)
            light = light + np.asarray(patches) + self.chance.normal(0, rough * 0.5, (height, width))
        area = np.array(colour, dtype=float) + light[..., None]
        self.picture.paste(Image.fromarray(np.clip(area, 0, 255).astype(np.uint8)), (left, top))

    def shadow(self, box: Box, *, blur: int = 26, strength: float = 0.5, shift: tuple[int, int] = (16, 20)) -> None:
        """Darken softly beside and below a thing before it is drawn."""
        mask = Image.new("L", self.size, 0)
        left, top, right, bottom = box
        ImageDraw.Draw(mask).rectangle(
            (left + shift[0], top + shift[1], right + shift[0], bottom + shift[1]), fill=round(255 * strength)
        )
        mask = mask.filter(ImageFilter.GaussianBlur(blur))
        dark = ImageChops.multiply(self.picture, Image.new("RGB", self.size, (70, 68, 66)))
        self.picture = Image.composite(dark, self.picture, mask)

    def line(self, points: list[tuple[int, int]], colour: Colour, width: int = 2) -> None:
        """Draw a line."""
        self.pen.line(points, fill=colour, width=width)

    def panel(self, box: Box, colour: Colour = STEEL, *, across: float = 7, rough: float = 1.4) -> None:
        """Draw a sheet of painted steel with a light and a dark edge."""
        left, top, right, bottom = box
        self.fill(box, colour, down=-9, across=across, rough=rough)
        self.line([(left, bottom), (left, top), (right, top)], mix(colour, 38), 4)
        self.line([(right, top), (right, bottom), (left, bottom)], mix(colour, -70), 5)

    def write(self, at: tuple[int, int], text: str, size: int, colour: Colour = INK, **more: object) -> None:
        """Write a text centred at a point."""
        anchor = str(more.pop("anchor", "mm"))
        self.pen.text(at, text, fill=colour, font=font(size, **more), anchor=anchor)  # type: ignore[arg-type]

    def plate(self, box: Box, lines: list[tuple[str, int]], paper: Colour = (246, 244, 236), ink: Colour = INK) -> None:
        """Screw or tape a plate with lines of text to something."""
        left, top, right, bottom = box
        self.shadow(box, blur=7, strength=0.55, shift=(4, 6))
        self.fill(box, paper, down=-5, across=-3, rough=0.8)
        self.pen.rectangle(box, outline=mix(paper, -70), width=2)
        total = sum(size * 1.34 for _, size in lines)
        y = (top + bottom) / 2 - total / 2
        for text, size in lines:
            self.write(((left + right) // 2, round(y + size * 0.67)), text, size, ink, bold=True)
            y += size * 1.34

    def sample_plate(self, at: tuple[int, int], width: int = 470) -> None:
        """Put the plate that says what the photo is: a sample, drawn, of nothing real."""
        left, top = at
        self.plate(
            (left, top, left + width, top + round(width * 0.25)),
            [(f"{LABEL_JA}の写真", round(width * 0.094)), (LABEL_EN, round(width * 0.068))],
            (253, 224, 92),
        )

    def lock(self, at: tuple[int, int], radius: int = 17) -> None:
        """Draw a cylinder lock with its keyhole across: turned shut."""
        x, y = at
        self.pen.ellipse((x - radius - 3, y - radius + 1, x + radius + 5, y + radius + 9), fill=(92, 94, 96))
        self.pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=(214, 210, 198), outline=(98, 96, 90), width=3
        )
        self.pen.ellipse((x - radius + 6, y - radius + 6, x + radius - 6, y + radius - 6), fill=(178, 172, 158))
        self.pen.rectangle((x - radius + 8, y - 2, x + radius - 8, y + 3), fill=(28, 28, 28))
        self.pen.arc(
            (x - radius + 2, y - radius + 2, x + radius - 2, y + radius - 2), 190, 290, fill=(255, 255, 250), width=3
        )

    def cabinet(self, box: Box, name: str, colour: Colour = STEEL, *, doors: int = 2) -> None:
        """Stand a steel cabinet with locked doors and a name in its label holder."""
        left, top, right, bottom = box
        self.shadow(box, blur=34, strength=0.62, shift=(26, 22))
        self.panel(box, mix(colour, -14))
        inner = (left + 14, top + 40, right - 14, bottom - 34)
        width = (inner[2] - inner[0]) // doors
        for door in range(doors):
            x = inner[0] + door * width
            leaf = (x + 3, inner[1], x + width - 3, inner[3])
            self.panel(leaf, colour, across=10 if door % 2 else -6)
            handle = leaf[0] + 30 if door % 2 else leaf[2] - 58
            middle = (inner[1] + inner[3]) // 2
            self.fill((handle, middle - 76, handle + 28, middle + 44), (74, 76, 78), down=30)
            self.pen.rectangle((handle + 5, middle - 70, handle + 23, middle + 38), outline=(150, 152, 154), width=3)
            if door == doors - 1 or doors > 2:
                self.lock((handle + 14, middle + 92))
        centre = (left + right) // 2
        self.plate((centre - 120, top + 70, centre + 120, top + 150), [(name, 34)])
        self.fill((left, bottom - 30, right, bottom), mix(colour, -120), down=-10)

    def paper(self, box: Box, *, tone: Colour = (244, 243, 238), curl: bool = True) -> None:
        """Lay or pin a sheet of paper."""
        self.shadow(box, blur=10, strength=0.5, shift=(6, 8))
        self.fill(box, tone, down=-4, across=4, rough=0.7)
        if curl:
            left, _, right, bottom = box
            self.fill((right - 26, bottom - 120, right, bottom), mix(tone, -18), across=12)
            self.line([(left, bottom), (right, bottom)], mix(tone, -60), 2)

    def magnet(self, at: tuple[int, int], colour: Colour) -> None:
        """Hold a paper with a round magnet."""
        x, y = at
        self.pen.ellipse((x - 18, y - 14, x + 24, y + 28), fill=(110, 108, 106))
        self.pen.ellipse((x - 20, y - 20, x + 20, y + 20), fill=colour)
        self.pen.ellipse((x - 10, y - 14, x + 2, y - 4), fill=mix(colour, 90))

    def stamp(
        self, at: tuple[int, int], text: str, size: int = 64, turn: float = 6, colour: Colour = (190, 34, 40)
    ) -> None:
        """Press a red rubber stamp, unevenly inked."""
        face = font(size, bold=True)
        width = round(face.getlength(text)) + size
        height = round(size * 1.7)
        mark = Image.new("L", (width, height), 0)
        pen = ImageDraw.Draw(mark)
        pen.rectangle((4, 4, width - 5, height - 5), outline=235, width=max(4, size // 11))
        pen.text((width // 2, height // 2), text, font=face, fill=235, anchor="mm")
        worn = self.chance.normal(1, 0.22, (height // 5 + 1, width // 5 + 1)).repeat(5, 0).repeat(5, 1)[:height, :width]
        mark = Image.fromarray(np.clip(np.asarray(mark) * np.clip(worn, 0, 1), 0, 255).astype(np.uint8))
        mark = mark.filter(ImageFilter.GaussianBlur(1.1)).rotate(turn, Image.Resampling.BICUBIC, expand=True)
        self.picture.paste(
            Image.new("RGB", mark.size, colour), (at[0] - mark.width // 2, at[1] - mark.height // 2), mark
        )


def sample_line(stage: Stage, at: tuple[int, int], size: int = 22) -> None:
    """Print the label small on a paper inside the scene as well."""
    stage.write(at, LABEL, size, (120, 120, 120))
