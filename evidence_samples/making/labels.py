"""What every sample file says of itself, and the fixed days and fonts they are made with."""

from datetime import date
from pathlib import Path

LABEL_JA = "見本・架空"
LABEL_EN = "SAMPLE - synthetic"
LABEL = f"{LABEL_JA} / {LABEL_EN}"
LONG_LABEL = f"【{LABEL_JA}】この文書の会社・人・場所・内容はすべて作り物です。 {LABEL_EN}: nothing in it is real."
TODAY = date(2026, 11, 23)

PRESS = "見本プレス工業株式会社"
MOLD = "架空金型製作所"

_DEBIAN = Path("/usr/share/fonts")
GOTHIC = _DEBIAN / "truetype/bizud-gothic/BIZUDPGothic-Regular.ttf"
GOTHIC_BOLD = _DEBIAN / "truetype/bizud-gothic/BIZUDPGothic-Bold.ttf"
SANS = _DEBIAN / "opentype/noto/NotoSansCJK-Regular.ttc"
SANS_BOLD = _DEBIAN / "opentype/noto/NotoSansCJK-Bold.ttc"
SERIF = _DEBIAN / "opentype/noto/NotoSerifCJK-Regular.ttc"


def era(day: date) -> str:
    """Write a day the way Japanese forms do: 令和8年11月23日."""
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"
