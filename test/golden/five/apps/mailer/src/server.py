"""The HTTP service: your routes. Health, readiness, metrics and logs come from gitops_runtime.

A route is a function; a dict or a list that it returns becomes JSON:

    @app.get("/hello/<name>")
    def hello(name: str) -> dict[str, str]:
        return {"hello": name}

Say when this instance cannot serve, for example without its database; /ready then answers 503:

    @app.readiness_check("database")
    def database() -> bool:
        return pool.is_connected()

Your own metrics join the platform's: Counter("orders", "Orders taken.", registry=app.metrics.registry).
"""

from __future__ import annotations

from gitops_runtime import create_app, serve

app = create_app("mailer")


@app.get("/")
def index() -> dict[str, str]:
    """Say what runs here."""
    settings = app.settings
    return {"app": settings.name, "environment": settings.environment, "version": settings.version}


# Routes belong above: serve() returns only when the server has ended.
if __name__ == "__main__":
    serve(app)
