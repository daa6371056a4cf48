"""The counter's pages, mounted at /counter."""

from fastapi import APIRouter

from fuda.terminals.counter.hand_over_pages import HandOverPages
from fuda.terminals.counter.issue_pages import IssuePages
from fuda.terminals.counter.notice_pages import NoticePages
from fuda.terminals.counter.resident_pages import ResidentPages
from fuda.terminals.counter.windows import CounterHall

PREFIX = "/counter"


def counter_pages(hall: CounterHall) -> APIRouter:
    """The pages, to be mounted at `PREFIX`."""
    router = APIRouter(include_in_schema=False)
    ResidentPages(hall).add_to(router)
    HandOverPages(hall).add_to(router)
    IssuePages(hall).add_to(router)
    NoticePages(hall).add_to(router)
    return router
