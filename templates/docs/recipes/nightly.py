"""Runs every night."""

import logging

logger = logging.getLogger("nightly")


def main() -> None:
    """Do the work. An exception makes the run fail, and Kubernetes retries it."""
    logger.info("cleaned up")


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main()
