"""Names as people write them, and the keys under which they are found again."""

from __future__ import annotations

import pytest

from detente.crm.people.naming import label_of, name_key, tidy


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (None, ""), ("  Ida\t Plain \n", "Ida Plain"), ("I\x00da", "I da"), ("e\u0301", "\u00e9"),
        ("O'Neil-Ångström 王", "O'Neil-Ångström 王"), ("a\u2028b", "a b"), ("\u00a0x\u00a0", "x"),
    ],
)  # fmt: skip
def test_a_name_stays_as_people_write_it(typed: str | None, kept: str) -> None:
    assert tidy(typed) == kept
    assert tidy(kept) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [("Plain  GmbH", "plain gmbh"), ("STRASSE", "straße"), ("Ｐｌａｉｎ", "plain"), ("ﬁn", "FIN")],
)
def test_the_same_name_has_the_same_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys() -> None:
    assert len({name_key(name) for name in ("Plain", "Plain Ltd", "Plane", "")}) == 4
    assert len(name_key("x" * 999)) == 300


def test_a_person_is_called_by_the_best_that_is_known() -> None:
    known = {"name": "Ida", "email": "ida@plain.example", "phone": "+49 30 1", "external": "7"}
    labels = []
    for gone in ("name", "email", "phone", "external"):
        labels.append(label_of(**known))
        known[gone] = ""
    assert [*labels, label_of(**known)] == ["Ida", "ida@plain.example", "+49 30 1", "#7", "?"]
