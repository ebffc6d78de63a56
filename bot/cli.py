"""The command line; nothing heavy is imported before it is known what is wanted."""

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from bot.supervisor import NEEDS_A_PERSON, Supervisor, end_with_parent

if TYPE_CHECKING:
    from bot.settings import Settings

# Imports stand inside the functions that need them: `kiwoom-bot run` is two processes, and the
# parent should weigh nothing.


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; 2 for wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    arguments = _parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = arguments.command
    try:
        code = command(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:  # `| head` has seen enough
        if command is _run:  # that was no print
            raise
        from bot.channels.console import silence

        silence()
        return 0
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kiwoom-bot",
        description="키움 조건검색 알림 봇 · Kiwoom condition search alerts for Telegram and Slack",
    )
    parser.add_argument(
        "--version", action="version", version=f"kiwoom-bot {version('kiwoom-condition-bot')}"
    )
    parser.set_defaults(command=lambda _: _help(parser))
    commands = parser.add_subparsers(metavar="command")
    demo = commands.add_parser("demo", help="계정 없이 해 보기 · try it without an account")
    demo.add_argument("--speed", type=_positive, default=1.0, help="market seconds per second")
    demo.add_argument("--seed", type=int, default=1, help="another market")
    demo.set_defaults(command=_demo)
    run = commands.add_parser("run", help="봇 실행 · run the bot")
    run.add_argument("--once", action="store_true", help="do not start again after a fault")
    run.add_argument(
        "--setup", action="store_true", help="설정 화면부터 · begin with the set-up page"
    )
    run.set_defaults(command=_run)
    simulate = commands.add_parser("simulate", help="키움 시뮬레이터만 · the simulator alone")
    simulate.add_argument("--host", default="127.0.0.1")
    simulate.add_argument("--port", type=_port, default=8900)
    simulate.add_argument("--speed", type=_positive, default=1.0, help="how lively the market is")
    simulate.add_argument("--seed", type=int, default=1)
    simulate.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="오작동, 여러 번 가능; 이름은 --fault help · misbehave; --fault help lists the names",
    )
    simulate.set_defaults(command=_simulate)
    check = commands.add_parser("check", help="설정 진단 · what is wrong, and its cure")
    check.add_argument("--running", action="store_true", help="only whether the bot is alive")
    check.set_defaults(command=_check)
    unfreeze = commands.add_parser("unfreeze", help="막힌 주문 풀기 · let orders through again")
    unfreeze.set_defaults(command=_unfreeze)
    export = commands.add_parser("export", help="기록을 파일로 · history as a file")
    export.add_argument(
        "words",
        nargs="*",
        metavar="WORD",
        help="조건식·종목과 기간: 0 11/1~11/20, 삼성전자 최근 7일 · a condition or stock, and days",
    )
    export.add_argument("--format", choices=("csv", "xlsx", "json"), help="csv")
    export.add_argument("--output", default="", metavar="FILE", help="- : 화면으로 · to the output")
    export.set_defaults(command=_export)
    manifest = commands.add_parser("slack-manifest", help="슬랙 앱 매니페스트 · the Slack manifest")
    manifest.add_argument(
        "--http", action="store_true", help="소켓 모드 대신 HTTP로 · HTTP instead of Socket Mode"
    )
    manifest.set_defaults(command=_slack_manifest)
    return parser


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 10_000:
        raise argparse.ArgumentTypeError(f"{text!r}: 0 < N < 10000")
    return value


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) < 65_536):
        raise argparse.ArgumentTypeError(f"{text!r}: 0 ≤ N ≤ 65535")
    return int(text)


def _help(parser: argparse.ArgumentParser) -> int:
    parser.print_help(sys.stderr)
    return 2


def _run(arguments: argparse.Namespace) -> int:
    if not arguments.once:
        # -P: a bot.py in the present folder is not meant
        command = [sys.executable, "-P", "-m", "bot", "run", "--once"]
        return Supervisor(command, first=["--setup"] * arguments.setup).run()
    from bot.app import serve
    from bot.channels.console import at_a_terminal
    from bot.doctor import findings
    from bot.faces import Console
    from bot.settings import load

    async def bot(stop: asyncio.Event) -> None:
        settings = load()
        _configure_logs(settings.log_level)
        console = Console() if sys.stdin is not None and sys.stdin.isatty() else None
        watching = asyncio.create_task(end_with_parent(stop))
        reload_asked = asyncio.Event()
        _on_hang_up(asyncio.get_running_loop(), reload_asked, stop)

        async def warn(_: object) -> None:
            _warn(settings)

        try:
            if arguments.setup or (at_a_terminal() and _lacks_keys(settings)):
                if not await _set_up(settings, stop):
                    return
                settings = load()
                _configure_logs(settings.log_level)
            await serve(
                settings,
                stop,
                console=console,
                ready=warn,
                reread=load,
                reload_asked=reload_asked,
                examine=findings,
            )
        finally:
            watching.cancel()

    return _until_asked(bot)


def _lacks_keys(settings: "Settings") -> bool:
    return settings.kiwoom_app_key is None or settings.kiwoom_app_secret is None


async def _set_up(settings: "Settings", stop: asyncio.Event) -> bool:
    """Let a person enter what is missing on a page; false where they ended it instead."""
    from bot.channels.console import at_a_terminal
    from bot.setup import set_up

    def say(text: object) -> None:
        print(text, flush=True)

    return await set_up(settings, stop, say, browser=at_a_terminal())


def _demo(arguments: argparse.Namespace) -> int:
    from bot.channels.console import at_a_terminal
    from bot.demo import demo
    from bot.doctor import findings

    interactive = at_a_terminal()

    def bot(stop: asyncio.Event) -> Coroutine[Any, Any, None]:
        _configure_logs("WARNING")
        return demo(
            stop,
            speed=arguments.speed,
            seed=arguments.seed,
            interactive=interactive,
            examine=findings,
        )

    return _until_asked(bot)


def _simulate(arguments: argparse.Namespace) -> int:
    from core.simulator.faults import Faults
    from core.simulator.server import serve

    if "help" in arguments.fault:
        print("\n".join(f"{name}={value}" for name, value in sorted(Faults().values().items())))
        return 0
    try:
        faults = Faults.parse(arguments.fault)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2

    async def simulator(stop: asyncio.Event) -> None:
        task = asyncio.create_task(
            serve(arguments.host, arguments.port, arguments.speed, arguments.seed, faults)
        )
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
        task.cancel()
        waiting.cancel()
        await asyncio.gather(task, waiting, return_exceptions=True)
        if not stop.is_set():
            task.result()

    try:
        return _until_asked(simulator)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        where = f"{arguments.host}:{arguments.port}"
        print(f"{where}: {why} — 다른 포트는 · another port: --port N", file=sys.stderr)
        return 1


def _check(arguments: argparse.Namespace) -> int:
    if arguments.running:
        return _check_running()
    from bot.doctor import examine

    _configure_quietly()
    return asyncio.run(examine(print))


def _check_running() -> int:
    """Read the heartbeat, then ask the page; import no more than that: a container asks often.

    1 where the bot is not alive, or not ready: logged in, and its database writable.
    """
    from bot import heartbeat
    from bot.render.figures import duration
    from bot.render.voice import Voice
    from bot.settings import load
    from core.clock import SystemClock
    from core.errors import SettingsWrong

    try:
        settings = load()
    except SettingsWrong as error:
        _say_error(error)
        return 1
    voice = Voice(settings.bot_language)
    beat = heartbeat.last(settings.data_dir, SystemClock().now())
    if beat is None:
        print(voice.text("check.not_alive"))
        return 1
    age = duration(beat.age.total_seconds(), voice.lang)
    if beat.age >= heartbeat.FRESH:
        print(voice.text("check.silent_since", age=age))
        return 1
    if settings.web_port:
        from bot.readying import ask

        said = ask(settings, voice)
        if said is not None:
            print(said)
            return 1
    print(voice.text("check.alive", state=voice.session(beat.session), age=age))
    return 0


def _unfreeze(_arguments: argparse.Namespace) -> int:
    """Lift the freeze in the rows; a bot that runs beside it reads them before each order."""
    from bot.render.voice import Voice
    from bot.settings import load
    from core.clock import SystemClock
    from core.errors import BotError, NoDatabase
    from core.services.freeze import Freeze
    from core.store import Store, file_of, shown

    async def lift(where: str) -> bool:
        file = file_of(where)
        if file is not None and not file.exists():  # opening it would make an empty one
            raise NoDatabase(path=str(file))
        store = await Store.open(where)
        try:
            return await Freeze(store.facts, SystemClock()).unfreeze()
        finally:
            await store.close()

    _configure_quietly()
    try:
        settings = load()
        lifted = asyncio.run(lift(settings.database))
    except BotError as error:
        _say_error(error)
        return 1
    voice = Voice(settings.bot_language)
    print(voice.text(f"answer.{'unfrozen' if lifted else 'not_frozen'}"))
    print(voice.text("check.looked_at", path=shown(settings.database)))
    return 0


def _export(arguments: argparse.Namespace) -> int:
    """Write history to a file; 1 where there is none or it cannot be written, 2 for wrong words."""
    from bot.archive import export
    from bot.render.exporting import Format
    from bot.render.voice import Voice
    from bot.settings import load
    from core.clock import SystemClock
    from core.errors import BotError, PersonError

    _configure_quietly()
    kind = Format(arguments.format) if arguments.format else None
    try:
        settings = load()
        voice, now = Voice(settings.bot_language), SystemClock().now()
        work = export(settings.database, arguments.words, kind, arguments.output, voice, now)
        return 0 if asyncio.run(work) else 1
    except BotError as error:
        _say_error(error)
        return 2 if isinstance(error, PersonError) else 1
    except BrokenPipeError:  # whoever read the output has seen enough
        raise
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1


def _slack_manifest(arguments: argparse.Namespace) -> int:
    from bot.channels.slack.manifest import manifest_text, request_url
    from bot.commands.table import slack_menu
    from bot.settings import load, require
    from core.errors import SettingsWrong

    url = ""
    try:
        settings = load()
        if arguments.http or settings.slack_by_http:
            require(settings, "web_url")
            url = request_url(settings.web_url or "")
    except SettingsWrong as error:
        _say_error(error)
        return NEEDS_A_PERSON
    lang = settings.bot_language
    print(manifest_text(slack_menu(lang), lang, url=url))
    return 0


def _warn(settings: "Settings") -> None:
    """Say what is set up by half only: the bot runs, and nobody would know why it is silent."""
    import structlog

    from bot.render.voice import Voice
    from bot.settings import misspelt

    by_http = settings.slack_by_http and settings.web_port != 0
    slack = settings.slack_bot_token and (settings.slack_app_token or by_http)
    lacking = {
        "slack_half": settings.slack_bot_token and not slack,
        "no_chat": not (settings.telegram_bot_token or slack or settings.web_port),
        "nobody": not settings.owners and not (settings.web_port and settings.web_open),
    }
    voice, log = Voice(settings.bot_language), structlog.get_logger(__name__)
    for said, meant in misspelt():
        log.warning("misspelt", why=voice.text("check.misspelt", said=said, meant=meant))
    for key, lacks in lacking.items():
        if lacks:
            log.warning(key, why=voice.text(f"check.{key}"))


def _configure_logs(level: str) -> None:
    from bot.logs import configure
    from bot.reload import json_logs
    from bot.settings import load

    settings = load()
    configure(level, json=json_logs(settings), secrets=settings.secrets())


def _configure_quietly() -> None:
    from bot.logs import configure

    configure("CRITICAL", json=False)


def _until_asked(work: Callable[[asyncio.Event], Coroutine[Any, Any, None]]) -> int:
    """Run until SIGTERM or Ctrl-C; an error a person must mend is one sentence and exit code 78.

    The same error in the middle of a run (a database locked for a while) comes out of the task
    group and ends with 1: starting again may help, and says 78 if it does not.
    """
    from core.errors import OperatorError

    async def whole() -> None:
        stop = asyncio.Event()
        _on_signals(asyncio.get_running_loop(), stop)
        await work(stop)

    try:
        asyncio.run(whole())
    except OperatorError as error:
        _say_error(error)
        return NEEDS_A_PERSON
    except ExceptionGroup as group:
        operator, rest = group.split(OperatorError)
        if rest is not None or operator is None:
            raise
        _say_error(_first(operator))
        return 1
    return 0


def _first(error: Exception) -> Exception:
    while isinstance(error, ExceptionGroup):
        error = error.exceptions[0]
    return error


def _on_signals(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    for name in ("SIGTERM", "SIGINT", "SIGBREAK"):
        if not hasattr(signal, name):
            continue
        number = getattr(signal, name)
        try:
            loop.add_signal_handler(number, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))


def _on_hang_up(
    loop: asyncio.AbstractEventLoop, reload_asked: asyncio.Event, stop: asyncio.Event
) -> None:
    """Read the settings again after SIGHUP; at a terminal it means that the terminal is closed."""
    if not hasattr(signal, "SIGHUP"):  # Windows
        return
    at_a_terminal = sys.stdin is not None and sys.stdin.isatty()
    loop.add_signal_handler(signal.SIGHUP, (stop if at_a_terminal else reload_asked).set)


def _say_error(error: Exception) -> None:
    from bot.messages import Doc
    from bot.render import plain
    from bot.render.texts_shell import own_words
    from bot.render.voice import Voice
    from bot.settings import language
    from core.errors import BotError

    told = error if isinstance(error, BotError) else BotError(str(error))
    voice = Voice(language())
    own = own_words(told.key, labelled=False)
    lines = voice.lines(own, **told.params) if own else voice.error(told)
    print(plain.encode(Doc(lines)), file=sys.stderr)
