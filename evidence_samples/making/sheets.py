"""Write a workbook: one heading, one label and one ruled table per sheet."""

import io
from collections.abc import Sequence
from datetime import date

from labels import LABEL, LABEL_EN, LONG_LABEL, PRESS
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from packing import repack

Cell = str | int | date | None
Rows = Sequence[Sequence[Cell]]
LINE = Side(style="thin", color="888888")


def book(made: date, sheets: Sequence[tuple[str, str, Rows]], owner: str = PRESS) -> bytes:
    """Write a workbook; each sheet is (tab, heading, rows with the head row first)."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    workbook.properties.title = LABEL
    workbook.properties.description = LABEL_EN
    workbook.properties.creator = "evidence_samples"
    for tab, heading, rows in sheets:
        sheet = workbook.create_sheet(tab)
        sheet["A1"] = heading
        sheet["A1"].font = Font(name="ＭＳ Ｐゴシック", size=14, bold=True)
        sheet["A2"] = f"{owner}　{made.isoformat()} 現在"
        sheet["A3"] = LONG_LABEL
        sheet["A3"].font = Font(name="ＭＳ Ｐゴシック", size=9, color="9A1B1B")
        for number, row in enumerate(rows, 5):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column, value)
                cell.font = Font(name="ＭＳ Ｐゴシック", size=10, bold=number == 5)
                cell.border = Border(LINE, LINE, LINE, LINE)
                cell.alignment = Alignment(vertical="center", wrap_text=True)
                if number == 5:
                    cell.fill = PatternFill("solid", fgColor="E9EEF2")
                if isinstance(value, date):
                    cell.number_format = "yyyy-mm-dd"
        for column in range(1, len(rows[0]) + 1):
            longest = max(len(str(row[column - 1] or "")) for row in rows)
            sheet.column_dimensions[get_column_letter(column)].width = min(44, max(8, longest * 1.9))
        sheet.freeze_panes = "A6"
        sheet.oddFooter.center.text = LABEL
        sheet.page_setup.orientation = "landscape"
    out = io.BytesIO()
    workbook.save(out)
    return repack(out.getvalue(), made)
