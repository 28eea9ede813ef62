"""The baseline of server.py: Flask alone, with the same response."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> dict[str, str]:
    """Return the same response as the starter."""
    return {"app": "example-app", "environment": "local", "version": "0.0.0"}
