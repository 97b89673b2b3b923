"""What a version says of its own figures, as JSON beside them: how each came about, and what is
doubtful about them."""

from collections.abc import Iterable, Mapping
from typing import Any

from rules.plausibility import About, Doubt, Standing, Usual

Origins = Mapping[str, tuple[str, tuple[int, ...]]]
"""By metric how a figure came about and from which numbers: ("sum", (15, 10))."""


def remarks_json(how: Origins, doubts: Iterable[Doubt]) -> dict[str, Any] | None:
    """None for the plain report, so that it costs nothing."""
    listed = [_doubt_json(doubt) for doubt in doubts]
    if not how and not listed:
        return None
    return {"how": {key: [way, list(parts)] for key, (way, parts) in how.items()}, "asks": listed}


def how_in(remarks: Mapping[str, Any] | None) -> Origins:
    told = (remarks or {}).get("how", {})
    return {key: (way, tuple(parts)) for key, (way, parts) in told.items()}


def doubts_in(remarks: Mapping[str, Any] | None) -> tuple[Doubt, ...]:
    return tuple(_doubt(each) for each in (remarks or {}).get("asks", ()))


def usual_in(told: Mapping[str, Any] | None) -> Usual | None:
    return Usual(told["typical"], told["last"]) if told else None


def usual_json(usual: Usual) -> dict[str, Any]:
    return {"typical": dict(usual.typical), "last": dict(usual.last)}


def _doubt_json(doubt: Doubt) -> dict[str, Any]:
    told = {
        "key": doubt.key,
        "value": doubt.value,
        "against": doubt.against,
        "why": doubt.why,
        "quote": doubt.quote,
        "choices": list(doubt.choices),
        "answer": doubt.answer,
    }
    kept = {name: value for name, value in told.items() if value}
    return {"about": doubt.about.value, "standing": doubt.standing.value, **kept}


def _doubt(told: Mapping[str, Any]) -> Doubt:
    return Doubt(
        **{
            **told,
            "about": About(told["about"]),
            "standing": Standing(told["standing"]),
            "choices": tuple(told.get("choices", ())),
        }
    )
