"""People to ask, links, and documents that a plan cites."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reading.plans.layout import Paragraph
from reading.plans.model import Contact

_LINK: Final = re.compile(
    r"https?://[^\s<>()“”\"]+|\b(?:bit\.ly|tinyurl\.com|forms\.gle)/[^\s<>()“”\"]+"
)
_PHONE: Final = re.compile(r"(?<![0-9.])(?:\+?84|0)[0-9]{2,3}(?:[ .-]?[0-9]{3,4}){2}(?![0-9])")
_EMAIL: Final = re.compile(
    r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}"
)
_PERSON: Final = re.compile(
    r"(?:[Đđ]/c|[Đđ]ồng chí|[Đđ]/[Cc]|[Cc]hị|[Aa]nh|[Bb]ạn|[Tt]hầy|[Cc]ô|[Ôô]ng|[Bb]à"
    r"|[Ll]iên hệ:?) ?:? ?(?P<name>(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]+ ?){2,5})"
)
_ROLE: Final = re.compile(r"[,–-] ?(?P<role>[A-ZĐÀ-Ỹ][^,;:(0-9]{3,90})")
_ADDRESS: Final = re.compile(
    r"(?:tại|địa chỉ:?) (?P<address>(?:[Pp]hòng|[Ss]ố|[Tt]ầng"
    r"|[0-9]+[A-Z]?/?[0-9]* )[^;()]*?)(?= và |[;(.]|, (?:email|hộp thư|điện thoại|ĐT)|$)"
)
_OFFICE: Final = re.compile(r"về (?P<name>[A-ZĐ][^,.;()]{3,70}?)(?= tại|[,;.(]|$)")
_DOCUMENT: Final = re.compile(
    r"(?<![0-9/])[0-9]{1,5}(?:/[0-9]{4})?[-/][A-ZĐƯ][A-ZĐƯa-z]{0,10}"
    r"(?:[-/–&.][A-ZĐƯ0-9][A-ZĐƯƠa-z0-9]{0,12}){0,4}(?![a-zà-ỹ])"
)
_NEAR: Final = 160


def links(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0].rstrip(".,;>") for match in _LINK.finditer(text)))


def cited_documents(text: str, own: str | None) -> tuple[str, ...]:
    found = (match[0].strip(".") for match in _DOCUMENT.finditer(text))
    return tuple(dict.fromkeys(each for each in found if each != own))


def contacts(body: Sequence[Paragraph]) -> tuple[Contact, ...]:
    return tuple(dict.fromkeys(each for one in body for each in _contacts(one.text)))


def _contacts(text: str) -> Iterator[Contact]:
    taken = False
    for phone in _PHONE.finditer(text):
        before = text[max(0, phone.start() - _NEAR) : phone.start()]
        person = list(_PERSON.finditer(before))[-1:]
        name = person[0]["name"].strip() if person else None
        role = _ROLE.search(before, person[0].end() - 1) if person else None
        email = _EMAIL.search(text, phone.end(), phone.end() + _NEAR)
        taken = taken or email is not None
        yield Contact(
            name,
            role["role"].strip() if role else None,
            phone[0],
            email[0] if email else None,
            None,
        )
    for email in _EMAIL.finditer(text):
        if not taken:
            office = _OFFICE.search(text[max(0, email.start() - _NEAR) : email.start()])
            address = _ADDRESS.search(text[: email.start()])
            yield Contact(
                office["name"].strip() if office else None,
                None,
                None,
                email[0],
                address["address"].strip() if address else None,
            )
