"""Fixtures for all tests. Add your own here."""

from __future__ import annotations

# Fixtures for integration_test.py, which tests the running server.
pytest_plugins = ["gitops_contract"]
