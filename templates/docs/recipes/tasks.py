"""Work that the worker does. Queue it with: queue.enqueue(send_receipt, 7)."""

import logging
import os

from redis import Redis
from rq import Queue

queue = Queue(connection=Redis.from_url(os.environ.get("REDIS_URL", "redis://localhost:6379")))
logger = logging.getLogger(__name__)


def send_receipt(order: int) -> str:
    """Send the receipt of an order."""
    logger.info("sending the receipt of order %s", order)
    return f"receipt {order}"
