"""The application that the server runs: what is wrong with it is one line."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from gitops_runtime import application
from gitops_runtime.application import ApplicationError, load_application, require_interface
from gitops_runtime.choices import INTERFACE

if TYPE_CHECKING:
    from pathlib import Path

OPTIONS = f"In .projenrc.ts, callable is 'server:app' and interface is '{INTERFACE}': change these, or your code."


def wsgi(_environ: object, _start_response: object) -> list[bytes]:
    return []


async def asgi(_scope: object, _receive: object, _send: object) -> None: ...


def old_asgi(_scope: object, _receive: object, _send: object) -> None: ...


def factory() -> object:
    return wsgi


class Wsgi:
    """A WSGI application as an object."""

    def __call__(self, _environ: object, _start_response: object) -> list[bytes]:
        """Handle a request."""
        return []


class Asgi:
    """An ASGI application as an object."""

    async def __call__(self, _scope: object, _receive: object, _send: object) -> None:
        """Handle a request."""


IS_ASGI = "it is an ASGI application"
IS_WSGI = "it is a WSGI application"
NO_WSGI = "it cannot be called with environ, start_response; a function that returns an application is none"
NO_ASGI = "it cannot be called with scope, receive, send; a function that returns an application is none"


@pytest.mark.parametrize(
    ("found", "for_wsgi", "for_asgi"),
    [
        (wsgi, "", IS_WSGI),
        (Wsgi(), "", IS_WSGI),
        (partial(wsgi), "", IS_WSGI),
        (asgi, IS_ASGI, ""),
        (Asgi(), IS_ASGI, ""),
        (partial(asgi), IS_ASGI, ""),
        (old_asgi, NO_WSGI, ""),
        (factory, NO_WSGI, NO_ASGI),
        # Takes anything, so it may be either.
        (lambda *_: None, "", ""),
        (
            {},
            "it is not callable, but an object of type dict",
            "it is not callable, but an object of type dict",
        ),
    ],
)
def test_an_application_must_fit_the_interface(
    found: object, for_wsgi: str, for_asgi: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for interface, problem in (("wsgi", for_wsgi), ("asgi", for_asgi)):
        monkeypatch.setattr(application, "INTERFACE", interface)
        if not problem:
            require_interface(found)
            continue
        with pytest.raises(ApplicationError) as error:
            require_interface(found)
        options = OPTIONS.replace(f"'{INTERFACE}'", f"'{interface}'")
        assert str(error.value) == f"Cannot serve server:app: {problem}. {options}"


@pytest.mark.parametrize(
    ("callable_path", "problem"),
    [
        ("absent:app", "src/ has no module absent"),
        ("team.absent:app", "src/ has no module team.absent"),
        ("absent.web:app", "src/ has no module absent"),
        ("team.web:other", "the module team.web has no other"),
    ],
)
def test_an_application_must_be_there(
    callable_path: str, problem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "web.py").write_text("app = None\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    module, _, name = callable_path.partition(":")
    for constant, value in (("CALLABLE", callable_path), ("MODULE", module), ("NAME", name)):
        monkeypatch.setattr(application, constant, value)
    with pytest.raises(ApplicationError) as error:
        load_application()
    options = OPTIONS.replace("server:app", callable_path)
    assert str(error.value) == f"Cannot serve {callable_path}: {problem}. {options}"


@pytest.mark.parametrize(
    ("code", "error"), [("import absent_package", ModuleNotFoundError), ("import sys; sys.absent", AttributeError)]
)
def test_an_error_of_your_own_code_keeps_its_traceback(
    code: str, error: type[Exception], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_code.py").write_text(f"app = None\n{code}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(application, "MODULE", "broken_code")
    with pytest.raises(error, match="absent"):
        load_application()
    assert "broken_code" not in sys.modules
