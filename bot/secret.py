"""The key that signs cookies and links: given, or made once and kept beside the database."""

import secrets
from pathlib import Path

from bot.settings import Settings


def secret_key(settings: Settings) -> str:
    """AOXANH_SECRET_KEY, or the file `secret` in the data folder, which only its owner may read."""
    if settings.secret_key is not None:
        return settings.secret_key.get_secret_value()
    path = settings.data_dir / "secret"
    if not path.exists():
        _write_private(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def _write_private(path: Path, content: str) -> None:
    """Whole or not at all: a process that dies here must not leave an empty key behind."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.touch(mode=0o600)
    beside.write_text(content, encoding="ascii")
    beside.replace(path)
