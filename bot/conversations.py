"""Every conversation, in the order in which it may claim an update, and every form by its name."""

from aiogram import Dispatcher

from handlers import (
    bind,
    common,
    coordinator,
    events,
    forms,
    invitations,
    my_days,
    photos,
    privacy,
    questions,
    registration,
    report,
    report_forms,
    volunteer,
)
from handlers.forms import Forms


def all_forms() -> Forms:
    return Forms(
        bind.NAME_FORM,
        bind.UNIT_FORM,
        *coordinator.FORMS,
        *events.FORMS,
        *invitations.FORMS,
        questions.ANSWER_FORM,
        *registration.FORMS,
        *report_forms.FORMS,
        volunteer.NAME_FORM,
    )


def build_dispatcher() -> Dispatcher:
    """aiogram's own FSM is off: the desk saves a conversation's state in the commit of its
    facts.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        photos.build_router(),
        common.build_router(),
        forms.build_router(all_forms()),
        bind.build_router(),
        report.build_router(),
        invitations.build_router(),
        events.build_router(),
        coordinator.build_router(),
        questions.build_router(),
        registration.build_router(),
        my_days.build_router(),
        privacy.build_router(),
        volunteer.build_router(),
        common.build_unknown_router(),
    )
    return dispatcher
