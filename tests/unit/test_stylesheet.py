"""The promises of the two stylesheets: small, one place for raw colours, readable for everybody."""

import re
from importlib.resources import files

import pytest

STATIC = files("tracker") / "static"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
APP = (STATIC / "app.css").read_text(encoding="utf-8")
TEMPLATES = files("tracker") / "templates"
COLOUR_NAMES = r"white|black|gr[ae]y|red|green|blue|yellow|orange|purple|brown|pink|navy|teal|silver|maroon"
STATES = ("missing", "submitted", "returned", "provable", "expiring", "expired", "na")


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", block))


def block_after(marker: str) -> str:
    start = TOKENS.index(marker)
    return TOKENS[start : TOKENS.index("}", start)]


LIGHT = colours(block_after("\n:root {"))
SCHEMES = {
    "light": LIGHT,
    "dark": {**LIGHT, **colours(block_after("prefers-color-scheme: dark"))},
    "print": {**LIGHT, **colours(block_after("@media print"))},
}


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_both_stylesheets_together_stay_under_25_kb():
    assert len((TOKENS + APP).encode()) < 25_000


def test_no_raw_colour_stands_outside_the_tokens():
    raw = re.findall(rf"#[0-9a-fA-F]{{3,8}}\b|\b(?:rgb|hsl|oklch|color)a?\(|:\s*(?:{COLOUR_NAMES})\b", APP)
    assert raw == []


def test_every_token_that_is_used_is_defined():
    # --c is the ink of the state an element is in, --cols the columns of a form head: both are set in app.css.
    defined = set(re.findall(r"(--[a-z0-9-]+):", TOKENS + APP))
    assert set(re.findall(r"var\((--[a-z0-9-]+)", APP)) <= defined


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ink", ["ink", "ink-2", "accent", *STATES])
def test_every_ink_is_readable_on_paper_cell_and_tint(scheme, ink):
    colour = SCHEMES[scheme]
    worst = min(contrast(colour[ink], colour[ground]) for ground in ("paper", "cell", "tint"))
    assert round(worst, 1) >= 5.2


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_primary_action_is_readable_and_control_borders_are_seen(scheme):
    colour = SCHEMES[scheme]
    assert contrast(colour["on-accent"], colour["accent"]) >= 4.5
    assert contrast(colour["rule-2"], colour["paper"]) >= 3


@pytest.mark.parametrize(
    ("token", "light", "dark"),
    [
        ("ink", 17.7, 14.7),
        ("ink-2", 7.8, 8.9),
        ("accent", 10.4, 9.8),
        ("rule-2", 3.9, 5.1),
        ("rule", 1.5, 1.6),
        ("missing", 13.1, 12.7),
        ("submitted", 10.4, 9.8),
        ("returned", 6.6, 8.9),
        ("provable", 7.3, 9.6),
        ("expiring", 7.0, 10.1),
        ("expired", 7.8, 8.6),
        ("na", 6.0, 7.5),
    ],
)
def test_the_contrasts_of_the_design_hold(token, light, dark):
    assert contrast(SCHEMES["light"][token], SCHEMES["light"]["paper"]) == pytest.approx(light, abs=0.06)
    assert contrast(SCHEMES["dark"][token], SCHEMES["dark"]["paper"]) == pytest.approx(dark, abs=0.06)


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_an_ink_and_a_shape_of_its_own(state):
    assert f".{state} {{--c: var(--{state})}}" in APP
    assert re.search(rf"\.{state}::before {{", APP)


def served_templates():
    # The first page of a bundle is read offline and carries its own style.
    for room in sorted(TEMPLATES.iterdir(), key=lambda entry: entry.name):
        if room.is_dir() and room.name != "bundle":
            yield from (entry for entry in room.iterdir() if entry.name.endswith(".html"))


def test_no_served_template_carries_a_style_attribute_or_an_inline_script():
    found = list(served_templates())
    assert "base.html" in {template.name for template in found}
    for template in found:
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text), template.name
