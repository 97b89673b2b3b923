"""The database brought to this program's schema, or one line that says why not."""

from bot.problems import BadSettings
from storage.migrate import NewerDatabaseError, migrate, newest


def bring_up(url: str) -> bool:
    """As `storage.migrate.migrate`. BadSettings when a newer program has been there."""
    try:
        return migrate(url)
    except NewerDatabaseError as newer:
        raise BadSettings(
            f"AOXANH_DATABASE_URL: the database has schema {newer.at}, newer than this program's "
            f"({newest()}); install the newer program"
        ) from None
