"""Routes in a separate package."""

from __future__ import annotations

import time
from pathlib import Path

from flask import Blueprint

inventory = Blueprint("inventory", __name__)


@inventory.get("/slow/<name>")
def slow(name: str) -> dict[str, str]:
    """Answer when told to."""
    Path(f"/tmp/{name}.started").touch()  # noqa: S108
    while not Path("/tmp/go").exists():  # noqa: S108
        time.sleep(0.02)
    return {"name": name}
