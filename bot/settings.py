"""The environment, read once. The only reader of AOXANH_* and `.env`."""

from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.problems import BadSettings

PREFIX: Final = "AOXANH_"
SQLITE: Final = "sqlite:///"
SUPPORTED: Final = (SQLITE, "postgresql+psycopg://")


class Settings(BaseSettings):
    """Production settings; every field is a variable AOXANH_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_file=".env", extra="ignore")

    database_url: str = "sqlite:///data/aoxanh.db"
    store_url: str = "data/photos"
    redis_url: str | None = None
    telegram_token: SecretStr | None = None
    telegram_api: str = "https://api.telegram.org"
    zalo_token: SecretStr | None = None
    zalo_api: str = "https://bot-api.zaloplatforms.com"
    public_url: str | None = None
    webhook_secret: SecretStr | None = None
    secret_key: SecretStr | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    timezone: str = "Asia/Ho_Chi_Minh"

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(SUPPORTED):
            raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("is not an IANA time zone such as Asia/Ho_Chi_Minh") from error
        return value

    @field_validator("telegram_token", "zalo_token")
    @classmethod
    def _looks_like_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None or not value.get_secret_value():
            return None
        digits, _, secret = value.get_secret_value().partition(":")
        if not digits.isdigit() or not secret:
            raise ValueError("must look like 123456:secret")
        return value

    @field_validator("public_url", "telegram_api", "zalo_api")
    @classmethod
    def _is_web_address(cls, value: str | None) -> str | None:
        if not value:
            return None
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with https:// or http://")
        return value.rstrip("/")

    @property
    def data_dir(self) -> Path:
        """Where what belongs to this installation lies beside the database (the lock, the made
        secret).
        """
        if self.database_url.startswith(SQLITE):
            return Path(self.database_url.removeprefix(SQLITE).partition("?")[0]).parent
        return Path("data")


def load_settings(**given: Any) -> Settings:  # noqa: ANN401  pydantic judges them
    """The settings, or BadSettings with one line that names the variable and what is wrong with
    it.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + str(first["loc"][0]).upper()
        reason = first["msg"].removeprefix("Value error, ")
        raise BadSettings(f"{name}: {reason}") from None
