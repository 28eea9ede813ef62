"""The settings: what the environment may say, and how it is told that it is wrong."""

from __future__ import annotations

import pytest

from gitops_runtime import Settings, SettingsError
from gitops_runtime.choices import SERVER


def test_an_empty_environment_means_the_defaults() -> None:
    assert Settings.from_env("example", {}) == Settings(name="example")
    assert Settings.from_env("example", {"APP_ENV": "", "PORT": " "}) == Settings(name="example")


def test_the_environment_decides() -> None:
    environment = {"APP_NAME": "other", "LOG_LEVEL": "debug", "PORT": "81"}
    assert Settings.from_env("example", environment) == Settings(name="other", log_level="DEBUG", port=81)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, True),
        ({"LOG_LEVEL": "DEBUG"}, True),
        # Manifests that are older than the variable: they stay as quiet as they were.
        ({"LOG_LEVEL": "WARNING"}, False),
        ({"LOG_LEVEL": "WARNING", "REQUEST_LOGS": "true"}, True),
        ({"LOG_LEVEL": "DEBUG", "REQUEST_LOGS": "False"}, False),
    ],
)
def test_requests_are_logged_as_asked_for_and_otherwise_as_the_level_says(
    environment: dict[str, str], expected: object
) -> None:
    assert Settings.from_env("example", environment).request_logs is expected


def test_everything_that_is_wrong_is_told_in_one_line() -> None:
    wrong = {
        "APP_VERSION": "a\nb",
        "LOG_LEVEL": "LOUD",
        "PORT": "0",
        "REQUEST_LOGS": "yes",
        "TRUSTED_PROXIES": "10.0.0.1/8",
        "WEB_CONCURRENCY": "2",
        "WEB_THREADS": "1_0",
    }
    with pytest.raises(SettingsError) as raised:
        Settings.from_env("example", wrong)
    message = str(raised.value)
    assert [name for name in wrong if name not in message] == []
    assert "\n" not in message


def test_more_processes_are_only_for_the_server_whose_metrics_then_are_right() -> None:
    environment = {"PROMETHEUS_MULTIPROC_DIR": "/nowhere", "WEB_CONCURRENCY": "2"}
    if SERVER == "gunicorn":
        assert Settings.from_env("example", environment).workers == 2
    else:
        with pytest.raises(SettingsError, match="add replicas instead"):
            Settings.from_env("example", environment)
