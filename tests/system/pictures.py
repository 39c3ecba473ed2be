"""The pictures in docs/screenshots, made again from a running demonstration: `script/screenshots http://localhost:8000 [part of a name]`.

`PICTURES` lists them in order; a picture is a name, who looks, where, in which windows, and what is done before the shutter. Each shows
one window, never an endless page. A picture that needs a state which the demonstration lacks makes it through the pages themselves.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.system import browser as browsers
from tests.system import looks
from tests.system.road_pictures import a_week_later, next_agenda, on_the_road
from tests.system.small_png import shrink

FOLDER = browsers.ROOT / "docs" / "screenshots"
HEIGHT = {1280: 900, 390: 844}
SHOWN = "1280-light"
PHONE = "390-light"
HEAVY = 140_000  # bytes; heavier ones are kept in 256 colours
Act = Callable[[Page], None]


@dataclass(frozen=True)
class Picture:
    name: str
    who: str  # the part of an e-mail address before the @; empty: signed out
    where: str
    views: tuple[str, ...] = (SHOWN,)
    before: Act | None = None


def first_row(page: Page) -> None:
    """Open the first row of a worklist."""
    page.goto(str(page.locator(".row th a").first.get_attribute("href")))


def denise(page: Page) -> None:
    """Her record, from the list of patients."""
    page.get_by_role("searchbox").first.fill("Okafor")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="OKAFOR, Denise", exact=True).first.click()


def part(name: str) -> Act:
    def go(page: Page) -> None:
        denise(page)
        page.get_by_role("link", name=name, exact=True).first.click()

    return go


def form_of(verb: str) -> Act:
    def go(page: Page) -> None:
        first_row(page)
        page.goto(f"{page.url.rstrip('/')}/do/{verb}/")

    return go


def press_main(page: Page) -> None:
    """Send the page's form as the browser would without its own checks, so that the server answers."""
    page.eval_on_selector("main form.cc-form", "form => { form.noValidate = true }")
    page.locator("main form.cc-form button:not([type=button])").last.click()
    page.wait_for_load_state()


def with_errors(page: Page) -> None:
    form_of("request_info")(page)
    press_main(page)


def stale(page: Page) -> None:
    form_of("accept")(page)
    page.eval_on_selector("main form.cc-form [name=version]", "field => { field.value = '1' }")
    fill(page, consult_by="2027-01-15")
    press_main(page)


def refused(page: Page) -> None:
    form_of("book_consult")(page)
    fill(page, at="2020-01-15T10:30")
    press_main(page)


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"main form [name={name}]").first.fill(value)


def twice(page: Page) -> None:
    fill(page, family_name="Okafor", given_name="Denise", birth_on="1961-06-02")
    press_main(page)


def long_name(page: Page) -> None:
    fill(
        page, family_name="Wolfeschlegelsteinhausenbergerdorff " * 3, given_name="Hubert Blaine Maximiliana-Theodora", birth_on="1949-08-04"
    )
    press_main(page)
    same = page.get_by_label("I compared them")
    if same.count():  # the picture was taken before
        same.check()
        press_main(page)


def emergency(page: Page) -> None:
    password = page.locator("input[type=password]")
    if password.count():
        password.first.fill(PASSWORD[0])
        password.first.press("Enter")
        page.wait_for_load_state()


def break_glass(page: Page) -> None:
    """The form of emergency access for Denise's record, with a reason that is too short."""
    emergency(page)
    fill(page, family_name="Okafor", given_name="Denise", birth_on="1961-06-02")
    press_main(page)
    page.get_by_role("link", name="Open in an emergency").first.click()
    emergency(page)
    page.get_by_label("Emergency treatment").check()
    fill(page, reason="High fever")
    press_main(page)


def compared(page: Page) -> None:
    """Somebody registered under another name turns out to be Denise: her record asks, and the two are compared."""
    denise(page)
    if not page.get_by_role("link", name="Compare with").count():
        page.goto("/patients/register/")
        fill(page, family_name="Adeyemi", given_name="Nkechi", birth_on="1948-01-30", phone="319-555-0171")
        press_main(page)
        page.goto(f"{page.url.rstrip('/')}/edit/")
        fill(page, family_name="Okafor", given_name="Denyse", birth_on="1961-06-02")
        press_main(page)
        page.goto("/patients/")
        denise(page)
    page.get_by_role("link", name="Compare with").first.click()


def history(page: Page) -> None:
    """Of the record that was registered under another name."""
    compared(page)
    page.get_by_role("link", name="Open the other record").click()
    page.get_by_role("link", name="History", exact=True).click()


def opened_in_emergency(page: Page) -> None:
    break_glass(page)
    fill(page, reason="Brought in confused with high fever; nobody of the care team answers.")
    press_main(page)


def article(page: Page) -> None:
    page.locator("main a[href*='/learn/']:not([href*='/signs/'])").first.click()


def in_spanish(page: Page) -> None:
    page.get_by_role("button", name="Español").first.click()
    page.wait_for_load_state()


PASSWORD: list[str] = []
BOTH = (SHOWN, PHONE)
WITH_DARK = (SHOWN, "1280-dark", PHONE)
PICTURES = (
    Picture("sign-in", "", "/accounts/login/", BOTH),
    Picture("worklist", "bo", "/worklist/?tab=needs_me", WITH_DARK),
    Picture("board", "bo", "/worklist/?tab=all&view=board", BOTH),
    Picture("referral", "rae", "/worklist/?tab=all&stage=info_requested", (*WITH_DARK, "390-dark"), first_row),
    Picture("draft", "rae", "/worklist/?tab=drafts", BOTH, first_row),
    Picture("form-errors", "bo", "/worklist/?tab=all&stage=received", BOTH, with_errors),
    Picture("form-stale", "chen", "/worklist/?tab=all&stage=received", BOTH, stale),
    Picture("form-refused", "bo", "/worklist/?tab=all&stage=accepted", BOTH, refused),
    Picture("patients", "rae", "/patients/", BOTH),
    Picture("patient", "rae", "/patients/", BOTH, denise),
    Picture("results", "rae", "/patients/", BOTH, part("Results")),
    Picture("documents", "rae", "/patients/", BOTH, part("Documents")),
    Picture("register-duplicate", "rae", "/patients/register/", BOTH, twice),
    Picture("long-name", "rae", "/patients/register/", BOTH, long_name),
    Picture("compare", "rae", "/patients/", WITH_DARK, compared),
    Picture("history", "rae", "/patients/", BOTH, history),
    Picture("directory", "rae", "/directory/", BOTH),
    Picture("notices", "bo", "/notices/", BOTH),
    Picture("worklist-empty", "dee", "/worklist/?tab=overdue&mine=1", BOTH),
    Picture("not-found", "rae", "/patients/00000000-0000-0000-0000-000000000000/", BOTH),
    Picture("audit", "pia", "/audit/", BOTH),
    Picture("emergency", "ana", "/emergency/", BOTH, emergency),
    Picture("break-glass", "ana", "/emergency/", (*WITH_DARK, "390-dark"), break_glass),
    Picture("emergency-record", "dee", "/emergency/", BOTH, opened_in_emergency),
    Picture("reviews", "pia", "/emergency/reviews/", BOTH),
    Picture("team", "uma", "/team/", BOTH),
    Picture("account", "rae", "/account/", BOTH),
    Picture("api", "", "/api/v1/docs/", BOTH),
    Picture("journeys", "bo", "/journeys/", BOTH),
    Picture("journey", "bo", "/journeys/", WITH_DARK, on_the_road("VELASQUEZ, Teresa")),
    Picture("journey-preview", "bo", "/journeys/", BOTH, a_week_later),
    Picture("gate", "chen", "/journeys/", BOTH, on_the_road("VELASQUEZ, Teresa", "gates/G4/")),
    Picture("first-days", "nan", "/journeys/", BOTH, on_the_road("JARVIS, Yolanda", "monitoring/")),
    Picture("slots", "bo", "/slots/", BOTH),
    Picture("queue", "bo", "/slots/queue/", BOTH),
    Picture("meetings", "bo", "/meetings/", BOTH),
    Picture("meeting-case", "chen", "/meetings/", BOTH, next_agenda),
    Picture("protocol", "chen", "/pathway/protocols/mm-cilta-cel-us/5/", BOTH),
    Picture("road", "pat", "/my/", (PHONE, "390-dark", SHOWN, "1280-dark")),
    Picture("messages", "pat", "/my/messages/", BOTH),
    Picture("who-looked", "pat", "/my/who-looked/", BOTH),
    Picture("caregivers", "pat", "/my/caregivers/", BOTH),
    Picture("library", "pat", "/learn/", BOTH),
    Picture("article", "pat", "/learn/", BOTH, article),
    Picture("signs", "pat", "/learn/signs/", BOTH),
    Picture("road-spanish", "pat", "/my/", BOTH, in_spanish),  # the last of hers: a language chosen in a browser stays
)


def logins() -> dict[str, tuple[str, str]]:
    """E-mail and password by the name before the @."""
    printed = subprocess.run(
        [sys.executable, "manage.py", "demo_logins", "--json"], cwd=browsers.ROOT, capture_output=True, text=True, check=True
    )
    found = {row["email"].split("@")[0]: (row["email"], row["password"]) for row in json.loads(printed.stdout)}
    PASSWORD.append(found["rae"][1])
    return found


def sign_in(page: Page, login: tuple[str, str]) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(login[0])
    page.locator("input[name=password]").fill(login[1])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    english = page.get_by_role("button", name="English")
    if english.count():  # left so by the last picture
        english.first.click()
        page.wait_for_load_state()


def take(page: Page, picture: Picture, url: str) -> list[str]:
    """Faults that the windows showed while their pictures were taken."""
    faults = []
    for view in picture.views:
        width, theme = view.split("-")
        page.set_viewport_size({"width": int(width), "height": HEIGHT[int(width)]})
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
        if view == picture.views[0]:
            page.goto(picture.where)
            if picture.before:
                picture.before(page)
        page.evaluate("scrollTo(0, 0); document.activeElement && document.activeElement.blur()")
        path = FOLDER / f"{picture.name}-{view}.png"
        page.screenshot(path=path, animations="disabled")
        if path.stat().st_size > HEAVY:
            shrink(path)
        faults += [f"{path.name} scrolls sideways"] if looks.scrolls_sideways(page) else []
        if os.environ.get("AXE"):
            faults += [f"{path.name}: {fault}" for fault in looks.faults(page)]
    return faults


def take_all(chromium: Browser, url: str, wanted: list[str]) -> list[str]:
    known, windows, faults = logins(), dict[str, Page](), []
    for picture in PICTURES:
        if wanted and not any(word in picture.name for word in wanted):
            continue
        if picture.who not in windows:
            context = browsers.open_context(chromium, url, width=1280, height=900, theme="light", javascript=True, language="en-US")
            context.set_default_timeout(60_000)
            windows[picture.who] = context.new_page()
            if picture.who:
                sign_in(windows[picture.who], known[picture.who])
        sys.stdout.write(f"{picture.name}\n")
        try:
            faults += take(windows[picture.who], picture, url)
        except Exception as fault:  # one picture less; the others are still wanted
            faults.append(f"{picture.name}: {str(fault).splitlines()[0]} at {windows[picture.who].url}")
    return faults


def main() -> int:
    url, wanted = (sys.argv[1:2] or ["http://localhost:8000"])[0].rstrip("/"), sys.argv[2:]
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        faults = take_all(browsers.launch(playwright), url, wanted)
    sys.stdout.write("\n".join(faults) + "\n" if faults else "No faults.\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
