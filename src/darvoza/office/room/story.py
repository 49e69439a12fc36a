"""A course as it is played in browsers: a trainer opens an exercise, two trainees work it on the desk, all look back.

Buttons and fields are found by what they are called in the pages' own code, so that everyone may read another language.
Playwright is given by who plays it; nothing here imports it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

EXERCISE: Final = "desk-precursors"
_PATIENCE: Final = 900.0
"""Seconds until a page has to be ready, on a slow machine."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The pages of those who play (Playwright's ``Page``), signed in: a trainer, and trainees with what each does.

    ``picture`` is called with a page and the name of what it shows; ``waited`` when something is worked out behind the
    pages.
    """

    trainer: Any
    trainees: tuple[Any, ...]
    names: tuple[str, ...]
    picture: Callable[[Any, str], None]
    waited: Callable[[], None]


def keep_in(folder: Path | None) -> Callable[[Any, str], None]:
    """Keeps pictures in a folder, which is made; without one none is taken."""

    def keep(page: Any, name: str) -> None:  # noqa: ANN401 - a page of Playwright's
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(folder / f"{name}.png"), full_page=False)

    return keep


def sign_in(page: Any, address: str, name: str, password: str) -> None:  # noqa: ANN401 - a page of Playwright's
    """Sign in by the form."""
    page.goto(f"{address}/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=password]", password)
    page.locator("form button").first.click()
    page.wait_for_url(lambda url: "sign-in" not in url)


def _press(page: Any, button: str) -> None:  # noqa: ANN401 - a page of Playwright's
    """Press what sends a form, and wait for the page that answers: until it comes the old one still stands there."""
    with page.expect_navigation():
        page.locator(button).first.click()


def play(cast: Cast, address: str, exercise: str = EXERCISE) -> str:
    """The course, from opening the session to its debrief; the address of the session."""
    session = _opened(cast, address, exercise)
    run = [_run(cast, page, address) for page in cast.trainees]
    _as_proposed(cast, cast.trainees[0], address)
    _with_questions(cast, cast.trainees[1], address)
    cast.trainer.goto(session)
    cast.picture(cast.trainer, "console")
    _press(cast.trainer, "input[name=do][value=end] ~ button")
    _until(cast, cast.trainer, session, "a[href$='/debrief']")
    cast.picture(cast.trainer, "scores")
    _press(cast.trainer, "a[href$='/debrief']")
    cast.picture(cast.trainer, "debrief")
    for page, place in zip(cast.trainees, run, strict=True):
        page.goto(place)
        page.locator(".replay").first.scroll_into_view_if_needed()
        cast.picture(page, f"replay-{cast.names[cast.trainees.index(page)]}")
        page.goto(place)
        cast.picture(page, f"review-{cast.names[cast.trainees.index(page)]}")
    return session


def _opened(cast: Cast, address: str, exercise: str) -> str:
    page = cast.trainer
    page.goto(f"{address}/room")
    cast.picture(page, "room")
    page.goto(f"{address}/room/exercise/{exercise}")
    cast.picture(page, "exercise")
    _press(page, "form[action='/room/open'] button")
    session = str(page.url)
    for tick in page.locator("input[name=trainee]").all():
        tick.check()
    _press(page, "form[action$='/add'] button")
    _until(cast, page, session, "input[name=do][value=start]")
    cast.picture(page, "ready")
    _press(page, "input[name=do][value=start] ~ button")
    page.wait_for_selector("input[name=do][value=pause]", state="attached")
    return session


def _run(cast: Cast, page: Any, address: str) -> str:  # noqa: ANN401 - a page of Playwright's
    page.goto(f"{address}/room")
    _press(page, "main a[href^='/room/run/']")
    cast.picture(page, f"briefing-{cast.names[cast.trainees.index(page)]}")
    return str(page.url)


def _as_proposed(cast: Cast, page: Any, address: str) -> None:  # noqa: ANN401 - a page of Playwright's
    """One trainee goes down the queue and takes what is proposed, sure of it, for the signs that the engine raised."""
    page.goto(f"{address}/desk")
    cast.picture(page, "desk")
    _press(page, ".ref a, a.ref")
    for number in range(6):
        page.wait_for_selector("#decide-button")
        page.select_option("#sure", "80")
        for tick in page.locator("input[id^=fired-]").all()[:2]:
            tick.check()
        page.wait_for_load_state("networkidle")  # ties are fetched once they are in sight
        if number == 1:
            cast.picture(page, "scorecard")
        _press(page, "#decide-button")


def _with_questions(cast: Cast, page: Any, address: str) -> None:  # noqa: ANN401 - a page of Playwright's
    """The other trainee calls for papers first, and stops three."""
    page.goto(f"{address}/desk")
    _press(page, ".ref a, a.ref")
    for number in range(3):
        page.wait_for_selector("#decide-button")
        _press(page, ".exercise-panel button[name=source]")
        page.wait_for_selector(".exercise-panel dl")
        page.select_option("#sure", "70")
        page.locator("#measure-physical-examination").check(force=True)
        page.fill("#reason", "—")
        page.wait_for_load_state("networkidle")
        if number == 0:
            cast.picture(page, "asked")
        _press(page, "#decide-button")
    page.goto(f"{address}/orders")
    cast.picture(page, "orders")


def _until(cast: Cast, page: Any, address: str, there: str) -> None:  # noqa: ANN401 - a page of Playwright's
    """Load a page again until something stands on it."""
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        cast.waited()
        page.goto(address)
        if page.locator(there).count():
            return
    raise TimeoutError(f"{address} does not show {there}")
