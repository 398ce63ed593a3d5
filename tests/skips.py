"""`LINLI_FAIL_ON_SKIP=1`: a run that left something out is not a green run."""

from __future__ import annotations

import os

import pytest


class SkipsFail:
    """Counts skips as they are reported; tests of real data may be skipped where there is none."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.skipped and "real_data" not in report.keywords:
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.skipped:
            self.skipped.append(report.nodeid)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        is_worker = hasattr(session.config, "workerinput")
        if self._fails() and not is_worker and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._fails():
            terminalreporter.section("left out, and LINLI_FAIL_ON_SKIP is set", red=True)
            for name in self.skipped:
                terminalreporter.line(name)

    def _fails(self) -> bool:
        return bool(self.skipped) and os.environ.get("LINLI_FAIL_ON_SKIP") == "1"
