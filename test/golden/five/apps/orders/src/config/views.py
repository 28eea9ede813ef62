"""The first view. Your Django apps have their own: .venv/bin/python src/manage.py startapp orders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.http import JsonResponse

from gitops_runtime import Settings

if TYPE_CHECKING:
    from django.http import HttpRequest

SERVICE: Final = Settings.from_env("orders")


def index(_request: HttpRequest) -> JsonResponse:
    """Show which version runs here."""
    return JsonResponse({"app": SERVICE.name, "environment": SERVICE.environment, "version": SERVICE.version})
