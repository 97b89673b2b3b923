"""aiogram's FSM over one loaded conversation row: what a handler sets is saved with the facts, or
not at all.
"""

from collections.abc import Mapping
from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from storage.conversation import Conversation


class RowStorage(BaseStorage):
    """Knows one conversation; `changed` says whether it has to be saved."""

    def __init__(self, conversation: Conversation) -> None:
        self.conversation = conversation
        self.changed = False

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        del key
        self.conversation.state = state.state if isinstance(state, State) else state
        self.changed = True

    async def get_state(self, key: StorageKey) -> str | None:
        del key
        return self.conversation.state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        del key
        self.conversation.data = dict(data)
        self.changed = True

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        del key
        return dict(self.conversation.data)

    async def close(self) -> None:
        """Nothing is held open."""


def fsm_context(storage: RowStorage, bot_id: int) -> FSMContext:
    row = storage.conversation
    return FSMContext(
        storage, StorageKey(bot_id=bot_id, chat_id=row.chat_id, user_id=row.account_id)
    )
