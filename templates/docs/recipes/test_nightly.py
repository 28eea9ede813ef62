"""Tests of the nightly run."""

import pytest

from nightly import main


def test_the_run_reports_what_it_did(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    main()
    assert caplog.messages == ["cleaned up"]
