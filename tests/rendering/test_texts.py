"""Templates: user text stays text, a missing value is an error, every button can be sent."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import pytest
from jinja2 import TemplateError, UndefinedError, nodes

from rendering.texts import TEMPLATES, Words, _environment, words

ROOT = TEMPLATES.parent.parent
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.j2"))
MOST_BYTES = 64
LONGEST_ID = "9" * 12
MARKUP: Final = ("b", "i", "a", "code")
NO_MESSAGES: Final = ("web/", "files/card/")
"""Pages and drawings."""


def _buttons(name: str) -> list[nodes.Call]:
    tree = _environment().parse((TEMPLATES / name).read_text())
    return [
        call
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name == "button"
    ]


TIED = ("nav", "answer")
"""handlers/forms.py adds the question to these itself."""


@cache
def _prefixes() -> dict[str, int]:
    """Every CallbackData prefix of the handlers, with how many parts it has."""
    found: dict[str, int] = {}
    for path in (ROOT / "handlers").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            prefix = [k.value for k in node.keywords if k.arg == "prefix"]
            if prefix and isinstance(prefix[0], ast.Constant):
                parts = sum(isinstance(line, ast.AnnAssign) for line in node.body)
                found[str(prefix[0].value)] = parts
    return found


def _fault(name: str) -> str | None:
    try:
        _environment().get_template(name)
    except TemplateError as error:
        return f"{name}: {error}"
    return None


def test_every_template_compiles() -> None:
    assert [fault for name in NAMES if (fault := _fault(name)) is not None] == []


def _faults(name: str) -> Iterator[str]:
    """What is wrong with the buttons of that template."""
    prefixes = _prefixes()
    for call in _buttons(name):
        prefix = call.args[1] if len(call.args) > 1 else None
        if not isinstance(prefix, nodes.Const):
            continue  # given by the handler, which packs its own class
        if prefix.value not in prefixes:
            yield f"{name}: no handler reads {prefix.value}"
            continue
        if len(call.args) - 2 != prefixes[prefix.value] - (prefix.value in TIED):
            yield f"{name}: {prefix.value} has other parts"
        data = ":".join([prefix.value, *[LONGEST_ID] * (len(call.args) - 2)])
        if len(data.encode()) > MOST_BYTES:
            yield f"{name}: {prefix.value} is too long"


def test_every_button_of_a_template_has_a_handler_and_fits() -> None:
    assert [fault for name in NAMES for fault in _faults(name)] == []


def test_a_template_uses_only_the_markup_that_telegram_knows() -> None:
    used = {
        (name, tag)
        for name in NAMES
        if not name.startswith(NO_MESSAGES)
        for tag in re.findall(r"</?([a-z]+)[ >]", (TEMPLATES / name).read_text())
    }
    assert {(name, tag) for name, tag in used if tag not in MARKUP} == set()


def test_user_text_never_becomes_markup() -> None:
    said = words("bind/requested", who="<b>Lan</b> & bạn", unit_name="A<i>")
    assert "&lt;b&gt;Lan&lt;/b&gt; &amp; bạn" in said.text
    assert "A&lt;i&gt;" in said.text


def test_a_label_shows_what_was_written() -> None:
    unit = type("Unit", (), {"id": 1, "name": "Đoàn A & B <1>"})
    said = words("volunteer/which_unit", units=[unit])
    assert said.rows[0][0].label == "Đoàn A & B <1>"


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        words("bind/requested", who="Lan")


def test_words_become_a_message_with_its_buttons() -> None:
    payload = words("common/have_code", you="bạn").payload()
    assert payload["parse_mode"] == "HTML"
    assert payload["text"].startswith("Bạn nhắn mã")
    assert "reply_markup" not in payload
    assert Words("a").markup() == {}
