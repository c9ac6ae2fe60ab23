"""The harness itself sees what it is there to see: pages with faults, and one without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.conftest import PHONE, new_context
from tests.browser.looks import axe_faults, width_faults, words_of
from tests.browser.watch import Watch

SITE = "http://faults.test"
PAGE = """<!doctype html><html lang="zh-Hans">
<head><title>测试</title><meta name="viewport" content="width=device-width"></head>
<body><main><h1>标题</h1>%s</main></body></html>"""
WIDE_TABLE = '<table><tr><td style="min-width: 600px">一</td></tr></table>'
FAULTS = {
    "console error": ('<script>console.error("broken")</script>', "broken"),
    "console warning": ('<script>console.warn("odd")</script>', "odd"),
    "script": ("<script>absent()</script>", "absent is not defined"),
    "missing file": ('<img src="/missing.png" alt="">', "404: GET"),
    "another site": ('<img src="http://elsewhere.test/pixel.png" alt="">', "left the site"),
    "policy": ('<div style="color: red">x</div>', "Content Security Policy"),
}


def show(chromium: Browser, body: str, *, policy: str = "", width: int = 1280) -> tuple[Page, Watch]:
    """A page of our making, answered without any server."""
    context = new_context(chromium, SITE, width=width)
    watch = Watch(context, SITE)
    headers = {"Content-Type": "text/html; charset=utf-8", **({"Content-Security-Policy": policy} if policy else {})}

    def answer(route: Route) -> None:
        if route.request.url == f"{SITE}/":
            route.fulfill(status=200, body=PAGE % body, headers=headers)
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", answer)
    page = context.new_page()
    page.goto("/")
    return page, watch


@pytest.mark.parametrize("fault", FAULTS)
def test_complaints_are_seen(fault: str, chromium: Browser) -> None:
    body, sign = FAULTS[fault]
    page, watch = show(chromium, body, policy="style-src 'self'" if fault == "policy" else "")
    page.context.close()
    assert any(sign in line for line in watch.take())


def test_a_page_without_faults_has_none(chromium: Browser) -> None:
    page, watch = show(chromium, "<p>一切正常</p><table><tr><td>一</td></tr></table>", width=PHONE)
    assert axe_faults(page) == []
    assert width_faults(page) == []
    assert words_of(page) == ["标题", "一切正常", "一", "测试"]
    page.context.close()
    assert watch.take() == []


def test_axe_sees_pale_text_and_fields_without_a_name(chromium: Browser) -> None:
    page, _watch = show(chromium, '<p style="color: #bbb">浅色</p><input>')
    rules = "\n".join(axe_faults(page))
    page.context.close()
    assert "axe color-contrast" in rules
    assert "axe label" in rules


def test_width_sees_a_page_and_a_table_that_are_too_wide(chromium: Browser) -> None:
    page, _watch = show(chromium, WIDE_TABLE, width=PHONE)
    faults = "\n".join(width_faults(page))
    page.context.close()
    assert "the document has" in faults
    assert "table has" in faults


def test_a_box_that_scrolls_by_itself_is_no_fault(chromium: Browser) -> None:
    body = (
        '<div tabindex="0" style="overflow-x: auto"><table><tr><td style="min-width: 600px">一</td></tr></table></div>'
    )
    page, _watch = show(chromium, body, width=PHONE)
    faults = width_faults(page)
    page.context.close()
    assert faults == []


def test_words_leave_out_what_is_marked_as_another_language(chromium: Browser) -> None:
    page, _watch = show(chromium, '<p lang="en">English</p><a href="#" aria-label="Menu">菜单</a><code>id</code>')
    found = words_of(page)
    page.context.close()
    assert "English" not in found
    assert "id" not in found
    assert "Menu" in found
