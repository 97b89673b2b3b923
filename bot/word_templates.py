"""Built-in Word templates, as a body downloads them to change them."""

from rendering.files.catalogue import Kind
from rendering.files.word import built_in


async def word_template(name: str) -> bytes:
    """Raises FileNotFoundError for any other name: a reference is no path."""
    if name != Kind.REPORT.value:
        raise FileNotFoundError(name)
    return built_in(name)
