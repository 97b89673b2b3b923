import pytest

from rules.tree import branch, within


@pytest.mark.parametrize(
    ("path", "root", "inside"),
    [
        ("1/4/17/", "1/4/", True),
        ("1/4/", "1/4/", True),
        ("1/4", "1/4/", True),
        ("1/4/", "1/4/17/", False),
        ("1/40/", "1/4/", False),
        ("1/40/", "1/4", False),
        ("21/4/", "1/4/", False),
        ("1/4/", "", False),
        ("", "", False),
    ],
)
def test_a_unit_lies_within_itself_and_its_ancestors_only(
    path: str, root: str, inside: bool
) -> None:
    assert within(path, root) is inside


@pytest.mark.parametrize(
    ("path", "child"), [("1/", "1/"), ("1/4/", "1/4/"), ("1/4/17/9/", "1/4/"), ("1/40/", "1/40/")]
)
def test_a_branch_is_the_child_on_the_way(path: str, child: str) -> None:
    assert branch(path, "1/") == child
