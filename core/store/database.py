"""One database, one writer thread, one transaction for every piece of work; readers beside it."""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    IntegrityError,
    NoSuchModuleError,
    NotSupportedError,
    ProgrammingError,
)
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlmodel import Session

from core.errors import DatabaseUnusable
from core.store.migrations import HEAD

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 5
CLOSE_SECONDS = 5.0
READERS = 2

OUR_FAULT = (IntegrityError, ProgrammingError, DataError, NotSupportedError)


class Database:
    """Runs plain functions `work(session, *args)`, one after the other, each a transaction.

    `where` is the path of an SQLite file or a URL as SQLAlchemy writes them. `on_rollback` is
    called in the writer thread whenever a transaction was undone, for caches of what it wrote.
    """

    def __init__(self, where: str | Path) -> None:
        self._where = str(where)
        self._executor = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._engine: Engine | None = None
        self._raw: sqlite3.Connection | None = None
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="store-read")
        self._reading: dict[Future[Any], None] = {}
        self._looking: Engine | None = None
        self._looks: set[sqlite3.Connection] = set()
        self._closed = False
        self.on_rollback: list[Callable[[], None]] = []

    async def open(self) -> None:
        """Open or create the database and bring its tables up to date; raises DatabaseUnusable."""
        try:
            await asyncio.shield(asyncio.wrap_future(self._executor.submit(self._open)))
        except BaseException:
            await self.close()
            raise

    async def run(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the work in the writer thread and return what it returns, committed.

        Whoever stops waiting stops only the waiting: the work is done whole all the same, and
        before anything submitted later. Raises DatabaseUnusable where the database gave way.
        """
        return await asyncio.shield(asyncio.wrap_future(self.submit(work, *args, **kwargs)))

    def submit(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Future[T]:
        """Queue the work without waiting for it; raises DatabaseUnusable once it is closed."""
        if self._closed:
            raise self._unusable("it is closed")
        return self._executor.submit(lambda: self._transaction(work, *args, **kwargs))

    async def read(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run work that only looks, on a connection of its own, so that it holds up no alert.

        It sees what was committed when it began. Raises DatabaseUnusable where the database gave
        way or is closed. (A database in memory has one connection, which it waits for.)
        """
        if self._looking is None:
            return await self.run(work, *args, **kwargs)
        if self._closed:
            raise self._unusable("it is closed")
        looking = self._readers.submit(lambda: self._look(work, *args, **kwargs))
        self._reading[looking] = None
        looking.add_done_callback(self._reading.pop)
        return await asyncio.wrap_future(looking)

    async def close(self, within: float = CLOSE_SECONDS) -> None:
        """Finish what was submitted and close; what takes too long is broken off, undone.

        Whoever only looks is broken off at once.
        """
        if self._closed:
            return
        self._closed = True
        await self._end_readers(within)
        ended = self._executor.submit(self._dispose)
        try:
            if not await _ends(ended, within) and self._raw is not None:
                self._raw.interrupt()
                await _ends(ended, within)
        finally:
            self._executor.shutdown(wait=False, cancel_futures=True)

    def _transaction(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                return work(session, *args, **kwargs)
        except BaseException as error:
            for forget in self.on_rollback:
                forget()
            if isinstance(error, DatabaseError) and not isinstance(error, OUR_FAULT):
                raise self._unusable(str(error.orig)) from error
            raise

    def _look(
        self, work: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        try:
            with Session(self._looking) as session, session.begin():
                return work(session, *args, **kwargs)
        except DatabaseError as error:
            if isinstance(error, OUR_FAULT):
                raise
            raise self._unusable(str(error.orig)) from error

    async def _end_readers(self, within: float) -> None:
        for raw in tuple(self._looks):
            with suppress(sqlite3.ProgrammingError):  # it has just been closed
                raw.interrupt()
        self._readers.shutdown(wait=False, cancel_futures=True)
        running = [asyncio.wrap_future(one) for one in tuple(self._reading)]
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await asyncio.gather(*running, return_exceptions=True)

    def _open(self) -> None:
        try:
            url = _url(self._where)
            _make_directory(url)
            self._engine = create_engine(url)
            if url.get_backend_name() == "sqlite":
                event.listen(self._engine, "connect", self._tune)
                event.listen(self._engine, "begin", _begin)
            self._bring_up_to_date(self._engine)
            self._looking = self._reader(url)
        except OSError as error:
            raise self._unusable(error.strerror or str(error)) from error
        except DatabaseError as error:
            raise self._unusable(str(error.orig)) from error
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise self._unusable(str(error)) from error

    def _bring_up_to_date(self, engine: Engine) -> None:
        with engine.begin() as connection:
            revision = _revision(connection)
            if revision == HEAD:
                # a write that changes nothing: a file that may only be read is found out now
                connection.exec_driver_sql("UPDATE alembic_version SET version_num = version_num")
        if revision == HEAD:
            return
        # half a second of import, paid only when there is a step to take
        from core.store.migrations import steps  # noqa: PLC0415

        if revision is not None and not steps.known(revision):
            raise self._unusable(f"a newer version of this program wrote it ({revision})")
        with engine.connect() as connection:
            # altering a table means copying it, and dropping the old one must not cascade
            _enforce_foreign_keys(connection, on=False)
            with connection.begin():
                steps.upgrade(connection)
                self._check_foreign_keys(connection)
            _enforce_foreign_keys(connection, on=True)

    def _check_foreign_keys(self, connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise self._unusable(f"a row of {broken[0]} refers to nothing in {broken[2]}")

    def _tune(self, raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        self._raw = raw
        raw.isolation_level = None  # transactions begin where we say, see _begin
        for pragma in (
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
        ):
            raw.execute(f"PRAGMA {pragma}").close()

    def _reader(self, url: URL) -> Engine | None:
        """Return where to look beside the writer: connections that are opened for one look."""
        sqlite = url.get_backend_name() == "sqlite"
        if sqlite and not _in_a_file(url):
            return None
        engine = create_engine(url, poolclass=NullPool)
        if sqlite:
            event.listen(engine, "connect", self._tune_reader)
            event.listen(engine, "close", self._forget_reader)
            event.listen(engine, "begin", _begin_looking)
        return engine

    def _tune_reader(self, raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        raw.isolation_level = None
        for pragma in (f"busy_timeout={BUSY_SECONDS * 1000}", "query_only=ON"):
            raw.execute(f"PRAGMA {pragma}").close()
        self._looks.add(raw)

    def _forget_reader(self, raw: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
        self._looks.discard(raw)

    def _dispose(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _unusable(self, reason: str) -> DatabaseUnusable:
        path = _shown(self._where)
        return DatabaseUnusable(f"{path}: {reason}", path=path, reason=reason)


async def _ends(future: Future[None], within: float) -> bool:
    done, _ = await asyncio.wait([asyncio.wrap_future(future)], timeout=within)
    return bool(done)


def _begin(connection: Connection) -> None:
    """Take the write lock at once, so that a busy database is met before anything was done."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_looking(connection: Connection) -> None:
    """Look at one state of the database, whatever is written meanwhile."""
    connection.exec_driver_sql("BEGIN")


def _enforce_foreign_keys(connection: Connection, *, on: bool) -> None:
    raw = connection.connection.driver_connection
    if isinstance(raw, sqlite3.Connection):
        raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}").close()


def _revision(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql(
        "SELECT version_num FROM alembic_version"
    ).scalar()
    return found


def _url(where: str) -> URL:
    return make_url(where) if "://" in where else URL.create("sqlite", database=where)


def _shown(where: str) -> str:
    try:
        url = _url(where)
    except ArgumentError:
        return "DATABASE_URL"  # it may hold a password, and nobody can say where
    if url.get_backend_name() == "sqlite" and url.database:
        return url.database
    return url.render_as_string(hide_password=True)


def _make_directory(url: URL) -> None:
    if url.get_backend_name() == "sqlite" and url.database and _in_a_file(url):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def file_of(where: str | Path) -> Path | None:
    """Return the file a database is in, None where it is in none (or nobody can say)."""
    try:
        url = _url(str(where))
    except ArgumentError:
        return None
    sqlite = url.get_backend_name() == "sqlite" and _in_a_file(url)
    return Path(str(url.database)).absolute() if sqlite else None


def shown(where: str | Path) -> str:
    """Return where a database is, as anybody may read it: a path, or a URL without password."""
    return str(file_of(where) or _shown(str(where)))


def _in_a_file(url: URL) -> bool:
    return bool(url.database) and not str(url.database).startswith((":", "file:"))
