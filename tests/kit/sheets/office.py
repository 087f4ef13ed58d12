"""LibreOffice, without a window: opens files as a person would, computes them, and saves them again."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

SECONDS = 120


UTF_8 = "--infilter=CSV:44,34,76,1"  # how tables are read: commas, quotation marks, UTF-8, from the first row on


def resaved(files: Mapping[str, bytes], folder: Path, *options: str) -> dict[str, bytes]:
    """Each file opened, computed and saved as a workbook; by the name it came with. One start of the program for all."""
    came, gone = folder / "came", folder / "gone"
    came.mkdir(parents=True)
    for name, content in files.items():
        (came / name).write_bytes(content)
    command = [
        "soffice",
        "--headless",
        "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *options,
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(gone),
        *(str(came / name) for name in files),
    ]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except FileNotFoundError:
        pytest.fail("soffice is not on this machine: .ci/need libreoffice")
    saved = {name: gone / f"{Path(name).stem}.xlsx" for name in files}
    missing = [name for name, path in saved.items() if not path.exists()]
    assert not missing, f"not saved: {missing}\n{run.stdout}\n{run.stderr}"
    return {name: path.read_bytes() for name, path in saved.items()}
