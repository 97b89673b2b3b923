"""Templates: user text stays text, a missing value is an error, every button can be sent."""

import ast
import re
from functools import cache
from typing import Final

import pytest
from jinja2 import UndefinedError, nodes

from rendering.texts import TEMPLATES, Words, _environment, words

ROOT = TEMPLATES.parent.parent
NAMES = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.j2"))
MOST_BYTES = 64
LONGEST_ID = "9" * 12
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


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    assert _environment().get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_button_of_a_template_has_a_handler_and_fits(name: str) -> None:
    prefixes = _prefixes()
    for call in _buttons(name):
        prefix = call.args[1] if len(call.args) > 1 else None
        if not isinstance(prefix, nodes.Const):
            continue  # given by the handler, which packs its own class
        assert prefix.value in prefixes, f"no handler reads {prefix.value}"
        parts = prefixes[prefix.value] - (prefix.value in TIED)
        assert len(call.args) - 2 == parts, f"{prefix.value} has other parts"
        data = ":".join([prefix.value, *[LONGEST_ID] * (len(call.args) - 2)])
        assert len(data.encode()) <= MOST_BYTES


@pytest.mark.parametrize("name", [name for name in NAMES if not name.startswith(NO_MESSAGES)])
def test_a_template_uses_only_the_markup_that_telegram_knows(name: str) -> None:
    source = (TEMPLATES / name).read_text()
    assert set(re.findall(r"</?([a-z]+)[ >]", source)) <= {"b", "i", "a", "code"}


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
