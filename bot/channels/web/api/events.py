"""What entered and left, page by page: nothing is lost or repeated while more comes."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field, StringConstraints
from starlette.requests import Request

from bot.channels.web.api.describing import VIEWERS, named, refusals
from bot.channels.web.api.schemas import (
    EVENING,
    KIND,
    MORNING,
    SOURCE,
    Code,
    EventsOut,
    Given,
    Id,
    Kind,
    Moment,
    Source,
)
from bot.channels.web.api.shaping import happened
from bot.channels.web.desk import desk_of
from core.model import EventKind
from core.model import Source as ModelSource
from core.ports import Cut

router = APIRouter(
    prefix="/api/v1/events",
    tags=["events"],
    generate_unique_id_function=named,
    dependencies=VIEWERS,
)


class EventsQuery(Given):
    """Which events are wanted, from where on, and how many."""

    condition: Id | None = Field(
        None, description="only those of the condition with this id", examples=[11]
    )
    code: Code | None = Field(
        None, description="only those of the stock with this code", examples=["005930"]
    )
    kind: Kind | None = Field(None, description=f"only these: {KIND}")
    source: Source | None = Field(None, description=f"only those learnt so; {SOURCE}")
    since: Moment | None = Field(
        None, description="only those received then or later", examples=[MORNING]
    )
    until: Moment | None = Field(
        None, description="only those received before then", examples=[EVENING]
    )
    order: Literal["newest", "oldest"] = Field("newest", description="which come first")
    cursor: (
        Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,9})$", max_length=10)] | None
    ) = Field(None, description="`next` of the page before", examples=["1234"])
    limit: int = Field(100, ge=1, le=500, description="how many at most")

    @property
    def cut(self) -> Cut:
        """Return which events are wanted."""
        return Cut(
            self.condition,
            self.code,
            EventKind(self.kind) if self.kind else None,
            ModelSource(self.source) if self.source else None,
            self.since,
            self.until,
        )


@router.get("", responses=refusals())
async def list_events(
    request: Request,
    wanted: Annotated[EventsQuery, Query()],
) -> EventsOut:
    """Return a page of events; `next` is the cursor of the page behind it.

    From the newest on it is null at the end. From the oldest on it is always there: asked for
    again later, it tells what came meanwhile.
    """
    engine = desk_of(request).engine
    place = None if wanted.cursor is None else int(wanted.cursor)
    if wanted.order == "oldest":
        records = await engine.events.after(place or 0, wanted.limit, wanted.cut)
    else:
        records = await engine.events.before(place, wanted.limit, wanted.cut)
    events = [happened(one, engine.stock_name(one.event.code)) for one in records]
    after: str | None = str(events[-1].id) if events else wanted.cursor or "0"
    if wanted.order == "newest" and len(events) < wanted.limit:
        after = None
    return EventsOut(events=events, next=after)
