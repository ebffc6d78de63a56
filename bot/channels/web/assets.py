"""The page's own scripts, styles and pictures."""

from typing import Any

from starlette.responses import Response
from starlette.staticfiles import StaticFiles


class Assets(StaticFiles):
    """Files a browser keeps, and asks each time whether they are still the same.

    Modules import each other by name, so one that is older than the rest would break the page.
    """

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """Return a file, or that the browser's is the same."""
        answer = super().file_response(*args, **kwargs)
        answer.headers["Cache-Control"] = "no-cache"
        return answer
