"""Prints who this process is, and every folder in which it can make a file, as JSON."""

import json
import os
import tempfile
from pathlib import Path

KEYS = ("Uid", "Gid", "Groups", "CapEff", "CapBnd", "NoNewPrivs", "Seccomp")


def is_writable(folder: str) -> bool:
    """Try it: the mode alone is not decisive."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def folders() -> list[str]:
    """Return every folder but those of the processes."""
    found = []
    for folder, names, _files in os.walk("/"):
        if folder == "/":
            names.remove("proc")
        found.append(folder)
    return found


status = dict(line.split(":\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
writable = [folder for folder in folders() if is_writable(folder)]
print(json.dumps({"writable": writable, **{key: status[key].split() for key in KEYS}}))  # noqa: T201
