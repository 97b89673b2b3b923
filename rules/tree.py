"""Places in the organisation tree. A path is the ids from the root, each followed by "/":
"1/4/17/"."""


def within(path: str, root: str) -> bool:
    """Is `path` the unit at `root` or below it? An empty root holds nothing, so a blank grant opens
    no door."""
    return bool(root) and _closed(path).startswith(_closed(root))


def branch(path: str, parent: str) -> str:
    """The child of `parent` on the way to `path`; `parent` itself when the path is the parent's
    own."""
    rest = _closed(path).removeprefix(_closed(parent))
    return _closed(parent) + (rest.split("/", 1)[0] + "/" if rest else "")


def above(path: str) -> tuple[str, ...]:
    """The paths of the units above this one, the nearest first."""
    ids = path.rstrip("/").split("/")
    return tuple("/".join(ids[:end]) + "/" for end in range(len(ids) - 1, 0, -1))


def _closed(path: str) -> str:
    return path if path.endswith("/") else path + "/"
