"""The logs: one line of JSON for each record, whatever it holds."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

import pytest

from gitops_runtime.logs import configure_logging

if TYPE_CHECKING:
    from conftest import ParseLog

logger = logging.getLogger("example")

CIRCULAR: Final[dict[str, object]] = {}
CIRCULAR["itself"] = CIRCULAR

DEEP: Final[list[object]] = []
for _ in range(100_000):
    DEEP[:] = [DEEP.copy()]


@pytest.mark.parametrize(
    "value", [CIRCULAR, DEEP, float("nan"), {(1, 2): 3}, object()], ids=["circular", "deep", "nan", "key", "type"]
)
def test_a_record_is_one_line_even_if_json_cannot_hold_a_field(
    value: object, parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    # The second call must not add a second handler.
    configure_logging("INFO")
    configure_logging("INFO")
    extra = {"level": "mine", "value": value, "user": "anna"}
    logger.info("first\nsecond %s", "third", extra=extra)
    output = capsys.readouterr()
    (line,) = parse_log(output.out)
    assert line["message"] == "first\nsecond third"
    assert (line["level"], line["logger"]) == ("INFO", "example")
    assert line["user"] == "anna", "a field that JSON can hold suffers from one that it cannot"
    assert line.keys() == {"timestamp", "level", "logger", "message"} | extra.keys()
    # Logging reports a formatter that failed there.
    assert output.err == ""


def test_the_level_is_that_of_the_last_call(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    configure_logging("INFO")
    logger.debug("left out")
    assert capsys.readouterr().out == ""
    configure_logging("DEBUG")
    logger.debug("written")
    assert capsys.readouterr().out.count("written") == 1


def test_a_record_has_its_stack_and_its_exception_when_they_are_asked_for(
    parse_log: ParseLog, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("INFO")
    logger.info("where", stack_info=True)
    (line,) = parse_log(capsys.readouterr().out)
    assert "test_logs.py" in str(line["stack"])
