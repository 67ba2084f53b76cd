"""Take a drawn scene as a phone would: tilted, unevenly lit, noisy, with EXIF."""

import io
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import piexif
import pillow_heif
from labels import LABEL, LABEL_EN
from PIL import Image, ImageFilter

FRAME = (1280, 960)
OPEN_SEA = ((35, 0, 0), (141, 30, 0))
"""Latitude north and longitude east written into the photos: open sea, so that no real place is named."""


@dataclass(frozen=True)
class Shot:
    """How and when a photo was taken; `corners` moves the frame's corners (left top, right top, right bottom, left
    bottom) as a share of its width, `light` is where the lamp stands (0–1, 0–1), `cast` colours red, green, blue."""

    taken: datetime
    seed: int
    tilt: float = 0.8
    corners: tuple[tuple[float, float], ...] = ((0.01, 0.0), (-0.01, 0.015), (0.0, 0.0), (0.0, -0.01))
    light: tuple[float, float] = (0.4, 0.15)
    cast: tuple[float, float, float] = (1.0, 1.0, 0.97)
    glare: tuple[float, float, float] | None = None
    softness: float = 0.9
    grain: float = 4.0
    model: tuple[str, str] = ("SAMPLE Phone", "Mihon 15")
    portrait: bool = False
    extra: dict[int, object] = field(default_factory=dict)


def take(scene: Image.Image, shot: Shot) -> Image.Image:
    """Turn a drawing into what the sensor would have seen."""
    chance = np.random.default_rng(shot.seed)
    frame = FRAME[::-1] if shot.portrait else FRAME
    seen = _through_the_lens(scene, shot, frame)
    seen = seen.filter(ImageFilter.GaussianBlur(shot.softness))
    pixels = np.asarray(seen, dtype=np.float64)
    pixels *= _lamp(frame, shot)[..., None] * np.array(shot.cast)
    if shot.glare:
        pixels += _glare(frame, shot.glare)[..., None] * np.array([150, 152, 158])
    pixels = 255 * (np.clip(pixels, 0, 252) / 252) ** 0.97
    pixels += _noise(frame, shot.grain, chance)
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def jpeg(scene: Image.Image, shot: Shot, quality: int = 80) -> bytes:
    """Write the photo as a phone writes JPEG; a portrait one lies on its side and says so in its orientation."""
    photo = take(scene, shot)
    orientation = 1
    if shot.portrait:
        photo = photo.transpose(Image.Transpose.ROTATE_90)
        orientation = 6
    thumbnail = photo.resize((160, 120), Image.Resampling.LANCZOS)
    small = io.BytesIO()
    thumbnail.save(small, "JPEG", quality=60)
    out = io.BytesIO()
    photo.save(out, "JPEG", quality=quality, exif=_exif(shot, photo.size, orientation, small.getvalue()))
    return out.getvalue()


def heic(scene: Image.Image, shot: Shot) -> bytes:
    """Write the photo as an iPhone does by default."""
    photo = take(scene, shot)
    out = io.BytesIO()
    holder = pillow_heif.from_pillow(photo)
    holder.save(out, quality=48, exif=_exif(shot, photo.size, 1, None), enc_params={"x265:pools": "none"})
    return out.getvalue()


def _through_the_lens(scene: Image.Image, shot: Shot, frame: tuple[int, int]) -> Image.Image:
    """Rotate and take in perspective; the scene is drawn wider than the frame, so no edge shows."""
    width, height = scene.size
    turned = scene.rotate(shot.tilt, Image.Resampling.BICUBIC, expand=False)
    margin = 0.045
    box = [(margin, margin), (1 - margin, margin), (1 - margin, 1 - margin), (margin, 1 - margin)]
    source = [((x + dx) * width, (y + dy) * height) for (x, y), (dx, dy) in zip(box, shot.corners, strict=True)]
    target = [(0, 0), (frame[0], 0), frame, (0, frame[1])]
    rows, wanted = [], []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    lens = np.linalg.solve(np.array(rows, dtype=float), np.array(wanted, dtype=float))
    shrunk = turned.filter(ImageFilter.GaussianBlur(width / frame[0] * 0.45))
    return shrunk.transform(frame, Image.Transform.PERSPECTIVE, [round(v, 12) for v in lens], Image.Resampling.BICUBIC)


def _grid(frame: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    y, x = np.mgrid[0 : frame[1], 0 : frame[0]]
    return x / frame[0], y / frame[1]


def _lamp(frame: tuple[int, int], shot: Shot) -> np.ndarray:
    x, y = _grid(frame)
    lamp = np.exp(-(((x - shot.light[0]) / 0.75) ** 2 + ((y - shot.light[1]) / 0.9) ** 2))
    vignette = 1 - 0.34 * (((x - 0.5) ** 2 + (y - 0.5) ** 2) / 0.5) ** 1.25
    return (0.74 + 0.42 * lamp) * vignette


def _glare(frame: tuple[int, int], glare: tuple[float, float, float]) -> np.ndarray:
    x, y = _grid(frame)
    size = glare[2]
    core = np.exp(-(((x - glare[0]) / size) ** 2 + ((y - glare[1]) / size) ** 2))
    halo = np.exp(-(((x - glare[0]) / (size * 4)) ** 2 + ((y - glare[1]) / (size * 4)) ** 2))
    return core + 0.14 * halo


def _noise(frame: tuple[int, int], grain: float, chance: np.random.Generator) -> np.ndarray:
    shape = (frame[1], frame[0])
    fine = chance.normal(0, grain, shape)
    blotches = chance.normal(0, grain * 1.1, (3, shape[0] // 6 + 1, shape[1] // 6 + 1)).astype(np.float32)
    soft = [np.asarray(Image.fromarray(band).resize(frame, Image.Resampling.BICUBIC)) for band in blotches]
    return fine[..., None] + np.stack(soft, axis=-1)


def _exif(shot: Shot, size: tuple[int, int], orientation: int, thumbnail: bytes | None) -> bytes:
    moment = shot.taken.strftime("%Y:%m:%d %H:%M:%S")
    maker, model = shot.model
    tags = {
        "0th": {
            piexif.ImageIFD.ImageDescription: f"{LABEL_EN}; drawn by a script",
            piexif.ImageIFD.Make: maker,
            piexif.ImageIFD.Model: model,
            piexif.ImageIFD.Orientation: orientation,
            piexif.ImageIFD.DateTime: moment,
            piexif.ImageIFD.Software: f"evidence_samples ({LABEL_EN})",
            piexif.ImageIFD.XPComment: LABEL.encode("utf-16le") + b"\0\0",
        },
        "Exif": {
            piexif.ExifIFD.DateTimeOriginal: moment,
            piexif.ExifIFD.DateTimeDigitized: moment,
            piexif.ExifIFD.OffsetTimeOriginal: "+09:00",
            piexif.ExifIFD.PixelXDimension: size[0],
            piexif.ExifIFD.PixelYDimension: size[1],
            piexif.ExifIFD.FNumber: (178, 100),
            piexif.ExifIFD.ExposureTime: (1, 60),
            piexif.ExifIFD.ISOSpeedRatings: 320,
            piexif.ExifIFD.FocalLengthIn35mmFilm: 24,
        },
        "GPS": {
            piexif.GPSIFD.GPSLatitudeRef: "N",
            piexif.GPSIFD.GPSLatitude: tuple((part, 1) for part in OPEN_SEA[0]),
            piexif.GPSIFD.GPSLongitudeRef: "E",
            piexif.GPSIFD.GPSLongitude: tuple((part, 1) for part in OPEN_SEA[1]),
            piexif.GPSIFD.GPSDateStamp: shot.taken.strftime("%Y:%m:%d"),
        },
    }
    if thumbnail:
        tags |= {"1st": {piexif.ImageIFD.Compression: 6}, "thumbnail": thumbnail}
    return piexif.dump(tags)
