"""The baseline of server.py: Starlette alone, with the same response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def index(_request: Request) -> JSONResponse:
    """Return the same response as the starter."""
    return JSONResponse({"app": "example-app", "environment": "local", "version": "0.0.0"})


app = Starlette(routes=[Route("/", index)])
