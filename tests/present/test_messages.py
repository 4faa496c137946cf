"""Messages: their pieces, plurals and choices; both languages have the same ids and ask for the same names."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.figure import Told
from analysis.present import messages
from analysis.present.messages import MessageError, Slot, chosen, names, pieces


def test_both_languages_have_the_same_ids() -> None:
    held = [{id for id in messages.catalog(lang) if not id.endswith(".about")} for lang in messages.languages()]
    assert held[0] == held[1]
    assert all(len(ids) > 100 for ids in held)


@pytest.mark.parametrize("id", messages.catalog("zh"))
def test_both_languages_ask_for_the_same_names(id: str) -> None:
    """English leaves out measure words, counts those that are left out, and names the section of the narrative."""
    zh, en = (names(messages.catalog(lang)[id]) for lang in messages.languages())
    assert zh - {"unit", "count"} <= en
    assert en - {"more", "section"} <= zh


def test_pieces() -> None:
    assert pieces("甲{a}乙{b:exact}") == ("甲", Slot("a"), "乙", Slot("b", "exact"))
    (slot,) = pieces("{n, plural, one {# item} other {# items of {x}}}")
    assert slot == Slot("n", kind="plural", choices=(("one", ("# item",)), ("other", ("# items of ", Slot("x")))))
    assert names("{n, plural, one {# item} other {# items of {x}}}") == {"n", "x"}


@pytest.mark.parametrize(
    ("value", "choice"),
    [
        (Told(Decimal("0.1"), "[a#b]"), "rise"),
        (Told(Decimal(-1), "[a#b]"), "fall"),
        (Told(Decimal(0), "[a#b]"), "same"),
    ],
)
def test_a_figure_chooses_by_its_sign(value: Told, choice: str) -> None:
    (slot,) = pieces("{a, select, rise {rise} fall {fall} same {same}}")
    assert isinstance(slot, Slot)
    assert chosen(slot, value, "") == (choice,)


def test_choices_by_word_and_number() -> None:
    (slot,) = pieces("{a, select, yes {1} other {2}}")
    assert isinstance(slot, Slot)
    assert [chosen(slot, value, "") for value in ("yes", "no")] == [("1",), ("2",)]
    (slot,) = pieces("{n, plural, one {1} other {2}}")
    assert isinstance(slot, Slot)
    assert [chosen(slot, value, "") for value in (0, 1, 2, Told(Decimal(1), "[a#b]"))] == [
        ("2",),
        ("1",),
        ("2",),
        ("1",),
    ]
    (slot,) = pieces("{a, select, yes {1}}")
    assert isinstance(slot, Slot)
    with pytest.raises(MessageError, match="no choice for a=no, and none for other"):
        chosen(slot, "no", "{a}")


@pytest.mark.parametrize("text", ["{", "{a", "a}", "{a, switch, x {y}}", "{a, select, x {y}", "{a, select, x {y"])
def test_what_can_not_be_read_is_said(text: str) -> None:
    if text == "a}":
        assert pieces(text) == ("a}",)  # no brace was opened: it is a brace
        return
    with pytest.raises(MessageError):
        pieces(text)


@given(st.lists(st.text(st.characters(exclude_characters="{}#"), max_size=8), max_size=6))
def test_texts_come_back(texts: list[str]) -> None:
    text = "{x}".join(texts)
    found = "".join("{x}" if isinstance(piece, Slot) else piece for piece in pieces(text))
    assert found == text
