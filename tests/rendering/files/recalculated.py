"""LibreOffice as a second reader of workbooks: it works out every formula by itself."""

import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest


def converted(path: Path, to: str, folder: Path) -> Path:
    """The file as LibreOffice saves it, of the type `to`."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not here")
    profile = f"-env:UserInstallation=file://{folder.parent / 'office'}"  # made once, a second each
    order = [office, "--headless", profile, "--convert-to", to, "--outdir", str(folder), str(path)]
    subprocess.run(order, check=True, capture_output=True, timeout=50)  # noqa: S603
    return folder / f"{path.stem}.{to}"


def recalculated(path: Path, folder: Path) -> Path:
    """An .xlsx whose values LibreOffice worked out: those that were stored are taken away first."""
    bare = folder / "bare" / path.name
    bare.parent.mkdir()
    with ZipFile(path) as old, ZipFile(bare, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", part)
            new.writestr(name, part)
    return converted(bare, "xlsx", folder)
