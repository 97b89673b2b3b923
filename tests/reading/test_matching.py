import pytest

from reading.matching import Fit, fit_of

UNITS = [(1, "Phường Hòa Tân"), (2, "Phường Hòa Tân Đông"), (3, "Chi đoàn Thuế"), (3, "CĐ Thuế")]


@pytest.mark.parametrize(
    ("name", "fit", "first"),
    [
        ("Phường Hòa Tân", Fit.CERTAIN, 1),
        ("p hoa tan dong", Fit.CERTAIN, 2),
        ("cd thue", Fit.CERTAIN, 3),
        ("P. Hòa T", Fit.AMBIGUOUS, 1),
        ("Xã Bình Lợi", Fit.NONE, None),
        ("", Fit.NONE, None),
    ],
)
def test_a_written_name_is_certain_ambiguous_or_nobody(
    name: str, fit: Fit, first: int | None
) -> None:
    found = fit_of(name, UNITS)
    assert found.fit is fit
    assert (found.matches[0].unit_id if found.matches else None) == first
