"""`linli bench`: what it finds, and that the Atlas it measures is right."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[2]

LISTS = {
    "provinces": "code,name\n14,山西省\n",
    "cities": "code,name\n1404,长治市\n",
    "areas": "code,name\n140403,潞州区\n",
    "streets": "code,name\n140403006,太行东街街道\n",
    "villages": "code,name\n140403006001,演武社区居委会\n",
}


@pytest.mark.django_db
def test_an_unknown_bench_names_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(CommandError, match="atlas, country"):
        call_command("bench", "nothing")


@pytest.mark.django_db
def test_a_bench_tells_rate_limit_machine_and_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in LISTS.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.chdir(ROOT)
    call_command("bench", "atlas", f"source={tmp_path}", "pairs=100", "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["places"] == 6
    assert told["equal_to_a_walk"] is True
    assert {"rate", "p50", "p95", "p99", "limit", "ratio", "machine", "settings"} <= told.keys()
    assert told["settings"]["server_version"]
