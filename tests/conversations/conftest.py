"""A town on each channel; the tests of one file share it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.conversations.town import CHANNELS, Town, a_town


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=CHANNELS)
async def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    async with a_town(tmp_path_factory.mktemp("town"), request.param) as made:
        yield made
