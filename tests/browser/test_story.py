"""The story of one visit, walked through in a real browser, in Chinese and in English.

Everything is found by ids, field names, addresses and roles of elements, so that one walk serves both languages. On every page
the guard of conftest.py watches the console and the network; nobody has to scroll sideways. Song Dan sits at a laptop,
the approvers decide on their phones. With --thorough each step is taken in both languages, and every page is opened once more on a phone.
"""

import email
import email.policy
import re
import tomllib
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WIDTHS, axe_problems, overflow

pytestmark = pytest.mark.browser
DEMO = Path(__file__).resolve().parents[2] / "demo"
REQUEST = tomllib.loads((DEMO / "huaxin.toml").read_text("utf-8"))
PARTS = ("", "/edit", "/people", "/people/new", "/import", "/programme", "/programme/new", "/banquet", "/invitations", "/budget",
         "/budget/edit", "/papers")  # of a reception
PAGES = ("/", "/receptions", "/receptions/new", "/clients", "/jobs", "/outbox", "/account/feeds", "/settings")


class Walk:
    """One person's browser. `look()` checks the page as it stands; `does(language)`: whether this walk takes a step that one language is enough for."""

    def __init__(self, page, language, thorough=False):
        self.page, self.language, self.thorough = page, language, thorough

    def does(self, language):
        return self.thorough or self.language == language

    def look(self):
        assert overflow(self.page) == 0, self.page.url
        expect(self.page.locator("html")).to_have_attribute("lang", "zh-CN" if self.language == "zh" else "en")

    def go(self, path):
        answer = self.page.goto(path)
        assert answer.status == 200, (path, answer.status)
        self.look()

    def enter(self, name):
        """Enter as one of the demonstration people."""
        self.go("/sign-in")
        self.page.locator("button.person-button", has_text=name).click()
        expect(self.page.locator(".person-button")).to_have_count(0)
        self.look()
        return self

    def fill(self, **fields):
        for field, value in fields.items():
            self.page.locator(f"#{field}").fill(str(value))

    def choose(self, field, label):
        """Choose the option that contains `label`."""
        option = self.page.locator(f"#{field} option", has_text=label).first
        self.page.locator(f"#{field}").select_option(value=option.get_attribute("value"))

    def send(self, action):
        """Press the button of the form that posts to an address ending in `action`, and wait for the page after it."""
        with self.page.expect_navigation():
            self.page.locator(f'form[action$="{action}"] button:visible').last.click()

    def done(self, job_timeout=120_000):
        """Wait for the background work on this page to be done."""
        expect(self.page.locator("[data-state=done]")).to_be_visible(timeout=job_timeout)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_story(open_page, live_server, tmp_path, thorough, language):
    song = Walk(open_page(language), language, thorough).enter("Song Dan")
    here = make_reception(song)
    import_guests(song, here)
    plan_banquet(song, here)
    seat_and_move(song)
    invitations_wait_for_the_approval(song, here)
    apply_and_approve(song, here, lambda: open_page(language, "phone"))
    send_invitations(song, here, live_server)
    secretary_answers(Walk(open_page(language), language), live_server)
    see_replies(song, here)
    print_papers(song, here, tmp_path)
    keep_calendar(song, here)
    if thorough:  # test_axe.py looks at every page, each second one on a phone
        open_all_on_a_phone(song, here)


def make_reception(walk):
    """Song Dan makes the reception of the request with its programme; returns its address."""
    page, wanted = walk.page, REQUEST["reception"]
    walk.go("/receptions/new")
    walk.choose("client_id", "华信" if walk.language == "zh" else "Huaxin")
    walk.fill(**{key: wanted[key] for key in ("title_zh", "title_en", "starts_on", "ends_on", "purpose_zh", "purpose_en")})
    walk.send("/receptions/new")
    here = re.search(r"/receptions/\d+", page.url)[0]
    for item in REQUEST["items"]:
        if item["kind"] in ("arrival", "talks", "tour", "banquet", "send_off"):
            page.goto(f"{here}/programme/new")
            page.locator("#kind").select_option(item["kind"])
            walk.fill(**{key: item[key] for key in ("title_zh", "title_en", "place_zh", "place_en")})
            walk.fill(**{key: item[key].isoformat()[:16] for key in ("starts_at", "ends_at") if key in item})
            walk.send("/programme/new")
    walk.look()
    walk.go(here)
    return here


def import_guests(walk, here):
    """She drops the workbook: what is odd is listed before anything is stored; thoroughly: the same file again changes nothing."""
    page = walk.page
    for people_before in (0, 35) if walk.thorough else (0,):
        walk.go(f"{here}/people")
        expect(page.locator("tr[id^=attendee-row-]")).to_have_count(people_before)
        page.goto(f"{here}/import")
        page.locator("input[type=file]").set_input_files(DEMO / "huaxin-guests.xlsx")
        walk.send("/import")
        if "/columns" in page.url:
            walk.look()
            walk.send("/import/columns")
        expect(page.locator("#import-summary")).to_contain_text("35")
        walk.look()
        problems = page.locator(".import-problem")
        for said in ("赵敏", "bad-mail@", "何局长", "心脏起搏器" if walk.language == "zh" else "pacemaker"):
            expect(problems.filter(has_text=said).first).to_be_visible()
        page.locator("#consent").check()
        with page.expect_navigation():
            page.locator("button[name=go][value=store]").click()
    walk.go(f"{here}/people")
    expect(page.locator("tr[id^=attendee-row-]")).to_have_count(35)


def plan_banquet(walk, here):
    """Four round tables of ten at the Yunshan Hotel, with the wishes of the request."""
    page, wanted = walk.page, REQUEST["banquet"]
    walk.go(f"{here}/banquets/new")
    walk.choose("item_id", "欢迎晚宴" if walk.language == "zh" else "Welcome banquet")
    walk.fill(**{key: wanted[key] for key in ("venue_zh", "venue_en", "hall_zh", "hall_en", "tables", "seats")})
    page.locator("#pack").select_option(wanted["pack"])
    for role in ("host", "second_host", "guest_of_honour"):
        walk.choose(f"{role}_id", wanted[role])
    walk.send("/banquets/new")
    for wish in REQUEST["wishes"]:
        page.locator("details.new-wish summary").click()
        for end in ("first", "second"):
            option = page.locator(f".new-wish select[name={end}] option", has_text=shown(walk, wish[end])).first
            page.locator(f".new-wish select[name={end}]").select_option(value=option.get_attribute("value"))
        for key, value in (("relation", f"{wish['kind']}-{wish['scope']}"), ("strength", wish["strength"])):
            page.locator(f".new-wish [name={key}]").select_option(value)
        walk.send("/wishes")
    walk.look()


def shown(walk, name):
    """A client's name as the page of that language shows it."""
    return {"東和電機株式会社": "東和電機" if walk.language == "zh" else "Towa"}.get(name, name)


def seat_and_move(walk):
    """Everyone gets a seat with reasons in words; moving one says what it costs; a lock stays."""
    page = walk.page
    walk.send("/seat-everyone")
    if page.locator("[data-state]").count():
        walk.done()
        page.locator("[data-state=done] a.primary").click()
    expect(page.locator("#studio .score")).to_be_visible()
    expect(page.locator("#studio .score .badge.is-bad")).to_have_count(0)
    walk.look()
    page.locator(".studio-people a", has_text="王建国" if walk.language == "zh" else "Wang Jianguo").first.click()
    expect(page.locator(".reasons li").first).to_be_visible()
    expect(page.locator(".studio-why .where")).to_contain_text(re.compile("1.*10"))
    page.locator('.studio-why form[action$="/lock"] button').click()
    expect(page.locator(".studio-why .where .badge")).to_be_visible()
    page.locator(".studio-people a", has_text="吴涛" if walk.language == "zh" else "Wu Tao").first.click()
    expect(page.locator(".studio-why h2")).to_contain_text("吴涛")
    other = page.locator("#move-to option:not([selected])").last.get_attribute("value")
    page.locator("#move-to").select_option(other)
    page.locator("form.move button").click()
    expect(page.locator(".preview .badge")).to_be_visible()
    walk.look()


def invitations_wait_for_the_approval(walk, here):
    """They are prepared, and cannot leave before the application is approved."""
    page = walk.page
    walk.go(f"{here}/invitations")
    walk.send("/invitations/prepare")
    expect(page.locator("tr[id^=invitation-row-]")).to_have_count(20)
    expect(page.locator("button[disabled][aria-describedby=why-not-send]")).to_be_visible()
    expect(page.locator("#why-not-send .notice")).to_have_count(1)
    expect(page.locator(".deadline-chain").first).to_contain_text("24")
    walk.look()


def apply_and_approve(song, here, new_page):
    """The application is filed and approved in turn by the ladder; each sees one page with the breaches first."""
    song.go(f"{here}/budget")
    song.send("/budget/draft")
    song.page.goto(f"{here}/budget/edit")
    song.look()
    song.page.locator("#cost_note").fill("按公司标准执行 Within the company's standard")
    with song.page.expect_navigation():
        song.page.locator(".form-end button").click()
    song.look()
    song.send("/budget/submit")
    if song.does("en"):  # the pages of both languages are walked below
        sent_back_and_changed(song, here, new_page)
    for name in ("Gao Xiang", "Xu Guoqiang", "Dong Fang"):
        decide(new_page(), song.language, name, "approve", "同意 Agreed", see=here if name == "Gao Xiang" else "/approvals")


def decide(page, language, name, decision, note, *, see="/approvals"):
    """One approver looks at a page first, opens what waits, reads, writes a note and decides."""
    approver = Walk(page, language).enter(name)
    for path in dict.fromkeys((see, "/approvals")):
        approver.go(path)
    approver.page.locator("#inbox a[href^='/approvals/']").first.click()
    expect(approver.page.locator("#decision button.primary")).to_be_visible()
    expect(approver.page.locator("dl.figures")).to_be_visible()
    approver.look()
    approver.page.locator("#note").fill(note)
    with approver.page.expect_navigation():
        approver.page.locator("#decision button.primary" if decision == "approve" else f"#decision button[formaction$='/{decision}']").click()
    approver.page.context.close()


def sent_back_and_changed(song, here, new_page):
    """Sent back with a note that the applicant reads; after a signature, a higher price voids it and all begin anew."""
    decide(new_page(), song.language, "Gao Xiang", "send_back", "Cheaper drinks, please.")
    song.go(f"{here}/budget")
    expect(song.page.locator("#application")).to_contain_text("Cheaper drinks, please.")
    change_price(song, here, "550.00")
    song.send("/budget/submit")
    decide(new_page(), song.language, "Gao Xiang", "approve", "Agreed")
    change_price(song, here, "580.00")
    expect(song.page.locator("#application")).to_contain_text("已有的签批不再涵盖现在的申请" if song.language == "zh" else "Approvals were given that no longer cover what the application says.")


def change_price(song, here, price):
    """Another price for the drinks."""
    song.go(f"{here}/budget/edit")
    song.page.locator("#lines-3-price").fill(price)
    with song.page.expect_navigation():
        song.page.locator(".form-end button").click()
    song.look()


def agree_on_the_date(walk):
    """The guest of honour's side agreed to day and time: noted from the deadline that asks for it."""
    walk.page.locator("a[href$='/agreement']").first.click()
    walk.look()
    walk.send("/agreement")


def send_invitations(walk, here, live_server):
    """Now they go out through the outbox."""
    page = walk.page
    walk.go(f"{here}/invitations")
    agree_on_the_date(walk)
    walk.go(f"{here}/invitations")
    walk.send("/invitations/send")
    if page.locator("[data-state]").count():
        walk.done()
    sent = page.locator("tr[id^=invitation-row-] td:nth-child(3) .badge.is-good")
    for _ in range(3):  # a round that had begun before does not know of these mails yet
        assert live_server.worker.until_nothing_is_left()
        page.goto(f"{here}/invitations")
        if sent.count() == 17:
            break
    expect(sent).to_have_count(17)
    walk.look()


def secretary_answers(walk, live_server):
    """Zheng Xiao answers for Chairman Wang and President Chen through one link."""
    page = walk.page
    folder = live_server.app.extensions["settings"].mail_folder
    mails = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in folder.glob("*.eml")]
    mail = next(m for m in mails if "zheng.xiao@huaxin.example" in m["To"])
    assert {part.get_content_type() for part in mail.walk()} >= {"text/plain", "text/html", "text/calendar", "application/pdf"}
    link = re.search(r"http://127\.0\.0\.1:\d+/r/\S+", mail.get_body(("plain",)).get_content())[0]
    page.goto(link.strip(">."))
    assert "/r/" not in page.url
    assert axe_problems(page) == [] and overflow(page) == 0
    cards = page.locator(".reply-card")
    for name in ("王", "陈") if page.locator("html").get_attribute("lang") == "zh-CN" else ("Wang", "Chen"):
        card = cards.filter(has=page.locator("h2", has_text=name)).first
        with page.expect_navigation():
            card.locator("button[value=accepted]").click()
    expect(page.locator(".reply-card p[role=status] .badge.is-good")).to_have_count(2)


def see_replies(walk, here):
    """The replies show up in the guest list."""
    walk.go(f"{here}/people")
    for name in ("王建国", "陈志远"):
        row = walk.page.locator("#guests tr", has_text=name if walk.language == "zh" else name)
        expect(row.locator(".badge.is-good")).to_be_visible()
    walk.go(here)
    walk.go("/")


def print_papers(walk, here, folder):
    """The plan is released; then each paper is one click, here one in each language; all of them, in both languages, are one zip.

    All are printed when it is done thoroughly; else printing begins, and is cancelled: test_kit.py prints them all.
    """
    page = walk.page
    walk.go(f"{here}/papers")
    walk.send("/release")
    walk.look()
    links = page.locator(f".papers a[lang={'zh-CN' if walk.language == 'zh' else 'en'}]")
    assert links.count() == 19
    kind = "hall_plan" if walk.language == "zh" else "run_sheet"
    answer = page.request.get(page.locator(f"#paper-{kind} a").first.get_attribute("href"))
    assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
    if not walk.does("zh"):
        return
    walk.send("/papers/all")
    if not walk.thorough:
        walk.send("/cancel")
        expect(page.locator("[data-state=cancelled]")).to_be_visible()
        walk.look()
        return
    walk.done()
    with page.expect_download() as download:
        page.locator("a.primary[href^='/files/']").click()
    download.value.save_as(folder / "papers.zip")
    with zipfile.ZipFile(folder / "papers.zip") as archive:
        begins = {name: archive.read(name)[:4] for name in archive.namelist()}
    assert len(begins) == 36
    assert sorted(begins.values()) == [b"%PDF"] * 32 + [b"PK\x03\x04"] * 4
    assert sum(name.endswith(".xlsx") for name in begins) == 4


def keep_calendar(walk, here):
    """The reception as a file; a private feed that can be revoked."""
    page = walk.page
    assert page.request.get(f"{here}/calendar.ics").body().count(b"BEGIN:VEVENT") >= 4
    walk.go("/account/feeds")
    walk.fill(name="手机 Phone")
    walk.send("/account/feeds")
    walk.look()
    address = page.locator("#address").input_value()
    assert page.request.get(address).headers["content-type"].startswith("text/calendar")
    walk.send("/revoke")
    assert page.request.get(address).status == 404


def open_all_on_a_phone(walk, here):
    """Every page of the finished reception answers on a phone of 360 px, and nobody scrolls sideways."""
    across, down = WIDTHS["phone"]
    walk.page.set_viewport_size({"width": across, "height": down})
    for path in (*PAGES, *(here + part for part in PARTS)):
        walk.go(path)
