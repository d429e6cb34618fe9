"""Checkpoints by mail, to a server that really takes them."""

from __future__ import annotations

import email
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.support.crowd import cheap
from tests.support.mailbox import mailbox
from tests.support.witnessed import Told
from trail.checkpoint import parse, verified
from trail.mailing import NotSent, mail
from trail.policy import Mail, Policy
from trail.sealed import anchored_size, checkpoint, outside, signer_of
from web.service import Service


def grow(service: Service) -> None:
    service.store.log.append([cheap(UUID(int=1000 + service.store.log.position))])


def told(service: Service) -> dict[str, Any]:
    (one,) = outside(service.store)
    return one


def test_each_checkpoint_is_mailed_to_the_letter(service: Service) -> None:
    with mailbox() as box:
        Policy(mail=Mail("compliance@clinic.example", box.server, "log@clinic.example")).write(service.folder)

        note = checkpoint(service.store)

        subject, text = box.note()
        assert (box.taken[0][:2]) == ("log@clinic.example", ["compliance@clinic.example"])
        assert (subject, text) == (f"Checkpoint {parse(note)[0].size} of test.example/log", note)
        assert verified(text, signer_of(service.store).verifier_key) == parse(note)[0]
        assert (told(service)["size"], told(service)["failed"]) == (parse(note)[0].size, "")


def test_a_note_saved_from_the_mail_proves_the_log(service: Service, tmp_path: Path) -> None:
    with mailbox() as box:
        Policy(mail=Mail("compliance@clinic.example", box.server)).write(service.folder)
        checkpoint(service.store)

    message = email.message_from_bytes(box.taken[0][2], policy=default)
    (tmp_path / "saved.note").write_bytes(message.get_content().encode())

    assert parse((tmp_path / "saved.note").read_text())[0].root == service.store.log.head()[1]


def test_a_server_that_does_not_answer_is_told_and_tried_again_with_the_next(service: Service) -> None:
    with mailbox() as box:
        pass
    Policy(mail=Mail("compliance@clinic.example", box.server)).write(service.folder)

    checkpoint(service.store)

    assert "did not take it" in told(service)["failed"]
    assert told(service)["late"]
    assert anchored_size(service.store) == service.store.log.position
    with mailbox() as box:
        Policy(mail=Mail("compliance@clinic.example", box.server)).write(service.folder)
        grow(service)
        note = checkpoint(service.store)
        assert box.note()[1] == note
    assert (told(service)["failed"], told(service)["late"]) == ("", False)


@pytest.mark.parametrize("answer", ["550 No such box", "451 Later", "552 Too much"])
def test_a_server_that_refuses_is_told_with_its_words(answer: str) -> None:
    with mailbox(answer) as box, pytest.raises(NotSent, match=answer.partition(" ")[2]):
        mail(Mail("compliance@clinic.example", box.server), Told().grown(3).note())


def test_the_mail_goes_out_with_the_witnesses_lines(service: Service) -> None:
    with mailbox() as box:
        Policy(mail=Mail("compliance@clinic.example", box.server)).write(service.folder)
        checkpoint(service.store)
        grow(service)

        second = checkpoint(service.store)

        assert [parse(box.note(n)[1])[0].size for n in range(2)] == [parse(second)[0].size - 1, parse(second)[0].size]
