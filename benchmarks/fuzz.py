"""Coverage-guided fuzzing of the readers with atheris; the last line is one JSON object.

`scripts/fuzz --seconds 3600` puts atheris beside the other parts and runs this. One byte
chooses the reader (`fuzzed.py`), the rest is its text. libFuzzer ends its process at a crash, so
it runs in a process of its own, which is started again until the time is over. `runs`: texts read;
`crashes`: texts that made a reader raise, say what cannot be or hang, each kept in `--keep`;
`slow`: texts that took over ten seconds under the fuzzer's watch.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
DATA: Final = ROOT / "tests" / "reading" / "data"
INSIDE: Final = "--inside"
LONGEST: Final = 4000
SLOWEST: Final = 10
"""Seconds for one text."""
_RUNS: Final = re.compile(r"stat::number_of_executed_units:\s*(\d+)|^#(\d+)\s", re.MULTILINE)
_COVERED: Final = re.compile(r"\bcov: (\d+)")


def run_inside(options: list[str]) -> None:
    """This process ends in here."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["reading"]):
        found = import_module("benchmarks.fuzzed").READERS

    def one(data: bytes) -> None:
        if data:
            found[data[0] % len(found)](data[1:].decode("utf-8", errors="replace"))

    atheris.Setup([sys.argv[0], *options], one)
    atheris.Fuzz()


def seeds() -> Iterator[bytes]:
    """The lines of the corpora, each for the readers that such a line may meet."""
    for path in sorted(DATA.glob("*.jsonl")):
        of = (3, 4, 5) if path.name.startswith("deadlines") else (0, 1, 4, 5)
        for line in path.read_text().splitlines()[::4]:
            text = json.loads(line)["text"].encode()
            yield from (bytes([reader]) + text for reader in of)
    for path in (ROOT / "tests" / "reading").rglob("*.txt"):
        text = path.read_bytes()[:LONGEST]
        yield from (bytes([reader]) + text for reader in (1, 2))


def words() -> str:
    """A dictionary for libFuzzer: what the lines are made of."""
    said = b" ".join(line[1:] for line in seeds()).decode(errors="replace")
    often = sorted({word for word in said.split() if len(word) < 12})  # noqa: PLR2004
    escaped = ("".join(f"\\x{byte:02x}" for byte in word.encode()) for word in often)
    return "\n".join(f'"{word}"' for word in escaped)


def fuzz(seconds: int, keep: Path) -> dict[str, Any]:
    keep.mkdir(parents=True, exist_ok=True)
    began, runs, covered, starts = monotonic(), 0, 0, 0
    with tempfile.TemporaryDirectory() as folder:
        corpus, known = Path(folder, "corpus"), Path(folder, "words")
        corpus.mkdir()
        known.write_text(words())
        for at, seed in enumerate(seeds()):
            (corpus / f"seed{at}").write_bytes(seed)
        while (left := seconds - int(monotonic() - began)) > 1:
            told = _one_start(corpus, known, keep, left)
            starts += 1
            counts = [int(a or b) for a, b in _RUNS.findall(told)]
            runs += max(counts, default=0)
            covered = max([covered, *map(int, _COVERED.findall(told))])
    return {
        "seconds": int(monotonic() - began),
        "runs": runs,
        "crashes": sum(not each.name.startswith("slow-unit") for each in keep.iterdir()),
        "slow": len(list(keep.glob("slow-unit*"))),
        "covered": covered,
        "starts": starts,
    }


def _one_start(corpus: Path, known: Path, keep: Path, seconds: int) -> str:
    command = [
        *(sys.executable, "-m", "benchmarks.fuzz", INSIDE, str(corpus), f"-dict={known}"),
        *(f"-max_total_time={seconds}", f"-max_len={LONGEST}", f"-timeout={SLOWEST}"),
        *("-print_final_stats=1", "-use_value_profile=1", f"-artifact_prefix={keep}/"),
        "-rss_limit_mb=1500",
    ]
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace", cwd=ROOT)  # noqa: S603  our own module
    told = ended.stderr + ended.stdout
    if ended.returncode:
        print("\n".join(told.splitlines()[-60:]), flush=True)
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir(), "aoxanh-fuzz"))
    asked = parser.parse_args()
    print(json.dumps(fuzz(asked.seconds, asked.keep)))


if __name__ == "__main__":
    if INSIDE in sys.argv:
        run_inside([option for option in sys.argv[1:] if option != INSIDE])
    else:
        main()
