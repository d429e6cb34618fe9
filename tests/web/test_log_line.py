"""The change log asked for in one line of words: it says what fields and facets say, and names what is wrong."""

from __future__ import annotations

import json
from urllib.parse import quote
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from domain.by import By
from tests.support.given import refused
from tests.support.office import RUTH, register
from tests.support.pages import looking, marked
from web.review import log_line
from web.review.log_line import ALSO, WORDS, read, terms, word_of, written
from web.review.log_query import FILTERS, LogQuery
from web.service import Service
from web.wording import kinds

AMA = By(actor="u-0000000a", name="Ama Boateng", role="clerk")
FIXING = AMA._replace(reason="typing-error", because="Two digits changed places.")

typed = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(str.strip).filter(bool)
_values = {
    "what": st.sampled_from(sorted(kinds.by_slug())),
    "marked": st.sampled_from(sorted(kinds.MARKS)),
    "since": st.dates().map(str),
    "until": st.datetimes().map(str),
    "order": st.sampled_from(["newest", "oldest"]),
}
filters = st.fixed_dictionaries({}, optional={name: _values.get(name, typed) for name in FILTERS})


def meant(asked: dict[str, str]) -> object:
    return LogQuery.read(asked, lambda number: f"the record of {number}").parts


# a line and an address


@given(filters)
@example({"q": '"two digits" 10:12 a"b \\'})
@example({"actor": 'Ruth "the rat" Osei\\', "patient": "10 4821 7736"})
def test_an_address_says_the_same_once_it_was_a_line(asked: dict[str, str]) -> None:
    again = read(written(asked))

    assert meant(again) == meant(asked)
    assert {**again, "q": ""} == {**asked, "q": ""}
    assert terms(again.get("q", "")) == terms(asked.get("q", ""))


@given(st.text(st.sampled_from('a: "\\\nactor:kind:late:yes-')))
def test_a_line_that_is_read_is_written_as_it_will_be_read(line: str) -> None:
    try:
        asked = read(line)
    except log_line.Refused:
        return

    assert read(written(asked)) == asked
    assert written(read(written(asked))) == written(asked)


def test_every_filter_has_a_word_and_no_word_has_another_filter() -> None:
    assert {word.filter for word in WORDS.values()} | {"q"} == set(FILTERS)
    assert {word.filter for word in ALSO.values()} <= set(FILTERS)
    assert [word_of(word.filter) for word in WORDS.values()] == list(WORDS)
    assert word_of("line") == ""


@pytest.mark.parametrize("word", [*WORDS.items(), *ALSO.items()], ids=lambda word: word[0])
def test_every_example_is_read(word: tuple[str, log_line.Word]) -> None:
    assert read(word[1].example).keys() == {word[1].filter}


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("", {}),
        ("  ", {}),
        ("Actor:ruth", {"actor": "ruth"}),
        ('actor:"Ruth Osei" digits', {"actor": "Ruth Osei", "q": "digits"}),
        ('kind:"Entered in error"', {"what": "entered-in-error"}),
        ("late:Yes", {"marked": "late"}),
        ("after:2026-03-01", {"since": "2026-03-01"}),
        ("before:2026-03-01", {"until": "2026-02-28"}),
        ('before:"2026-03-01 10:12"', {"until": "2026-03-01 10:11:59"}),
        ("before:2026-03-01T10:12+02:00", {"until": "2026-03-01 08:11:59"}),
        ("before:soon", {"until": "soon"}),
        ('changed places "two digits"', {"q": 'changed places "two digits"'}),
        ('"10:12" say "a \\"b\\""', {"q": '"10:12" say "a \\"b\\""'}),
        ('"never closed', {"q": '"never closed"'}),
        (':a 5" ""', {"q": '":a" "5\\""'}),
    ],
)
def test_a_line_is_read(line: str, asked: dict[str, str]) -> None:
    assert read(line) == asked


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("actr:ruth", "There is no word actr:. Did you mean actor:? There are actor:, patient:, kind:, type:, part:, "
                      "field:, reason:, channel:, session:, marked:, since:, until:, order:, after:, before:, late:. "
                      "Text with a colon goes in quotes."),
        ("kind:corrected actor: ruth", "Write what is looked for right behind actor: without a space."),
        ("kind:corrected kind:updated", "kind: is twice."),
        ("since:2026-03-01 after:2026-03-02", "after: and since: set the same filter."),
        ("late:no", "late: takes yes, and nothing else."),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_read_says_what_is_wrong(line: str, words: str) -> None:
    with refused("line", words):
        read(line)


# the page


@pytest.fixture(scope="module")
def written_wrong(untouched: Service) -> UUID:
    """A record in which Ama has put a weight right, and Ruth only written."""
    who = register(untouched.records)
    untouched.records.measure(who, [{"kind": "weight", "value": "71", "unit": "kg"}], AMA, "2026-03-02")
    untouched.records.correct(who, "measurements", "m1", {"value": "72", "unit": "kg"}, FIXING)
    ruth = RUTH._replace(role="senior-clerk")
    untouched.records.measure(who, [{"kind": "height", "value": "172", "unit": "cm"}], ruth, "2026-03-02")
    return who


@pytest.fixture(scope="module")
def reader(untouched: Service, written_wrong: UUID) -> FlaskClient:
    return looking(untouched, "auditor")


def found(client: FlaskClient, line: str) -> list[str]:
    """The kinds of the events that a line finds, on the page and in its file alike."""
    answer = client.get(f"/audit/log?line={quote(line)}")
    assert answer.status_code == 302
    page = client.get(answer.location)
    assert page.status_code == 200
    file = client.get(answer.location.replace("/audit/log", "/audit/log.ndjson")).text
    rows = [json.loads(row) for row in file.splitlines()]
    assert [id for id in marked(page.text, "e") if id.isdigit()] == [str(row["position"]) for row in rows]
    assert client.get(f"/audit/log.ndjson?line={quote(line)}").text == file
    return [row["type"] for row in rows]


def test_a_line_finds_what_its_words_say(reader: FlaskClient, written_wrong: UUID) -> None:
    assert found(reader, "actor:boat kind:corrected") == ["entry.corrected"]
    assert found(reader, f'patient:{written_wrong} field:value "two digits" typing') == ["entry.corrected"]
    assert found(reader, "digits two") == ["entry.corrected"]
    assert found(reader, '"digits two"') == []
    assert found(reader, f"late:yes patient:{written_wrong} actor:ruth") == ["measurements.recorded"]
    assert found(reader, "before:2026-03-07 kind:corrected") == []
    assert found(reader, "before:2026-03-08 after:2026-03-07 kind:corrected") == ["entry.corrected"]


def test_the_line_says_what_the_address_and_the_facets_say(reader: FlaskClient) -> None:
    page = reader.get("/audit/log?q=changed+%22two+digits%22&what=corrected&actor=Ama+Boateng").text

    assert 'value="actor:&#34;Ama Boateng&#34; kind:corrected changed &#34;two digits&#34;"' in page
    assert "Keep this search" in page
    assert "/searches/new?q=changed+%22two+digits%22&amp;what=corrected&amp;actor=Ama+Boateng" in page


def test_a_word_that_there_is_not_is_named_and_the_line_stays_as_it_was_typed(reader: FlaskClient) -> None:
    answer = reader.get("/audit/log?line=actr:ruth+digits")

    assert answer.status_code == 400
    assert 'value="actr:ruth digits"' in answer.text
    assert "There is no word actr:. Did you mean actor:?" in answer.text
    assert 'aria-invalid="true" aria-describedby="line-no"' in answer.text
    assert reader.get("/audit/log.csv?line=actr:ruth").status_code == 400


def test_what_stands_behind_a_word_and_is_not_known_is_named_with_its_word(reader: FlaskClient) -> None:
    answer = reader.get("/audit/log?line=kind:dreamt+since:soon", follow_redirects=True)

    assert answer.status_code == 400
    assert '<b class="ct-mono">kind:dreamt</b> Nothing of this kind can happen.' in answer.text
    assert '<b class="ct-mono">since:soon</b> Write a day as 2026-11-21' in answer.text


def test_more_words_than_anybody_looks_for_are_refused(reader: FlaskClient) -> None:
    answer = reader.get(f"/audit/log?q={'a+' * 21}")

    assert answer.status_code == 400
    assert "Look for 20 words at once" in answer.text


def test_a_line_is_not_written_to_the_log_of_reads_as_an_address(reader: FlaskClient, untouched: Service) -> None:
    reader.get("/audit/log?line=digits+what:ever")
    untouched.reads.ready()

    assert not [row for row in untouched.reads.accesses.rows({}, newest=False) if "digits" in row["address"]]


@pytest.mark.parametrize("line", ["“typing error” actor:„Ama B“", "«typing error» actor:”Ama B”"])
def test_quotes_of_other_shapes_are_quotes_where_there_are_no_plain_ones(line: str) -> None:
    assert read(line) == read('"typing error" actor:"Ama B"')


def test_a_value_that_has_such_quotes_keeps_them() -> None:
    assert read(written({"actor": "“Ama”"})) == {"actor": "“Ama”"}
