"""Which server and which role, from the environment alone."""

import json
from pathlib import Path

from linli.foundation.database import address

APP_URL = "postgresql://desk:p%40ss@db.example:6432/linli?sslmode=require"
OWNER_URL = "postgresql://boss:x@db.example:6432/linli"


def test_a_url_is_read_whole() -> None:
    here = address.resolve({"DATABASE_URL": APP_URL})
    assert (here.host, here.port, here.name) == ("db.example", "6432", "linli")
    assert (here.user, here.password, here.options) == ("desk", "p@ss", {"sslmode": "require"})


def test_the_owner_has_an_address_of_its_own() -> None:
    environ = {"DATABASE_URL": APP_URL, "DATABASE_OWNER_URL": OWNER_URL}
    assert address.resolve(environ).user == "desk"
    assert address.resolve({**environ, "LINLI_DB_ROLE": "owner"}).user == "boss"


def test_one_address_serves_both_roles_where_only_one_is_given() -> None:
    assert address.resolve({"DATABASE_URL": APP_URL, "LINLI_DB_ROLE": "owner"}).user == "desk"


def test_the_packaged_server_is_found_by_its_note(tmp_path: Path) -> None:
    home = tmp_path / "db"
    home.mkdir()
    note = {"data": "/d", "socket": "/s", "passwords": {address.APP: "a", address.OWNER: "o"}}
    (home / "server.json").write_text(json.dumps(note))
    here = address.resolve({"LINLI_VAR": str(tmp_path)})
    assert (here.host, here.user, here.password) == ("/s", address.APP, "a")
    here = address.resolve({"LINLI_VAR": str(tmp_path), "LINLI_DB_ROLE": "owner"})
    assert (here.user, here.password) == (address.OWNER, "o")


def test_no_server_yet_gives_an_address_that_fails_later(tmp_path: Path) -> None:
    here = address.resolve({"LINLI_VAR": str(tmp_path)})
    assert here.host == str(tmp_path / "db" / "run")
    assert here.password == ""


def test_the_training_space_has_a_database_of_its_own() -> None:
    url = {"DATABASE_URL": "postgresql://a:b@h/linli"}
    assert address.resolve(url).name == "linli"
    assert address.resolve({**url, "LINLI_SPACE": "training"}).name == "linli_training"
    assert address.resolve({"LINLI_VAR": "/nowhere", "LINLI_SPACE": "training"}).name.endswith(
        "_training"
    )
