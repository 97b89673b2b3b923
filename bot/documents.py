"""The words of a document that an officer sends, read before its transaction begins."""

import asyncio
from dataclasses import replace
from typing import Final

from actions.plan_file import may_be_plan, plan_text
from bot.plan_reading import Read, isolated_plan_text
from handlers.turn import KeptFile
from rules.model import Refused

AT_ONCE: Final = 2
SMALLEST: Final = 200
"""No PDF and no .docx is shorter: not worth a process."""
_PACKED: Final = (b"%PDF-", b"PK")


class Documents:
    """A PDF or .docx may take seconds or a gigabyte: each has a process of its own, few at once."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def read(self, file: KeptFile) -> KeptFile:
        """With its `text`, or with why it has none; any other file as it is."""
        if file.photo or file.content is None or not may_be_plan(file.name):
            return file
        try:
            read = await self._read(file.content)
        except Refused as refused:
            return replace(file, refused=refused)
        return replace(file, text=read.text, template=read.template, refused=read.fault)

    async def _read(self, content: bytes) -> Read:
        if not content.startswith(_PACKED):
            return Read(await asyncio.to_thread(plan_text, content))
        if len(content) < SMALLEST:
            raise Refused("plan_unreadable")
        async with self._slots:
            return await asyncio.to_thread(isolated_plan_text, content)
