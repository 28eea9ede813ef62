"""The HTTP service: your ASGI application. Health, readiness, metrics and logs come from gitops_runtime.

Any ASGI framework will do. With Starlette a route is a function and its entry in the list below:

    async def hello(request: Request) -> JSONResponse:
        return JSONResponse({"hello": request.path_params["name"]})

    Route("/hello/{name}", hello)

Say when this instance cannot serve, for example without its database; /ready then answers 503:

    @app.readiness_check("database")
    async def database() -> bool:
        return await pool.is_connected()

Your own metrics join the platform's: Counter("orders", "Orders taken.", registry=app.metrics.registry).
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
    """Say what runs here."""
    settings = app.settings
    return JSONResponse({"app": settings.name, "environment": settings.environment, "version": settings.version})


app = create_app("search", Starlette(routes=[Route("/", index)]))


if __name__ == "__main__":
    serve(app)
