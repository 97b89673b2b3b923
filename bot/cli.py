"""The commands. Each imports what it needs when it runs: aiogram takes seconds, `--help` must
not.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.problems import BadSettings

if TYPE_CHECKING:
    from bot.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Áo Xanh: a chatbot that runs a volunteer Saturday.",
)
units_app = typer.Typer(no_args_is_help=True, help="The organisation's units.")
app.add_typer(units_app, name="units")


def main() -> None:
    try:
        app()
    except BadSettings as wrong:
        fail(str(wrong))


def fail(sentence: str) -> NoReturn:
    """One line on standard error, exit 1."""
    typer.echo(sentence, err=True)
    sys.exit(1)


def _moment(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        raise BadSettings(
            f"--now {value}: not an ISO time such as 2026-11-26T09:00+07:00"
        ) from None
    return moment if moment.tzinfo else moment.astimezone()


@app.command()
def demo(
    port: Annotated[int, typer.Option(help="Where to listen.")] = 8080,
    data: Annotated[Path | None, typer.Option(help="Keep its files here.")] = None,
    now: Annotated[str | None, typer.Option(help="The demo clock's start, ISO.")] = None,
    units: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A roster instead of the sample."),
    ] = None,
) -> None:
    """The whole thing on this machine, nothing to configure: three phones, a sample district, a
    clock to move.
    """
    from bot.start import serve_demo

    serve_demo(port=port, data=data, now=_moment(now), roster=units)


@app.command()
def run() -> None:
    """Production, from the environment (AOXANH_...)."""
    from bot.settings import load_settings
    from bot.start import serve

    serve(load_settings())


@app.command()
def rehearse(
    units: Annotated[int, typer.Option(min=1, max=400)] = 18,
    volunteers: Annotated[int, typer.Option(min=0)] = 0,
    photos: Annotated[int, typer.Option(min=0, max=10)] = 3,
    rush: Annotated[float, typer.Option(min=1, max=500, help="Seconds.")] = 20.0,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Play a Saturday with simulated people over real HTTP, and prove that nothing was lost."""
    from bot.rehearse import rehearse as play

    sys.exit(play(units=units, volunteers=volunteers, photos=photos, rush=rush, as_json=as_json))


@app.command()
def read(
    what: Annotated[str, typer.Argument(help="report, deadline or plan")],
    file: Annotated[Path | None, typer.Argument()] = None,
    now: Annotated[str | None, typer.Option(help="The moment to read against, ISO.")] = None,
    ndjson: Annotated[bool, typer.Option("--ndjson", help="Lines of JSON in and out.")] = False,
    _json: Annotated[bool, typer.Option("--json", help="As it answers anyway.")] = False,
    units: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="A roster: whom does the plan name?"),
    ] = None,
) -> None:
    """The readers on their own."""
    from bot.read import PLAN, read_file, read_lines, read_plan_file

    if ndjson:
        read_lines(what, sys.stdin, sys.stdout, now=_moment(now))
        return
    if what == PLAN:
        content = file.read_bytes() if file else sys.stdin.buffer.read()
        typer.echo(read_plan_file(content, now=_moment(now), roster=units))
        return
    text = file.read_text(encoding="utf-8") if file else sys.stdin.read()
    typer.echo(read_file(what, text, now=_moment(now)))


@units_app.command("import")
def units_import(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    host: Annotated[str, typer.Option(help="The body that hosts, when there is none yet.")] = "",
) -> None:
    """Read units from .xlsx or .csv: all of them, or none with what to mend."""
    from bot.offline import import_roster_file

    typer.echo(asyncio.run(import_roster_file(_ready(), file, host)))


@app.command()
def invite(
    role: Annotated[str, typer.Argument(help="coordinator, reporter or viewer")],
    unit: Annotated[str, typer.Option(help="The unit's code.")],
) -> None:
    """A one-time code and its links."""
    from bot.offline import new_invitation

    typer.echo(asyncio.run(new_invitation(_ready(), role, unit)))


@app.command()
def handover(
    event: Annotated[int, typer.Argument(help="The day's number, as the board shows it.")],
    out: Annotated[Path, typer.Option(file_okay=False, help="A folder; made when missing.")],
    edition: Annotated[
        int | None, typer.Option(min=1, help="The files of this edition, as they were.")
    ] = None,
) -> None:
    """Write every file of the hand-over, and the photos as they were sent, into a folder."""
    from bot.clock import Clock
    from bot.handing_over import hand_over_to

    settings, clock = _ready(), Clock()
    names = asyncio.run(hand_over_to(settings, event, out, edition=edition, clock=clock))
    typer.echo("\n".join(names))


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema (a SQLite file is copied first)."""
    from bot.schema import bring_up
    from bot.settings import load_settings

    changed = bring_up(load_settings().database_url)
    typer.echo("The database was brought up to date." if changed else "Nothing to do.")


@app.command()
def backup(file: Path) -> None:
    """Copy the database into FILE, also while the bot runs."""
    from bot.offline import back_up
    from bot.settings import load_settings

    typer.echo(back_up(load_settings(), file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)]) -> None:
    """Put a backup in the database's place; the bot must be stopped."""
    from bot.offline import restore as put_back
    from bot.settings import load_settings

    typer.echo(put_back(load_settings(), file))


@app.command()
def doctor() -> None:
    """Say in plain words what is wrong with settings, tokens, webhook, clock and disk."""
    from bot.doctor import examine
    from bot.settings import load_settings

    findings = asyncio.run(examine(load_settings()))
    for finding in findings:
        typer.echo(finding.line)
    if any(not finding.good for finding in findings):
        sys.exit(1)


def _ready() -> "Settings":
    """The settings, with the database migrated."""
    from bot.schema import bring_up
    from bot.settings import load_settings

    settings = load_settings()
    bring_up(settings.database_url)
    return settings
