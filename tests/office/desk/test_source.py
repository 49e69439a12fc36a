"""The message that a consignment came in, marked where each field stood."""

import hashlib

from tests.office.desk.scored import Browse, Make, filed, page, with_filed

from darvoza.consignment import Marks, field_code, spans
from darvoza.office.desk.intake import store
from darvoza.office.desk.source import source
from darvoza.office.people.models import Role


def test_the_message_shows_where_each_field_stood(consignment: Make, browser: Browse) -> None:
    text = "NAD+CN+++Боди Рашт'GID+1'FTX+AAA+++<b>citric</b> acid'".encode()
    marks = Marks()
    for table, name, said in (("parties", "name", "Боди Рашт"), ("goods", "description", "<b>citric</b> acid")):
        marks.note(field_code(table, name), text.index(said.encode()), len(said.encode()))
    digest = hashlib.sha256(text).hexdigest()
    store(text, digest)
    made = with_filed(consignment(), provenance=marks.pack())
    made.message.sha256 = digest
    made.message.save()
    told = page(browser(Role.TARGETER), made, "message")
    assert 'title="parties[0].name">Боди Рашт</mark>' in told
    assert "&lt;b&gt;citric&lt;/b&gt; acid</mark>" in told
    assert len(list(spans(marks.pack()))) == 2


def test_a_message_that_is_gone_or_packed_is_said_to_be(consignment: Make, browser: Browse) -> None:
    made = consignment()
    assert "This message cannot be shown as text" in page(browser(Role.TARGETER), made, "message")
    packed = b"PK\x03\x04\x00\x00" * 20
    digest = hashlib.sha256(packed).hexdigest()
    store(packed, digest)
    assert source(filed(), digest) is None


def test_a_row_of_an_old_table_is_marked_whole_and_read_in_its_letters() -> None:
    text = "1;Мука\r\n2;Сахар\r\n".encode("windows-1251")
    marks = Marks()
    marks.whole(8, 7)
    digest = hashlib.sha256(text).hexdigest()
    store(text, digest)
    found = source(filed(provenance=marks.pack()), digest)
    assert found is not None
    assert found.whole
    assert [each.text for each in found.pieces] == ["1;Мука\n", "2;Сахар", "\n"]
