"""Writes two package indexes of small packages into a folder, for mirror-server.py: ours/ and theirs/.

ours/ has our-money 1.0 and our-source, which exists as source only. theirs/ has another our-money 1.0, and a newer one.
The source brings its own build backend, so that a build needs no other package.

Usage: two-indexes.py FOLDER
"""

import hashlib
import io
import sys
import tarfile
import zipfile
from pathlib import Path

BACKEND = Path(__file__).parent / "build-backend.py"


def write_wheel(folder: Path, version: str, origin: str) -> None:
    """Write a wheel of our-money."""
    target = folder / "our-money"
    target.mkdir(parents=True, exist_ok=True)
    info = f"our_money-{version}.dist-info"
    with zipfile.ZipFile(target / f"our_money-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr("our_money.py", f'ORIGIN = "{origin}"\n')
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: our-money\nVersion: {version}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")


def write_source(folder: Path) -> None:
    """Write the source of our-source."""
    target = folder / "our-source"
    target.mkdir(parents=True)
    files = {
        "PKG-INFO": "Metadata-Version: 2.1\nName: our-source\nVersion: 1.0\n",
        "backend.py": BACKEND.read_text(),
        "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    }
    with tarfile.open(target / "our_source-1.0.tar.gz", "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(f"our_source-1.0/{name}")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text.encode()))


def write_pages(index: Path) -> None:
    """Write the page of each package, with hashes as real indexes have them: pip prefers files that the lock allows."""
    for package in index.iterdir():
        hashes = {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(package.iterdir())}
        links = [f'<a href="{name}#sha256={value}">{name}</a>\n' for name, value in hashes.items()]
        (package / "index.html").write_text("<!DOCTYPE html>\n" + "".join(links))


if __name__ == "__main__":
    root = Path(sys.argv[1])
    write_wheel(root / "ours", "1.0", "ours")
    write_source(root / "ours")
    write_wheel(root / "theirs", "1.0", "theirs")
    write_wheel(root / "theirs", "99.0", "theirs")
    write_pages(root / "ours")
    write_pages(root / "theirs")
