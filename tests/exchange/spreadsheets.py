"""The smallest xlsx file that holds some rows: texts, whole numbers and days."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape

_EPOCH = date(1899, 12, 30)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def xlsx(rows):
    """The bytes of a spreadsheet of one sheet with these rows."""
    lines = "".join(f"<row r='{at}'>{_cells(at, row)}</row>" for at, row in enumerate(rows, start=1))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as parts:
        parts.writestr(
            "[Content_Types].xml",
            f"<Types xmlns='{_PACKAGE}/content-types'>"
            "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            "<Override PartName='/xl/workbook.xml' ContentType="
            "'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml'/></Types>",
        )
        parts.writestr(
            "_rels/.rels",
            f"<Relationships xmlns='{_PACKAGE}/relationships'>"
            f"<Relationship Id='r1' Type='{_RELS}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
        )
        parts.writestr(
            "xl/workbook.xml",
            f"<workbook xmlns='{_MAIN}' xmlns:r='{_RELS}'><sheets>"
            "<sheet name='Licences' sheetId='1' r:id='r1'/></sheets></workbook>",
        )
        parts.writestr(
            "xl/_rels/workbook.xml.rels",
            f"<Relationships xmlns='{_PACKAGE}/relationships'>"
            f"<Relationship Id='r1' Type='{_RELS}/worksheet' Target='worksheets/sheet1.xml'/>"
            f"<Relationship Id='r2' Type='{_RELS}/styles' Target='styles.xml'/></Relationships>",
        )
        # Format 14 is a day: the second of two cell formats.
        parts.writestr(
            "xl/styles.xml",
            f"<styleSheet xmlns='{_MAIN}'><cellXfs count='2'><xf numFmtId='0'/><xf numFmtId='14'/></cellXfs>"
            "</styleSheet>",
        )
        parts.writestr(
            "xl/worksheets/sheet1.xml",
            f"<worksheet xmlns='{_MAIN}'><sheetData>{lines}</sheetData></worksheet>",
        )
    return target.getvalue()


def _cells(line, row):
    return "".join(_cell(f"{chr(65 + at)}{line}", value) for at, value in enumerate(row))


def _cell(place, value):
    if isinstance(value, date):
        return f"<c r='{place}' s='1'><v>{(value - _EPOCH).days}</v></c>"
    if isinstance(value, int):
        return f"<c r='{place}'><v>{value}</v></c>"
    return f"<c r='{place}' t='inlineStr'><is><t>{escape(str(value))}</t></is></c>"
