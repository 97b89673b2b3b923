"""A plan's facts as JSON, under the names that scripts know."""

from datetime import datetime
from typing import Any

from reading.plans.model import (
    Assignment,
    Contact,
    Due,
    Happening,
    Plan,
    ReportForm,
    Signer,
    Target,
    Window,
)
from reading.proposal import AssignedUnit, Limit, Proposal


def plan_as_json(plan: Plan) -> dict[str, Any]:
    top = plan.heading
    return {
        "doc_type": top.doc_type,
        "title": top.title,
        "superior_body": top.superior_body,
        "issuing_body": " và ".join(top.issuing_bodies) or None,
        "issuing_bodies": list(top.issuing_bodies),
        "header_body": top.header_body,
        "document_number": top.number,
        "document_number_as_written": top.number_as_written,
        "place": top.place,
        "date_of_issue": top.issued.isoformat() if top.issued else None,
        "signers": [_signer(each) for each in plan.signers],
        "plan_window": _window(plan.window) if plan.window else None,
        "events": [_event(each) for each in plan.events],
        "deadlines": [_due(each) for each in plan.deadlines],
        "targets": [_target(each) for each in plan.targets],
        "assignments": [_assignment(each) for each in plan.assignments],
        "contacts": [_contact(each) for each in plan.contacts],
        "links": list(plan.links),
        "report_forms": [_form(each) for each in plan.report_forms],
        "recipients": list(plan.recipients),
        "cited_documents": list(plan.cited_documents),
        "doubts": list(plan.doubts),
    }


def proposal_as_json(proposal: Proposal) -> dict[str, Any]:
    return {
        "title": proposal.title,
        "window": _window(proposal.window) if proposal.window else None,
        "registration": _limit(proposal.registration),
        "report": _limit(proposal.report),
        "min_photos": proposal.min_photos,
        "everyone": proposal.everyone,
        "units": [_unit(each) for each in proposal.units],
        "doubts": list(proposal.doubts),
    }


def _limit(limit: Limit | None) -> dict[str, Any] | None:
    if limit is None:
        return None
    return {
        "at": _moment(limit.at),
        "day": limit.day.isoformat(),
        "excluded_day": limit.excluded_day,
        "doubtful": limit.doubtful,
        "quote": limit.quote,
    }


def _unit(one: AssignedUnit) -> dict[str, Any]:
    return {
        "said": one.said,
        "row": one.unit_id,
        "name": one.name,
        "doubtful": one.doubtful,
        "content": one.content,
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def _window(window: Window) -> dict[str, Any]:
    return {
        "from": _moment(window.begins),
        "to": _moment(window.ends),
        "precision": window.precision,
    }


def _signer(one: Signer) -> dict[str, Any]:
    return {
        "on_behalf_of": one.on_behalf_of,
        "role": one.role,
        "name": one.name,
        "signed": one.signed,
    }


def _event(one: Happening) -> dict[str, Any]:
    read: dict[str, Any] = {
        "name": one.name,
        "windows": [_window(each) for each in one.windows],
        "quote": one.quote,
        "level": one.level or None,
        "lead": list(one.lead),
    }
    return read | {"window_inferred": True} if one.inferred else read


def _due(one: Due) -> dict[str, Any]:
    return {
        "quote": one.quote,
        "due": _moment(one.due),
        "precision": one.precision,
        "recurrence": one.recurrence,
        "what": one.what,
        "who": one.who,
        "to": one.to,
        "excluded_day": one.excluded_day,
        "doubtful": one.doubtful,
    }


def _target(one: Target) -> dict[str, Any]:
    return {
        "quote": one.quote,
        "number": one.number,
        "unit": one.unit,
        "comparator": one.comparator,
        "who": one.who,
        "what": one.what,
    }


def _assignment(one: Assignment) -> dict[str, Any]:
    return {
        "units": list(one.units),
        "content": one.content,
        "quote": one.quote,
        "kind": one.kind,
    }


def _contact(one: Contact) -> dict[str, Any]:
    return {
        "name": one.name,
        "role": one.role,
        "phone": one.phone,
        "email": one.email,
        "address": one.address,
    }


def _form(one: ReportForm) -> dict[str, Any]:
    lines = "columns" if one.kind == "table" else "sections"
    return {"name": one.name, "title": one.title, "kind": one.kind, lines: list(one.lines)}
