"""The phone photos, each with its moment, light and slant."""

from collections.abc import Callable
from datetime import datetime

import boards
import camera
import rooms
from camera import Shot

CORNERS_LEFT = ((0.02, 0.01), (-0.005, -0.02), (-0.01, 0.01), (0.01, 0.0))
CORNERS_RIGHT = ((0.0, -0.02), (-0.025, 0.015), (0.0, -0.005), (0.005, 0.015))
WARM, COLD, TUBE = (1.05, 0.99, 0.88), (0.95, 1.0, 1.05), (0.97, 1.03, 0.96)


def _at(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime:
    return datetime(year, month, day, hour, minute, second)


def press() -> dict[str, Callable[[], bytes]]:
    """Photos of the press plant."""
    return {
        "IMG_3877.JPG": lambda: camera.jpeg(
            rooms.cabinets(["K-01", "K-02", "K-03"], seed=3877),
            Shot(_at(2026, 8, 22, 17, 41, 8), 1, tilt=-1.1, corners=CORNERS_RIGHT, cast=TUBE, light=(0.7, 0.05)),
        ),
        "IMG_3878.JPG": lambda: camera.jpeg(
            rooms.safe(seed=3878),
            Shot(_at(2026, 8, 22, 17, 44, 51), 2, tilt=1.6, cast=WARM, glare=(0.62, 0.46, 0.05), light=(0.6, 0.4)),
        ),
        "IMG_3879.JPG": lambda: camera.jpeg(
            rooms.key_box(seed=3879),
            Shot(_at(2026, 8, 22, 17, 49, 30), 3, tilt=-0.7, corners=CORNERS_LEFT, cast=TUBE, light=(0.3, 0.2)),
        ),
        "IMG_4101.HEIC": lambda: camera.heic(
            rooms.cabinets(["D-01", "D-02", "D-03"], seed=4101, tone=(168, 182, 176)),
            Shot(_at(2026, 11, 12, 7, 52, 17), 4, tilt=1.3, corners=CORNERS_LEFT, cast=COLD, light=(0.15, 0.2)),
        ),
        "IMG_4102.JPG": lambda: camera.jpeg(
            rooms.drawing_in_sight(seed=4102),
            Shot(_at(2026, 11, 12, 7, 53, 2), 5, tilt=-1.8, corners=CORNERS_LEFT, cast=COLD, light=(0.2, 0.5)),
        ),
        "IMG_2210.JPG": lambda: camera.jpeg(
            boards.responsible_notice(
                seed=2210, day="2025年10月1日", name="例示 一郎", deputy="試験 三郎", place="第二工場"
            ),
            Shot(_at(2025, 10, 3, 12, 10, 44), 6, tilt=2.1, corners=CORNERS_RIGHT, cast=WARM, softness=1.3, grain=5.5),
        ),
        "IMG_3902.JPG": lambda: camera.jpeg(
            boards.responsible_notice(
                seed=3902, day="2026年9月1日", name="見本 花子", deputy="試験 三郎", place="本社工場"
            ),
            Shot(_at(2026, 9, 7, 12, 4, 19), 7, tilt=-0.9, cast=TUBE, glare=(0.78, 0.2, 0.06)),
        ),
        "区域表示 本社 (1).jpg": lambda: camera.jpeg(
            boards.zone_sign(seed=3910, place="金型課・図面室（本社工場）"),
            Shot(_at(2026, 10, 6, 9, 30, 55), 8, tilt=0.9, corners=CORNERS_LEFT, cast=COLD, light=(0.35, 0.1)),
        ),
        "20261006_093512.jpg": lambda: camera.jpeg(
            boards.stamped_drawing(seed=935),
            Shot(_at(2026, 10, 6, 9, 35, 12), 9, tilt=-2.4, corners=CORNERS_RIGHT, cast=WARM, light=(0.75, 0.3)),
        ),
        "20261019_161002.jpg": lambda: camera.jpeg(
            boards.box_labels(seed=1610),
            Shot(_at(2026, 10, 19, 16, 10, 2), 10, tilt=1.2, cast=TUBE, light=(0.5, 0.0), grain=5.0),
        ),
        "20261006_093655.jpg": lambda: camera.jpeg(
            boards.box_labels(seed=936, place="本社 A", marks=(0, 1, 2, 2, 3)),
            Shot(_at(2026, 10, 6, 9, 36, 55), 13, tilt=-1.7, corners=CORNERS_LEFT, cast=WARM, light=(0.6, 0.1)),
        ),
        "20261120_174530.jpg": lambda: camera.jpeg(
            boards.box_labels(seed=1745, place="第二 C", marks=(4, 0, 3, 1, 5)),
            Shot(
                _at(2026, 11, 20, 17, 45, 30),
                14,
                tilt=2.0,
                corners=CORNERS_RIGHT,
                cast=COLD,
                light=(0.2, 0.1),
                grain=6.0,
            ),
        ),
        "PXL_20261105_011903.jpg": lambda: camera.jpeg(
            rooms.pc_locker(seed=119),
            Shot(_at(2026, 11, 5, 10, 19, 3), 11, tilt=-1.0, portrait=True, cast=COLD, light=(0.6, 0.1)),
        ),
        "画面_サインイン設定.jpg": lambda: camera.jpeg(
            boards.screen(seed=1006),
            Shot(
                _at(2026, 10, 6, 15, 2, 40), 12, tilt=1.9, corners=CORNERS_RIGHT, cast=COLD, light=(0.5, 0.4), grain=5.0
            ),
        ),
    }


def mold() -> dict[str, Callable[[], bytes]]:
    """Photos of the mold shop."""
    return {
        "DSC_0012.JPG": lambda: camera.jpeg(
            rooms.safe(seed=12, plate="金庫（図面・媒体）"),
            Shot(
                _at(2026, 10, 14, 18, 20, 5),
                21,
                tilt=-1.5,
                cast=TUBE,
                light=(0.25, 0.2),
                model=("SAMPLE Camera", "Kakuu D1"),
            ),
        ),
        "DSC_0015.JPG": lambda: camera.jpeg(
            boards.zone_sign(seed=15, place="CAD室（架空金型製作所）"),
            Shot(
                _at(2026, 10, 14, 18, 31, 47),
                22,
                tilt=1.4,
                cast=WARM,
                light=(0.7, 0.2),
                model=("SAMPLE Camera", "Kakuu D1"),
            ),
        ),
    }
