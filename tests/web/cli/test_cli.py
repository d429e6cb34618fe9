"""The command line as a whole: a new store, accounts, the doctor."""

from __future__ import annotations

import getpass
import json
import os
from hashlib import sha256
from pathlib import Path

import pytest

from tests.support.postgres import SERVING
from tests.web.command import Harm, answer, answers, caretrail, run
from tests.web.command import office as made  # noqa: F401  # for the fixtures of this folder
from web.service import Service

UNSYNCED = "durable"  # fails wherever the tests have a PostgreSQL: it does not wait for its disk


# a new store


def test_init_makes_a_store_with_its_keys_and_an_administrator(tmp_path: Path, database: str | None) -> None:
    where = ("--database", database) if database else ()

    told = answer(tmp_path / "new", "init", "--origin", "clinic.example/records", *where, "--json")

    password = told["sign_ins"][0]["password"]
    assert told == {
        "data": str(tmp_path / "new"),
        "origin": "clinic.example/records",
        "verifier_key": told["verifier_key"],
        "fingerprint": sha256(told["verifier_key"].encode()).hexdigest(),
        "sign_ins": [{"name": "admin", "role": "admin", "password": password}],
    }
    assert told["verifier_key"].startswith("clinic.example/records+")
    with Service.open(tmp_path / "new") as service:
        account = service.accounts.check("admin", password)
    assert account
    assert account.role == "admin"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("--origin", "two words"), 2, "--origin"),
        (("--origin", "a+b"), 2, "--origin"),
        (("--origin", "a\nb"), 2, "--origin"),
        (("--login", " "), 2, "--login"),
        (("--login", "x" * 61), 2, "--login"),
    ],
)
def test_init_makes_nothing_of_a_name_that_cannot_be(
    tmp_path: Path, words: tuple[str, ...], code: int, says: str
) -> None:
    done = caretrail(tmp_path / "new", "init", *words)

    assert done.exit_code == code
    assert says in done.stderr
    assert not (tmp_path / "new").exists()


def test_init_leaves_a_folder_with_something_in_it_alone(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())

    done = caretrail(folder, "init")

    assert done.exit_code == 4
    assert "is not empty" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


# staff


def test_an_account_is_added_listed_changed_and_locked_and_each_step_says_who_did_it(own: Path) -> None:
    added = answer(own, "staff", "add", "Kofi", "--name", "Kofi Mensah", "--role", "clerk", "--json", actor="sam")
    changed = answer(own, "staff", "role", "kofi", "senior-clerk", "--json", actor="sam")
    locked = answer(own, "staff", "lock", "kofi", "--json", actor="sam")
    listed = answer(own, "staff", "list", "--json", actor="sam")
    log = answers(own, "trail", "log", "--channel", "cli", "--actor", "Sam", actor="amal")

    row = next(one for one in listed if one["login"] == "kofi")
    assert added == {"name": "Kofi", "role": "clerk", "password": added["password"]}
    assert changed == {"name": "kofi", "role": "senior-clerk", "position": locked["position"] - 1}
    assert locked == {"name": "kofi", "locked": True, "position": locked["position"]}
    assert {**row, "staff": ""} == {
        "staff": "", "login": "kofi", "name": "Kofi Mensah", "role": "senior-clerk", "locked": True,
        "from": None, "until": None, "waiting": False, "second_factor": False, "lent": None, "lent_from": None,
        "lent_until": None,
    }  # fmt: skip
    assert [(one["type"], one["operator"]) for one in log] == [
        (type, getpass.getuser()) for type in ("staff.added", "staff.role-changed", "staff.locked")
    ]


def test_an_account_is_given_days_and_outside_them_nothing_can_be_done_with_it(own: Path) -> None:
    words = ("--name", "Leila Haddad", "--role", "auditor", "--from", "2099-12-01", "--until", "2099-12-04", "--json")
    answer(own, "staff", "add", "leila", *words, actor="sam")

    listed = caretrail(own, "staff", "list", actor="sam").stdout
    early = caretrail(own, "trail", "log", actor="leila")
    opened = answer(own, "staff", "limit", "leila", "--json", actor="sam")
    now = caretrail(own, "trail", "log", actor="leila")

    assert "from 2099-12-01 until 2099-12-04" in listed
    assert (early.exit_code, early.stdout) == (6, "")
    assert "This account begins on 1 Dec 2099 and ends on 4 Dec 2099." in early.stderr
    assert opened == {"name": "leila", "from": None, "until": None, "position": opened["position"]}
    assert now.exit_code == 0


def test_somebody_is_invited_and_an_account_is_reset_with_a_code_that_is_told_once(own: Path) -> None:
    words = ("--name", "Leila Haddad", "--role", "auditor", "--until", "2099-12-04", "--json")
    invited = answer(own, "staff", "invite", "leila", *words, actor="sam")
    with Service.open(own) as service:
        assert service.accounts.choose_password("leila", invited["code"], "zinc kettle orbit fern")
        token = service.accounts.begin("leila")
    reset = answer(own, "staff", "reset", "leila", "--json", actor="sam")

    assert {**invited, "code": "", "until": ""} == {
        "name": "leila", "code": "", "until": "", "address": "/welcome?name=leila"
    }  # fmt: skip
    with Service.open(own) as service:
        assert service.accounts.holder(token) is None
        assert service.accounts.check("leila", "zinc kettle orbit fern") is None
        assert service.accounts.choose_password("leila", reset["code"], "quartz meadow lantern")
    log = answers(own, "trail", "log", "--channel", "cli", "--actor", "Sam", actor="amal")
    types = ["staff.added", "staff.validity-changed", "staff.invited", "staff.invited"]
    assert [one["type"] for one in log] == types
    assert invited["code"] not in str(log)


def test_a_role_is_lent_somebody_acts_for_another_and_sessions_are_ended(own: Path) -> None:
    days = ("--until", "2099-12-04")
    answer(own, "staff", "add", "ruth", "--name", "Ruth", "--role", "reviewer", "--json", actor="sam")
    lent = answer(own, "staff", "role", "ruth", "verifier", *days, "--json", actor="sam")
    acts = answer(own, "staff", "delegate", "ruth", "--to", "amal", *days, "--json", actor="sam")
    over = answer(own, "staff", "delegate", "ruth", "--to", "amal", "--end", "--json", actor="sam")
    with Service.open(own) as service:
        token = service.accounts.begin("ruth", "Firefox on Linux")
    listed = answer(own, "staff", "sessions", "ruth", "--json", actor="sam")
    ended = answer(own, "staff", "sessions", "ruth", "--end", "--json", actor="sam")

    assert lent == {
        "name": "ruth",
        "role": "verifier",
        "from": None,
        "until": "2099-12-04",
        "position": lent["position"],
    }
    assert (acts["to"], over["position"]) == ("amal", acts["position"] + 1)
    assert [one["device"] for one in listed["sessions"]] == ["Firefox on Linux"]
    assert (listed["ended"], ended["ended"]) == (False, True)
    with Service.open(own) as service:
        assert service.accounts.holder(token) is None
        account = service.personnel.account("ruth")
        assert account
        assert account.role_on(service.clock().date()) == "verifier"


def test_a_new_password_ends_the_old_one_and_its_sessions(own: Path) -> None:
    first = answer(own, "staff", "password", "sam", "--json", actor="sam")["password"]
    with Service.open(own) as service:
        token = service.accounts.begin("sam")

    second = answer(own, "staff", "password", "sam", "--json", actor="sam")["password"]

    with Service.open(own) as service:
        assert service.accounts.check("sam", first) is None
        assert service.accounts.check("sam", second)
        assert service.accounts.holder(token) is None


@pytest.mark.parametrize(
    ("words", "actor", "code"),
    [
        (("invite", "sam", "--name", "Sam", "--role", "clerk"), "sam", 4),
        (("invite", "x", "--name", "X", "--role", "clerk"), "amal", 6),
        (("reset", "nobody"), "sam", 3),
        (("reset", "amal"), "amal", 6),
        (("unlock", "amal"), "sam", 1),
        (("lock", "sam"), "sam", 1),
        (("role", "sam", "clerk"), "sam", 1),
        (("role", "amal", "reviewer", "--until", "soon"), "sam", 2),
        (("delegate", "amal", "--to", "sam", "--until", "2099-12-04"), "sam", 1),
        (("sessions", "nobody"), "sam", 3),
        (("sessions", "amal"), "amal", 6),
        (("add", "sam", "--name", "Sam", "--role", "clerk"), "sam", 4),
        (("add", "x", "--name", "X", "--role", "king"), "sam", 2),
        (("add", " ", "--name", "X", "--role", "clerk"), "sam", 2),
        (("add", "x", "--name", " ", "--role", "clerk"), "sam", 2),
        (("add", "x", "--name", "X", "--role", "clerk"), "amal", 6),
        (("add", "x", "--name", "X", "--role", "clerk"), None, 6),
        (("role", "nobody", "clerk"), "sam", 3),
        (("lock", "nobody"), "sam", 3),
        (("lock", "sam", "--unlock"), "sam", 4),
        (("limit", "nobody", "--until", "2099-12-04"), "sam", 3),
        (("limit", "amal", "--until", "soon"), "sam", 2),
        (("limit", "amal", "--until", "2020-12-04"), "sam", 2),
        (("limit", "sam", "--until", "2099-12-04"), "sam", 2),
        (("limit", "amal"), "amal", 6),
        (("add", "x", "--name", "X", "--role", "clerk", "--from", "soon"), "sam", 2),
        (("password", "nobody"), "sam", 3),
        (("password", "sam"), "amal", 6),
    ],
)
def test_what_cannot_be_done_with_an_account_ends_with_its_code(
    folder: Path, words: tuple[str, ...], actor: str | None, code: int
) -> None:
    done = caretrail(folder, "staff", *words, actor=actor)

    assert (done.exit_code, done.stdout) == (code, "")
    assert done.stderr


# the doctor


def test_the_doctor_finds_a_store_in_order_and_says_what_could_be_better(in_files: Path) -> None:
    told = answer(in_files, "doctor", "--json")

    states = {one["name"]: one["state"] for one in told["checks"]}
    assert states == {
        "caretrail": "ok", "python": "ok", "sqlite": "ok", "folder": "ok", "permissions": "ok", "files": "ok",
        "disk": "ok", "backup": "warn", "log": "ok", "keys": "ok", "signer": "warn", "views": "ok",
        "checkpoint": "warn", "anchors": "warn", "outside": "warn", "size": "ok", "writers": "ok", "hosts": "ok",
    }  # fmt: skip
    assert all(bool(one["fix"]) == (one["state"] != "ok") for one in told["checks"])


@pytest.mark.parametrize(
    ("harm", "name", "says"),
    [
        (lambda at: (at / "master.key").unlink(), "store", "master.key is not there"),
        (lambda at: (at / "config.toml").write_text("origin ="), "store", "config.toml cannot be read"),
        (lambda at: (at / "master.key").chmod(0o644), "files", "master.key can be read by others"),
    ],
)
def test_the_doctor_names_what_is_wrong(copied: Path, harm: Harm, name: str, says: str) -> None:
    harm(copied)

    assert says in _failed(copied, name)


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (lambda at: (at / "keys.db").write_bytes(b"x" * 5000), "keys"),
        (lambda at: (at / "trail.db").unlink(), "trail.db is gone"),
        (lambda at: (at / "trail.db").write_bytes(b"x" * 5000), "trail.db is damaged"),
        (lambda at: (at / "credentials.db").write_bytes(b"x" * 5000), "credentials.db cannot be read"),
    ],
)
def test_the_doctor_names_the_file_that_is_damaged(in_files: Path, harm: Harm, says: str) -> None:
    harm(in_files)

    assert says in _failed(in_files, "store")


@pytest.mark.parametrize(("statement", "says"), [
    ("delete from keys.secret", "The secret of the index is not among the keys"),
    ("drop schema log cascade", "has no tables of this version. Make them: caretrail store migrate-schema"),
    (f"revoke usage on schema log from {SERVING}", "cannot be read by this role: permission denied for schema log"),
    (f"revoke select on log.event from {SERVING}", "permission denied for table event"),
    ("drop schema views cascade", 'schema "views" does not exist'),
])  # fmt: skip
def test_the_doctor_names_what_is_missing_in_the_database(in_database: Path, statement: str, says: str) -> None:
    run(in_database, statement)

    assert says in _failed(in_database, "store")


def _failed(folder: Path, name: str) -> str:
    """What the doctor says of the only thing that is wrong."""
    done = caretrail(folder, "doctor", "--json")

    failed = [one for one in json.loads(done.stdout)["checks"] if one["state"] == "fail" and one["name"] != UNSYNCED]
    assert done.exit_code == 1
    assert [one["name"] for one in failed] == [name]
    assert failed[0]["fix"]
    return str(failed[0]["detail"])


def test_the_doctor_knows_when_the_last_backup_was(copied: Path) -> None:
    (copied / "last-backup").touch()
    fresh = caretrail(copied, "doctor", "--json").stdout
    os.utime(copied / "last-backup", (0, 0))
    old = caretrail(copied, "doctor", "--json").stdout

    checks = [json.loads(told)["checks"] for told in (fresh, old)]
    assert [next(one["state"] for one in told if one["name"] == "backup") for told in checks] == ["ok", "warn"]
