"""Your ASGI application. Health, readiness, metrics, and logs come from gitops_runtime.

Use any ASGI framework. With Starlette, a route is a function and an entry in the list below:

    async def hello(request: Request) -> JSONResponse:
        return JSONResponse({"hello": request.path_params["name"]})

    Route("/hello/{name}", hello)

Add a readiness check, for example for the database. If it fails, /ready returns 503:

    @app.readiness_check("database")
    async def database() -> bool:
        return await pool.is_connected()

Add your own metrics: Counter("orders", "Orders placed.", registry=app.metrics.registry).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from gitops_runtime import create_app, serve

if TYPE_CHECKING:
    from starlette.requests import Request


async def index(_request: Request) -> JSONResponse:
    """Show which version runs here."""
    settings = app.settings
    return JSONResponse({"app": settings.name, "environment": settings.environment, "version": settings.version})


app = create_app("search", Starlette(routes=[Route("/", index)]))


if __name__ == "__main__":
    serve(app)
