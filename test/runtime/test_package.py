"""The package itself: what it offers, and what importing it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

import gitops_runtime

if TYPE_CHECKING:
    from conftest import StartServer

LOADED: Final = """
import sys
import gitops_runtime.__main__
print(sorted({"django", "fastapi", "flask", "prometheus_client", "starlette"} & set(sys.modules)))
"""


@pytest.mark.parametrize("name", gitops_runtime.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(gitops_runtime, name).__name__ == name


def test_another_name_is_the_usual_error() -> None:
    with pytest.raises(AttributeError, match="module 'gitops_runtime' has no attribute 'nothing'"):
        _ = gitops_runtime.nothing


def test_the_process_that_watches_loads_no_framework(start_server: StartServer) -> None:
    server = start_server(["-c", LOADED])
    assert server.wait() == 0
    assert server.stdout == "[]\n"
