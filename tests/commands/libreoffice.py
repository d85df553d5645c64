"""Fills in a workbook with LibreOffice itself, as a reader would: opens it, sets cells, saves it as XLSX."""

import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

SOFFICE = shutil.which("soffice")
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Filling"/></library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Filling" script:language="StarBasic">{}
</script:module>
"""
_MACRO = """
Sub Fill
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
  kind(0).Value = "Calc MS Excel 2007 XML"
  book = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  {cells}
  book.storeToURL("{target}", kind())
  book.close(True)
  StarDesktop.terminate()
End Sub
"""


def fill_in(workbook: Path, cells: dict[tuple[str, str], str], home: Path) -> Path:
    """Set cells of a workbook in LibreOffice and return the file that it saved.

    Parameters
    ----------
    workbook : Path
    cells : dict of (str, str) to str
        Sheet and cell (``("you", "D2")``) to the text typed there.
    home : Path
        An empty folder for LibreOffice's own files.
    """
    filled = home / f"filled-{workbook.name}"
    sets = "\n  ".join(
        f'book.Sheets.getByName("{sheet}").getCellRangeByName("{cell}").String = "{text}"'
        for (sheet, cell), text in cells.items()
    )
    # The first start lays out a profile of its own; the macro is put into it for the second.
    _soffice(home, "--terminate_after_init")
    macro = _MACRO.format(source=workbook.as_uri(), target=filled.as_uri(), cells=sets)
    standard = home / "profile" / "user" / "basic" / "Standard"
    (standard / "script.xlb").write_text(_LIBRARY)
    (standard / "Filling.xba").write_text(_MODULE.format(escape(macro)))
    said = _soffice(home, "macro:///Standard.Filling.Fill")
    assert filled.is_file(), said
    return filled


def _soffice(home: Path, *args: str) -> str:
    profile = f"-env:UserInstallation={(home / 'profile').as_uri()}"
    call = [SOFFICE, "--headless", "--norestore", profile, *args]
    return subprocess.run(call, capture_output=True, timeout=180, check=False).stderr.decode()
