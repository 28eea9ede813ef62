"""Your API. Health, readiness, metrics, and logs come from gitops_runtime.

A route is a function. Its types check requests and describe responses, which /docs shows:

    class Order(BaseModel):
        item: str
        quantity: int = Field(default=1, ge=1)

    @api.post("/orders", status_code=201)
    async def create_order(order: Order) -> Order:
        return order

Add a readiness check, for example for the database. If it fails, /ready returns 503:

    @app.readiness_check("database")
    async def database() -> bool:
        return await pool.is_connected()

Add your own metrics: Counter("orders", "Orders placed.", registry=app.metrics.registry).
"""

from __future__ import annotations

from fastapi import FastAPI
from pydantic import BaseModel

from gitops_runtime import create_app, serve

api = FastAPI(title="search")
app = create_app("search", api)


class Version(BaseModel):
    """What runs here."""

    app: str
    environment: str
    version: str


@api.get("/")
async def index() -> Version:
    """Show which version runs here."""
    settings = app.settings
    return Version(app=settings.name, environment=settings.environment, version=settings.version)


# Add routes above: serve() returns when the server stops.
if __name__ == "__main__":
    serve(app)
