"""What the data of a button may hold. A client can forge it: what is no id never reaches an
action.
"""

from typing import Annotated, Final

from pydantic import Field

LARGEST: Final = 2**63 - 1
"""The databases' BIGINT; a greater number would be an error there, not an unknown id."""

Id = Annotated[int, Field(ge=0, le=LARGEST)]
Page = Annotated[int, Field(ge=0, le=10**6)]
