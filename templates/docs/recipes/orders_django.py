"""Views of orders."""

from django.http import HttpRequest, JsonResponse


def order(_request: HttpRequest, number: int) -> JsonResponse:
    """Show an order."""
    return JsonResponse({"number": number})
