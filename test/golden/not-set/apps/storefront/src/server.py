"""Your routes. Health, readiness, metrics, and logs come from gitops_runtime.

A route is a function. A dict or list that it returns becomes JSON:

    @app.get("/hello/<name>")
    def hello(name: str) -> dict[str, str]:
        return {"hello": name}

Add a readiness check, for example for the database. If it fails, /ready returns 503:

    @app.readiness_check("database")
    def database() -> bool:
        return pool.is_connected()

Add your own metrics: Counter("orders", "Orders placed.", registry=app.metrics.registry).
"""

from __future__ import annotations

from gitops_runtime import create_app, serve

app = create_app("storefront")


@app.get("/")
def index() -> dict[str, str]:
    """Show which version runs here."""
    settings = app.settings
    return {"app": settings.name, "environment": settings.environment, "version": settings.version}


# Add routes above: serve() returns when the server stops.
if __name__ == "__main__":
    serve(app)
