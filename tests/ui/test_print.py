"""What a printer gets: every word of a page, dark on light, nothing of the screen alone."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL.Image import new as image
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from engine.rule_book.loading import default_rule_book
from engine.rule_book.records import Level
from tests.conftest import tab
from tests.ui.steps import SOCKET, answer, choose_location, choose_signs, on_page, settled
from ui.appointment import before_you_go, compare, sheet_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from PIL.Image import Image
    from playwright.sync_api import BrowserContext, Page, WebSocketRoute

    from tests.conftest import StartedApp

pytestmark = pytest.mark.browser

BOOK = default_rule_book()
SOON = next(s for s in BOOK.warning_signs_asked_at("lower_back") if s.level is not Level.EMERGENCY)
EMERGENCY = next(s for s in BOOK.warning_signs_asked_at("head") if s.level is Level.EMERGENCY)
LINK = "/?location=lower_back&condition=herniated_disc"
OF_A_SCREEN = ("Continue", "Start again", "Step on", "For teachers", "Download", "Choose one")
ZOOM = 3  # pixels in a point
AROUND = 3  # pixels beside a word that belong to it
DARK, LIGHT = 150, 200  # of 255


def printed(page: Page, address: str) -> Iterator[str]:
    """Walk to each page that somebody takes along, telling its name when it shows."""
    answer(page, "Lower back", "Slipped disc (herniated disc)", signs=(SOON.name,))
    yield "result"
    for path, title in (
        ("compare", compare.TITLE),
        ("before", before_you_go.TITLE),
        ("sheet", sheet_page.TITLE),
        ("options", "All treatment options"),
        ("about", "About"),
    ):
        page.goto(f"{address}/{path}")
        on_page(page, title)
        for number in range(2 if path == "compare" else 0):
            page.locator(".st-key-compared label").nth(number).click()
            settled(page)
        yield path
    page.goto(f"{address}/matrix")
    on_page(page, "Matrix")
    yield "matrix"
    page.goto(f"{address}{LINK}")
    on_page(page, "Pathways")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("heading", name="Step 1 of").wait_for()
    yield "pathways"
    page.goto(address)
    choose_location(page, "Head or face")
    choose_signs(page, EMERGENCY.name)
    on_page(page, "Get help now")
    yield "emergency"


def words(page: Page) -> list[str]:
    """Each piece of text that the page has to say, in what is closed as well."""
    found: list[str] = page.evaluate(
        """() => {
            const screen = `button, label, a, kbd, style, title, desc, .po-hidden, .po-hint,
                .st-key-footer, .st-key-appointment_steps, .st-key-compared,
                .po-small-screen, [data-testid="stExpander"], [data-testid="stIconMaterial"]`;
            const found = [];
            const look = (root) => {
                const walker = document.createTreeWalker(root, NodeFilter.SHOW_ALL);
                for (let node = walker.nextNode(); node; node = walker.nextNode()) {
                    if (node.shadowRoot) look(node.shadowRoot);
                    const said = node.nodeType === Node.TEXT_NODE && node.data.trim();
                    if (said && !node.parentElement.closest(screen)) found.push(said);
                }
            };
            look(document.querySelector(".stMainBlockContainer"));
            return found;
        }"""
    )
    return found


def squeezed(text: str) -> str:
    """Letters and digits alone: where a line ends, a space or a hyphen can come or go."""
    return "".join(filter(str.isalnum, text))


@pytest.mark.slow
@pytest.mark.parametrize(("theme", "paper"), [("light", "Letter"), ("dark", "A4")])
def test_every_word_is_printed_dark_on_light(
    phone: BrowserContext, app: StartedApp, theme: Literal["light", "dark"], paper: str
) -> None:
    """No word is missing, none is light or on something dark; the rest of a sheet is white."""
    with tab(phone, 1280, 900, theme) as page:
        page.goto(app.address)
        for state in printed(page, app.address):
            expect(page.locator('[data-stale="true"]')).to_have_count(0)  # of the page before
            settled(page)  # nor does it fade
            said = words(page)
            assert len(said) > 5, state
            # Margins as browsers set them, and backgrounds as they leave them: not printed.
            sheets = pypdfium2.PdfDocument(
                page.pdf(
                    format=paper,
                    margin={"top": "1.5cm", "right": "1.5cm", "bottom": "1.5cm", "left": "1.5cm"},
                )
            )
            on_paper = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
            missing = [text for text in said if squeezed(text) not in squeezed(on_paper)]
            assert not missing, f"{state}: {missing}"
            assert not [text for text in OF_A_SCREEN if text in on_paper], state
            for sheet in sheets:
                picture = sheet.render(scale=ZOOM).to_pil().convert("L")
                assert shade(picture, 49) == 255, state
                check_contrast(sheet, picture, state)


def test_what_a_run_may_replace_is_printed_dark(page: Page, app: StartedApp) -> None:
    """Somebody who prints while the script runs again gets no gray words."""
    is_held = False

    def connect(socket: WebSocketRoute) -> None:
        server = socket.connect_to_server()

        def send(message: str | bytes) -> None:
            """Pass everything on; once held, only that the script has begun to run."""
            parsed = ForwardMsg.FromString(message) if isinstance(message, bytes) else ForwardMsg()
            begins = (
                parsed.HasField("new_session") or parsed.session_status_changed.script_is_running
            )
            if not is_held or begins:
                socket.send(message)

        server.on_message(send)

    page.route_web_socket(SOCKET, connect)
    page.goto(app.address)
    answer(page, "Lower back", "Slipped disc (herniated disc)")
    page.goto(f"{app.address}/compare")
    on_page(page, compare.TITLE)
    settled(page)
    is_held = True
    page.locator(".st-key-compared label").first.click()
    faded = page.locator('[data-stale="true"]').last
    expect(faded).to_have_css("opacity", "0.33")
    sheets = pypdfium2.PdfDocument(page.pdf(format="A4"))
    for sheet in sheets:
        check_contrast(sheet, sheet.render(scale=ZOOM).to_pil().convert("L"), "faded")


def check_contrast(sheet: pypdfium2.PdfPage, picture: Image, state: str) -> None:
    """Hold that each piece of text on a sheet has ink in it, and paper around it."""
    text = sheet.get_textpage()
    assert text.count_rects() > 0, f"{state}: a sheet without words"
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        said = text.get_text_bounded(left, bottom, right, top)
        if not any(letter.isalpha() for letter in said):
            continue
        height = sheet.get_height()
        box = (
            int(left * ZOOM) - AROUND,
            int((height - top) * ZOOM) - AROUND,
            int(right * ZOOM) + AROUND,
            int((height - bottom) * ZOOM) + AROUND,
        )
        around = picture.crop(box)
        assert shade(around, 1) < DARK, f"{state}: {said!r} is too light"
        assert shade(around, 75) > LIGHT, f"{state}: {said!r} stands on something dark"


def shade(picture: Image, percent: int) -> int:
    """How light the pixel is that so many percent of a picture's pixels are before, in order."""
    before = percent * picture.width * picture.height // 100
    # The pixels need not be sorted one by one: of most shades there are many.
    counted = accumulate(picture.histogram())
    return next(shade for shade, count in enumerate(counted) if count > before)


def test_a_shade_is_that_of_the_pixels_in_order() -> None:
    """Counting shades gives what sorting all pixels gives."""
    picture = image("L", (20, 5))
    picture.putdata([7 * number % 251 for number in range(100)])
    pixels = sorted(picture.tobytes())
    for percent in range(100):
        assert shade(picture, percent) == pixels[percent]


def test_the_diagram_is_printed_from_a_phone(page: Page, app: StartedApp) -> None:
    """What a small screen leaves out for want of room, paper has room for."""
    page.goto(f"{app.address}{LINK}")
    on_page(page, "Pathways")
    page.locator(".st-key-diagram g[data-step]").first.wait_for(state="attached")
    sheets = pypdfium2.PdfDocument(page.pdf(format="A4"))
    on_paper = " ".join(sheet.get_textpage().get_text_range() for sheet in sheets)
    assert "What they amount to" in on_paper
