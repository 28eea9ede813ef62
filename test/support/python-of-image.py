"""Unpacks the Python of the stand-in that scripts/base-image.sh builds, so that it runs on this machine as python3.13.

It needs the C library of its image. So the command is a script that starts it with the loader of the image.

Usage: python-of-image.py IMAGE FOLDER   The command is in FOLDER/usr/bin, and nothing else is.
"""

import json
import sys
import tarfile
from pathlib import Path

NAME = "python3.13"
SCRIPT = """#!/bin/sh
exec '{loader}' --argv0 "$0" --library-path '{libraries}' '{program}' "$@"
"""


def is_needed(path: str) -> bool:
    """Tell whether a file of the image is Python, its library, or a library of C."""
    folder = Path(path).parent
    return path == f"usr/bin/{NAME}" or path.startswith(f"usr/lib/{NAME}/") or folder.match("usr/lib/*-linux-gnu")


def unpack(image: Path, folder: Path) -> None:
    """Unpack what Python needs of the only layer."""
    with tarfile.open(image) as archive:

        def blob(digest: str) -> str:
            return "blobs/" + digest.replace(":", "/")

        def document(name: str) -> dict:
            return json.load(archive.extractfile(name))

        manifest = document(blob(document("index.json")["manifests"][0]["digest"]))
        layer = archive.extractfile(blob(manifest["layers"][0]["digest"]))
        with tarfile.open(fileobj=layer, mode="r|gz") as files:
            for file in files:
                if is_needed(file.name):
                    files.extract(file, folder, filter="tar")


if __name__ == "__main__":
    root = Path(sys.argv[2])
    unpack(Path(sys.argv[1]), root)
    command = root / "usr/bin" / NAME
    # Python finds its library by the path of the command.
    program = command.rename(command.with_suffix(".program"))
    loader = next(root.glob("usr/lib/*-linux-gnu/ld-linux-*.so.*"))
    command.write_text(SCRIPT.format(loader=loader, libraries=loader.parent, program=program))
    command.chmod(0o755)
