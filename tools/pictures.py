"""Photographs every page of a filled office for docs/images: ``python -m tools.pictures [name ...]``.

Needs a Chromium, as the tests in a browser do. An office is filled in a folder that is thrown away afterwards, or taken
from the folder that ``DARVOZA_OFFICE`` names.
"""

import io
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

IMAGES: Final = Path(__file__).resolve().parents[1] / "docs" / "images"
DESK: Final = (1280, 860)
TABLET: Final = (820, 1100)
_COLOURS: Final = 96
_PATIENCE: Final = 120_000  # milliseconds: the first match of names compiles
_MARGIN: Final = 38  # pixels, where paper has its margin
_CHROMIUM: Final = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: who looks at which address, on which screen, and what is done there first.

    ``address`` may have places that :func:`places` fills. ``paper`` is how it prints.
    """

    name: str
    who: str
    address: str
    screen: tuple[int, int] = DESK
    language: str = "en"
    dark: bool = False
    paper: bool = False
    first: Callable[[Any], None] | None = None


def _condition(page: Any) -> None:  # noqa: ANN401 - Playwright is not there when this is only read
    page.fill("#id", "RAIL-TRANSIT")
    page.fill("#title", "By rail through or out of the country")
    page.fill("#condition", "mode = 'rail' and flow in ('transit', 'export')")
    page.wait_for_selector(".live svg")


def _ties(page: Any) -> None:  # noqa: ANN401 - as above
    page.wait_for_selector(".web")


def _many(page: Any) -> None:  # noqa: ANN401 - as above
    for box in page.locator(".pick input").all()[5:9]:
        box.check()
    page.fill("#bulk-reason", "Known trader, papers seen on Friday")


def _result(page: Any) -> None:  # noqa: ANN401 - as above
    page.locator("input[name=code][value=B1]").check()
    page.locator("#result-form").scroll_into_view_if_needed()


def _values(page: Any) -> None:  # noqa: ANN401 - as above
    for more in page.locator(".sign-more summary").all()[:2]:
        more.click()


PICTURES: Final = (
    Picture("queue", "dilshod", "/desk"),
    Picture("queue-dark", "dilshod", "/desk", dark=True),
    Picture("queue-tajik", "firuz", "/desk", screen=TABLET, language="tg"),
    Picture("bulk-release", "dilshod", "/desk?mode=river", first=_many),
    Picture("scorecard", "{matcher}", "/consignment/{match}", screen=(1280, 1250), first=_values),
    Picture("scorecard-goods", "dilshod", "/consignment/{goods}", screen=(1280, 1100), language="ru"),
    Picture("ties", "dilshod", "/consignment/{goods}/links", first=_ties),
    Picture("message", "dilshod", "/consignment/{marked}/message"),
    Picture("messages", "dilshod", "/messages"),
    Picture("overrides", "rustam", "/desk/overrides"),
    Picture("orders", "malika", "/orders", screen=TABLET),
    Picture("order", "{inspector}", "/order/{order}", screen=(820, 1500)),
    Picture("result", "{inspector}", "/order/{order}", screen=TABLET, language="uz", first=_result),
    Picture("order-printed", "{inspector}", "/order/{order}/print", screen=(718, 1010), paper=True),
    Picture("cases", "{investigator}", "/cases"),
    Picture("case", "{investigator}", "/case/{case}", screen=(1280, 960)),
    Picture("case-evidence", "{investigator}", "/case/{case}/evidence", screen=(1280, 1100)),
    Picture("case-timeline", "{investigator}", "/case/{case}/timeline"),
    Picture("profiles", "nodira", "/profiles"),
    Picture("profile-editor", "nodira", "/profiles/new", screen=(1280, 1200), first=_condition),
    Picture("profile", "nodira", "/profile/FERTILISER-AF"),
    Picture("lists", "nodira", "/lists", screen=(1280, 960)),
    Picture("list", "nodira", "/lists/watch/{list}"),
    Picture("allow", "{matcher}", "/lists/allowed/new?{allowing}"),
    Picture("allowed", "nodira", "/lists/allowed"),
    Picture("control-entries", "nodira", "/lists/control"),
    Picture("goods", "malika", "/goods?q=acetic+anhydride%2C+CAS+108-24-7", screen=(1280, 960)),
    Picture("board", "{supervisor}", "/board?days=7", screen=(1280, 1500)),
    Picture("administration", "jasur", "/administration/unit/{unit}", screen=(1280, 1000)),
    Picture("audit", "jasur", "/audit"),
    Picture("account", "dilshod", "/account", language="uz-Cyrl"),
    Picture("sign-in", "", "/sign-in", language="ru"),
)


def main() -> None:
    """Make the pictures that are named, or all."""
    wanted = set(sys.argv[1:])
    unknown = wanted - {each.name for each in PICTURES}
    if unknown:
        sys.exit(f"No picture is called {', '.join(sorted(unknown))}.")
    with _office() as address:
        take([each for each in PICTURES if not wanted or each.name in wanted], address)


def take(pictures: list[Picture], address: str) -> None:
    """Photograph these pages of the office at this address."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    filled = places()
    found = next(filter(None, map(shutil.which, _CHROMIUM)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for each in pictures:
            wide, tall = each.screen
            context = browser.new_context(
                base_url=address,
                viewport={"width": wide, "height": tall},
                color_scheme="dark" if each.dark else "light",
                reduced_motion="reduce",
            )
            context.set_default_timeout(_PATIENCE)
            if each.who:
                cookie = _signed_in(each.who.format_map(filled), each.language)
                context.add_cookies([{"name": "darvoza_session", "value": cookie, "url": address}])
            page = context.new_page()
            page.goto(each.address.format_map(filled) if each.who else f"{each.address}?lang={each.language}")
            if each.first is not None:
                each.first(page)
            if each.paper:
                page.emulate_media(media="print")
            page.wait_for_load_state("networkidle")
            size = _keep(page.screenshot(), IMAGES / f"office-{each.name}.png", margin=_MARGIN if each.paper else 0)
            print(f"{each.name}: {size / 1000:.0f} kB")
            context.close()
        browser.close()


def places() -> dict[str, str]:
    """What is worth a picture in this office, of the unit at Ayritom where it has such."""
    from urllib.parse import quote, urlencode  # noqa: PLC0415 - beside its only use

    from darvoza.office.cases.models import Case  # noqa: PLC0415 - needs Django set up
    from darvoza.office.desk.models import Consignment, State  # noqa: PLC0415
    from darvoza.office.examination.models import Order, Progress  # noqa: PLC0415
    from darvoza.office.lists.keeping import store  # noqa: PLC0415
    from darvoza.office.people.models import Officer, Unit  # noqa: PLC0415

    unit = Unit.objects.get(code="UZ-TER")
    every = Consignment.objects.filter(assessment__isnull=False).select_related("assessment", "message")
    here = every.filter(office__in=unit.posts.values("code"))
    waiting = list(here.filter(state=State.WAITING).order_by("rank", "-score")[:60])
    sanctions = every.filter(typologies__contains="sanctions").order_by("-score")
    alike = [*sanctions.filter(state=State.WAITING), *sanctions.exclude(state=State.WAITING)[:200]]
    match, signal = next(
        (row, signal)
        for row in [*alike, *waiting]
        for signal in row.assessment.said["signals"]
        if signal["kind"] == "party match" or row.pk == waiting[-1].pk
    )
    goods = next((one for one in waiting if one.assessment.said["determinations"]), waiting[0])

    def serving(role: str, **at: object) -> str:
        return str(Officer.objects.filter(memberships__role=role, **at).order_by("pk")[0].name)

    said = {fact["name"]: fact["value"] for fact in signal["evidence"]}
    named, _, entity = signal["id"].partition(":")
    declared = said.get("declared", "")
    orders = Order.objects.filter(state=Progress.OPEN)
    opening = orders.filter(measure="physical examination")
    order = opening.filter(consignment__typologies__contains="drugs").first() or opening.first() or orders[0]
    own = [each for each in store().list_ids() if each.startswith(f"unit{unit.pk}-")]
    case = Case.objects.filter(state="open").order_by("pk")[0]
    return {
        "match": quote(match.key),
        "matcher": serving("targeter", memberships__unit__posts__code=match.office),
        "inspector": serving("inspector", memberships__unit__posts__code=order.office),
        "investigator": serving("analyst", memberships__unit=case.unit),
        "supervisor": serving("supervisor", memberships__unit=case.unit),
        "goods": quote(goods.key),
        "marked": quote(next((one.key for one in waiting if one.message.name.endswith(".edi")), goods.key)),
        "order": str(order.pk),
        "case": str(case.pk),
        "list": own[0] if own else "own-list",
        "allowing": urlencode({"declared": declared, "list": named, "entity_id": entity, "back": match.key}),
        "unit": str(unit.pk),
    }


@contextmanager
def _office() -> Iterator[str]:
    """The address of an office that answers while this lasts."""
    with tempfile.TemporaryDirectory() as folder:
        filled = "DARVOZA_OFFICE" in os.environ
        os.environ.setdefault("DARVOZA_OFFICE", folder)
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in this thread
        from darvoza.office.serve import prepare  # noqa: PLC0415 - sets Django up for the folder

        prepare(first=False)
        if not filled:
            from darvoza.office.filling import fill  # noqa: PLC0415 - needs Django set up

            fill(days=7, consignments=150, seed=1, last=datetime.now(UTC).date(), step=print)
        from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler  # noqa: PLC0415
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

        WSGIRequestHandler.log_message = lambda *_: None  # it would tell of each asset
        server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
        server.set_app(get_wsgi_application())
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()


def _signed_in(name: str, language: str) -> str:
    from django.test import Client  # noqa: PLC0415 - needs Django set up

    from darvoza.office.people.models import Officer  # noqa: PLC0415

    Officer.objects.filter(name=name).update(language=language)
    client = Client()
    client.force_login(Officer.objects.get(name=name), backend="django.contrib.auth.backends.ModelBackend")
    return str(client.cookies["darvoza_session"].value)


def _keep(taken: bytes, path: Path, margin: int) -> int:
    """Write a picture with few colours, which is all that these pages have; its size."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - comes with the chemistry extra

    picture = Image.open(io.BytesIO(taken)).convert("RGB")
    if margin:
        picture = ImageOps.expand(ImageOps.expand(picture, margin, "white"), 1, "grey")
    few = picture.quantize(_COLOURS, method=Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
    few.save(path, optimize=True)
    return path.stat().st_size


if __name__ == "__main__":
    main()
