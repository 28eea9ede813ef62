"""The settings: what the environment may say, and how it is told that it is wrong."""

from __future__ import annotations

import pytest

from gitops_runtime import Settings, SettingsError


def test_an_empty_environment_means_the_defaults() -> None:
    assert Settings.from_env("example", {}) == Settings(name="example")
    assert Settings.from_env("example", {"APP_ENV": "", "PORT": " "}) == Settings(name="example")


def test_the_environment_decides() -> None:
    environment = {"APP_NAME": "other", "LOG_LEVEL": "debug", "PORT": "81"}
    assert Settings.from_env("example", environment) == Settings(name="other", log_level="DEBUG", port=81)


def test_everything_that_is_wrong_is_told_in_one_line() -> None:
    wrong = {"APP_VERSION": "a\nb", "LOG_LEVEL": "LOUD", "PORT": "0", "WEB_CONCURRENCY": "2", "WEB_THREADS": "1_0"}
    with pytest.raises(SettingsError) as raised:
        Settings.from_env("example", wrong)
    message = str(raised.value)
    assert [name for name in wrong if name not in message] == []
    assert "\n" not in message
