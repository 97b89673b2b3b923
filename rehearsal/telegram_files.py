"""Files on the double: identifiers, the sizes of a photo, what a bot may download."""

from __future__ import annotations

import hashlib
import io
import mimetypes
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from pathlib import PurePosixPath

from PIL import Image

from rehearsal.telegram_model import ApiError, Raw
from rehearsal.telegram_params import Params, Upload

DOWNLOAD_LIMIT = 20 * 1024 * 1024
SMALLER_WIDTHS = (90, 320)
UNREADABLE_SIZE = (1280, 960)


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    unique_id: str
    path: str
    name: str
    mime: str
    content: bytes = field(repr=False)

    @property
    def api(self) -> Raw:
        return {
            "file_id": self.id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content),
        }


@cache
def grey(width: int, height: int) -> bytes:
    """A valid picture that is surely not the original, so taking the wrong size shows."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "grey").save(out, "JPEG", quality=20)
    return out.getvalue()


def pixel_size(content: bytes) -> tuple[int, int]:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except OSError:
        return UNREADABLE_SIZE


def smaller(content: bytes, width: int, height: int) -> bytes:
    picture = grey(width, height)
    return picture if len(picture) < len(content) else content[: len(content) * width // 1000]


class FileStore:
    """The files of one bot: another bot's identifiers mean nothing here, as on Telegram."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}
        self._photos: dict[str, list[Raw]] = {}
        self._numbers = count(1)

    def keep(self, content: bytes, *, folder: str, name: str, mime: str) -> StoredFile:
        number = next(self._numbers)
        digest = hashlib.sha256(content).hexdigest()
        suffix = PurePosixPath(name).suffix or mimetypes.guess_extension(mime) or ""
        file = StoredFile(
            id=f"AgACAgUAAxkBAAI{number:08d}{digest[:24]}",
            unique_id=f"AQAD{digest[:12]}",
            path=f"{folder}/file_{number}{suffix}",
            name=name,
            mime=mime,
            content=content,
        )
        self._by_id[file.id] = self._by_path[file.path] = file
        return file

    def keep_photo(self, content: bytes) -> list[Raw]:
        """PhotoSize objects, rising; the last is the original."""
        width, height = pixel_size(content)
        shapes = [(w, max(1, w * height // width)) for w in SMALLER_WIDTHS if w < width]
        contents = [(w, h, smaller(content, w, h)) for w, h in shapes] + [(width, height, content)]
        sizes = [
            self._photo(part).api | {"width": w, "height": h} for w, h, part in contents if part
        ]
        for size in sizes:
            self._photos[size["file_id"]] = sizes
        return sizes

    def _photo(self, content: bytes) -> StoredFile:
        return self.keep(content, folder="photos", name="photo.jpg", mime="image/jpeg")

    def keep_document(self, content: bytes, *, name: str, mime: str) -> Raw:
        file = self.keep(content, folder="documents", name=name, mime=mime)
        return file.api | {"file_name": name, "mime_type": mime}

    def by_id(self, file_id: str) -> StoredFile:
        if file_id not in self._by_id:
            raise ApiError(400, "Bad Request: wrong file identifier/HTTP URL specified")
        return self._by_id[file_id]

    def by_path(self, path: str) -> StoredFile | None:
        return self._by_path.get(path)

    def photo(self, params: Params, value: object) -> tuple[list[Raw], bytes]:
        """Sizes and bytes of the photo a bot sends: an upload, or one already here."""
        found = self._given(params, value)
        if isinstance(found, Upload):
            return self.keep_photo(found.content), found.content
        sizes = self._photos.get(found.id)
        if sizes is None:
            raise ApiError(400, "Bad Request: can't use file of type Document as Photo")
        return sizes, self.by_id(sizes[-1]["file_id"]).content

    def document(self, params: Params, value: object) -> tuple[Raw, bytes]:
        found = self._given(params, value)
        if isinstance(found, Upload):
            sent = self.keep_document(found.content, name=found.name, mime=found.mime)
            return sent, found.content
        return found.api | {"file_name": found.name, "mime_type": found.mime}, found.content

    def _given(self, params: Params, value: object) -> Upload | StoredFile:
        if isinstance(value, Upload):
            return value
        if isinstance(value, str) and value.startswith("attach://"):
            return self._attached(params, value.removeprefix("attach://"))
        if not isinstance(value, str) or not value:
            raise ApiError(400, "Bad Request: there is no file in the request")
        return self.by_id(value)

    @staticmethod
    def _attached(params: Params, key: str) -> Upload:
        if key not in params.uploads:
            raise ApiError(400, f"Bad Request: attached file {key} not found")
        return params.uploads[key]

    def downloadable(self, file_id: str) -> Raw:
        if file_id not in self._by_id:
            raise ApiError(400, "Bad Request: invalid file_id")
        file = self._by_id[file_id]
        if len(file.content) > DOWNLOAD_LIMIT:
            raise ApiError(400, "Bad Request: file is too big")
        return file.api | {"file_path": file.path}
