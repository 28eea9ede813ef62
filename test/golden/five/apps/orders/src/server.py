"""The WSGI application of Django. Health, readiness, metrics, and logs come from gitops_runtime.

Settings are in config/settings.py, routes in config/urls.py. Run commands with .venv/bin/python src/manage.py.

Add a readiness check, for example for the database. If it fails, /ready returns 503:

    @app.readiness_check("database")
    def database() -> bool:
        return connection.is_usable()

Add your own metrics: Counter("orders", "Orders placed.", registry=app.metrics.registry).
"""

from __future__ import annotations

import os

from gitops_runtime import create_app, serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = create_app("orders")


if __name__ == "__main__":
    serve(app)
