"""The payment provider."""

import os

# The default is for your machine and tests. In the cluster, the sealed value is always set.
TOKEN = os.environ.get("PAYMENT_TOKEN", "development")


def headers() -> dict[str, str]:
    """Return the headers of each request to the provider."""
    return {"Authorization": f"Bearer {TOKEN}"}
