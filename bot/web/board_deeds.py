"""What a coordinator does on the board's pages: the actions of the chat, behind forms that work
without a script."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from aiohttp import web

from actions.board_access import Visitor
from actions.more_time import give_time, grant_request, refuse_request, take_time_back
from actions.remind import preview, remind_missing
from actions.review_report import (
    approve_report,
    correct_report,
    correcting,
    return_report,
    undo_approval,
    undo_return,
)
from actions.submit_report import found_participation
from bot.web.board_shell import BoardShell, Does, id_in
from bot.web.requests import WebRefused, number
from rules.model import Refused
from rules.permissions import authorise
from storage.db import Session
from storage.reports import Message

LONGEST: Final = 300
MOST_DIGITS: Final = 12

Form = Mapping[str, str]


class BoardDeeds:
    def __init__(self, shell: BoardShell) -> None:
        self._shell = shell

    def routes(self) -> list[web.RouteDef]:
        deeds: dict[str, Does] = {
            "duyet": self.approve,
            "bo-duyet": self.unapprove,
            "tra-lai": self.give_back,
            "bo-tra-lai": self.take_again,
            "sua-so": self.correct,
            "nhac": self.remind_one,
            "them-gio": self.extend,
            "thu-gio": self.take_time_back,
            "xin-gio": self.decide,
        }
        return [
            *(
                web.post(f"/bang/don-vi/{{id}}/{name}", self._shell.deed(does))
                for name, does in deeds.items()
            ),
            web.get("/bang/ngay/{id}/nhac", self._shell.page(self.preview)),
            web.post("/bang/ngay/{id}/nhac", self._shell.deed(self.remind)),
        ]

    # --- reviewing --------------------------------------------------------------------------------
    async def approve(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_ = id_in(request)
        await approve_report(session, visitor.actor, id_, now=self._shell.now())
        return _back(id_, "approved")

    async def unapprove(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_ = id_in(request)
        await undo_approval(session, visitor.actor, id_, now=self._shell.now())
        return _back(id_, "unapproved")

    async def give_back(
        self, request: web.Request, form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_, reason = id_in(request), _words(form, "ly_do")
        if not reason:
            raise WebRefused("reason_missing")
        await return_report(session, visitor.actor, id_, reason, now=self._shell.now())
        return _back(id_, "returned")

    async def take_again(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_ = id_in(request)
        await undo_return(session, visitor.actor, id_, now=self._shell.now())
        return _back(id_, "unreturned")

    async def correct(
        self, request: web.Request, form: Form, session: Session, visitor: Visitor
    ) -> str:
        """`ban`: the version that the form showed. Sent twice, the second finds it done."""
        id_, now = id_in(request), self._shell.now()
        found = await correcting(session, visitor.actor, id_)
        figures = {
            metric.key: _figure(form[f"so_{metric.key}"])
            for metric in found.metrics
            if form.get(f"so_{metric.key}", "").strip()
        }
        message = Message(text="", sent_at=now, received_at=now)
        try:
            await correct_report(
                session, visitor.actor, id_, figures, _words(form, "ly_do"), message, now=now
            )
        except Refused as refused:
            if refused.code != "nothing_changed" or form.get("ban") == str(found.version):
                raise
        return _back(id_, "corrected")

    # --- reminding --------------------------------------------------------------------------------
    async def remind_one(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        found = await found_participation(session, id_in(request))
        await remind_missing(
            session, visitor.actor, found.event_id, only=found.id, now=self._shell.now()
        )
        return _back(found.id, "reminded")

    async def preview(
        self, request: web.Request, session: Session, visitor: Visitor
    ) -> web.Response:
        shown = await preview(session, visitor.actor, id_in(request), now=self._shell.now())
        event = shown.event
        return self._shell.shown("remind", visitor, zone=event.zone, event=event, shown=shown)

    async def remind(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_ = id_in(request)
        await remind_missing(session, visitor.actor, id_, now=self._shell.now())
        return f"/bang/ngay/{id_}"

    # --- more time --------------------------------------------------------------------------------
    async def extend(
        self, request: web.Request, form: Form, session: Session, visitor: Visitor
    ) -> str:
        """`da_co`: the unit's own deadline as the form showed it. What is so already is done."""
        id_, until = id_in(request), _moment(form.get("den"))
        found = await found_participation(session, id_)
        authorise(visitor.actor, "extend", found.unit_path)
        if found.facts.extended_to != until:
            seen = _moment(form["da_co"]) if form.get("da_co") else None
            await give_time(session, visitor.actor, id_, until, seen=seen, now=self._shell.now())
        return _back(id_, "extended")

    async def take_time_back(
        self, request: web.Request, _form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_ = id_in(request)
        await take_time_back(session, visitor.actor, id_, now=self._shell.now())
        return _back(id_, "time_back")

    async def decide(
        self, request: web.Request, form: Form, session: Session, visitor: Visitor
    ) -> str:
        id_, now = id_in(request), self._shell.now()
        asked = number(form.get("yeu_cau"))
        if form.get("cho") == "khong":
            await refuse_request(session, visitor.actor, asked, now=now)
            return _back(id_, "not_granted")
        until = _moment(form.get("den"))
        await grant_request(session, visitor.actor, asked, until, now=now)
        return _back(id_, "granted")


def _back(participation_id: int, done: str) -> str:
    return f"/bang/don-vi/{participation_id}?da={done}"


def _words(form: Form, name: str) -> str:
    return " ".join(form.get(name, "").split())[:LONGEST]


def _figure(written: str) -> int:
    """ "1.250" is 1250, as the page itself writes it."""
    digits = written.strip().replace(".", "").replace(" ", "")
    if not digits.isascii() or not digits.isdigit() or len(digits) > MOST_DIGITS:
        raise WebRefused("figure_unread")
    return int(digits)


def _moment(written: str | None) -> datetime:
    try:
        moment = datetime.fromisoformat(written or "")
    except ValueError:
        raise WebRefused("malformed") from None
    if moment.tzinfo is None:
        raise WebRefused("malformed")
    return moment
