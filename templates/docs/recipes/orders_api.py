@api.get("/orders/{number}")
async def order(number: int) -> dict[str, int]:
    """Show an order."""
    return {"number": number}
