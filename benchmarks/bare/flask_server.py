"""What the generated service is measured against: Flask alone, with the same answer."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)


@app.get("/")
def index() -> dict[str, str]:
    """Answer as the starter does."""
    return {"app": "example-app", "environment": "local", "version": "0.0.0"}
