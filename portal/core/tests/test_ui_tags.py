"""What the tags print: escaped, never colour alone, never an icon that isn't there."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.template import engines
from django.utils import timezone, translation

from portal.core.icons import ICONS
from portal.core.layout import Fold
from portal.core.states import Look

NOW = datetime(2026, 11, 22, 6, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def page(settings) -> Iterator[None]:
    # Plain addresses: these tests need no collected files.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    zone = timezone.override(ZoneInfo("Asia/Shanghai"))
    with time_machine.travel(NOW, tick=False), zone, translation.override("en"):
        yield


def rendered(text: str, **values) -> str:
    return engines["django"].from_string(text).render(values)


def test_an_icon_is_silent_unless_it_is_named() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "bolt" %}')
    assert re.search(r'icons[.\w]*\.svg#bolt"', rendered('{% icon "bolt" %}'))
    named = rendered('{% icon "bolt" label=word %}', word='"fast" <lane>')
    assert 'aria-label="&quot;fast&quot; &lt;lane&gt;"' in named
    assert "aria-hidden" not in named


def test_an_icon_outside_the_sprite_is_refused() -> None:
    with pytest.raises(ValueError, match=r"portal/core/icons\.py"):
        rendered('{% icon "no-such-icon" %}')


def test_a_look_refuses_an_unknown_icon_or_colour() -> None:
    with pytest.raises(ValueError, match="No icon"):
        Look("New", "no-such-icon", "blue")
    with pytest.raises(ValueError, match="No colour"):
        Look("New", "inbox", "pink")  # type: ignore[arg-type]


def test_a_state_is_icon_word_and_colour() -> None:
    html = rendered("{% state look %}", look=Look("In <progress>", "progress", "blue"))
    assert 'class="state state-blue"' in html
    assert "#progress" in html
    assert "In &lt;progress&gt;" in html


def test_a_relative_time_carries_the_exact_one() -> None:
    html = rendered("{% when at %}", at=NOW - timedelta(minutes=8))
    assert 'datetime="2026-11-22T06:02:00+00:00"' in html
    assert 'title="22 Nov 2026, 14:02 (UTC+8)"' in html
    assert "data-when>8 min ago</time>" in html


@pytest.mark.parametrize(
    ("minutes", "look", "text"),
    [(45, "due-left", "45 min left"), (20, "due-soon", "20 min left"), (-38, "due-late", "38 min late")],
)
def test_a_deadline_says_what_is_left(minutes: int, look: str, text: str) -> None:
    html = rendered("{% due at soon_minutes=30 %}", at=NOW + timedelta(minutes=minutes))
    assert f'class="{look}"' in html
    assert f">{text}</time>" in html


def test_a_paused_clock_and_finished_work_count_nothing() -> None:
    late = NOW - timedelta(minutes=38)
    assert "clock paused" in rendered("{% due at paused=True %}", at=late)
    assert rendered("{% due at closed=True %}", at=late) == ""
    assert "in time" in rendered("{% due at closed=done %}", at=late, done=late - timedelta(minutes=1))
    finished_late = rendered("{% due at closed=done %}", at=late, done=late + timedelta(minutes=5))
    assert "5 min late" in finished_late
    assert "due-late" not in finished_late  # red is for what still can be done


@pytest.mark.parametrize("tag", ["when", "exact", "due", "day", "minutes", "number", "person", "state"])
def test_no_value_is_a_dash_to_see_and_a_word_to_hear(tag: str) -> None:
    html = rendered("{% " + tag + " nothing %}", nothing=None)
    assert "—" in html
    assert ">none<" in html


def test_a_person_may_be_a_user_or_a_name_and_is_escaped() -> None:
    user = SimpleNamespace(display_name="Bobby <b>", initials="BB")
    assert "Bobby &lt;b&gt;</bdi>" in rendered("{% person user picture=True %}", user=user)
    assert ">BB<" in rendered("{% avatar user %}", user=user)
    assert ">晓琳<" in rendered('{% avatar "王晓琳" %}')
    assert ">Unassigned<" in rendered('{% person user nobody="Unassigned" %}', user=None)


def test_days_and_ranges() -> None:
    assert ">22 Nov 2026</time>" in rendered("{% day d %}", d=date(2026, 11, 22))
    assert "22–28 Nov 2026" in rendered("{% day_range a b %}", a=date(2026, 11, 22), b=date(2026, 11, 28))


def test_every_form_gets_another_key() -> None:
    assert rendered("{% idempotency_key %}") != rendered("{% idempotency_key %}")


class Example(forms.Form):
    customer = forms.CharField(help_text="Name or number", error_messages={"required": "Enter the customer's name"})
    note = forms.CharField(required=False)
    kind = forms.ChoiceField(choices=[("a", "Complaint")], widget=forms.RadioSelect)


def test_a_field_says_label_hint_and_what_to_change_before_the_input() -> None:
    html = rendered("{% form_fields form %}", form=Example({}))
    places = [html.index(part) for part in ("Customer", "Name or number", "Enter the customer&#x27;s name", "<input")]
    assert places == sorted(places)
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_customer_helptext id_customer_error"' in html
    assert 'id="id_customer_error"' in html
    assert "asterisk" not in html
    assert html.count("(optional)") == 1


def test_fields_bring_no_form_of_their_own() -> None:
    html = rendered("{% form_fields form %}", form=Example())
    assert "<form" not in html
    assert "csrf" not in html


def test_the_summary_counts_links_and_repeats_the_words() -> None:
    form = Example({})
    form.add_error(None, "Room A is taken.")
    html = rendered('{% include "_form_summary.html" %}', form=form)
    assert "3 things need a change" in html
    assert '<a href="#id_customer">' in html
    assert "Room A is taken." in html
    with translation.override("zh-hans"):
        assert "有 3 处需要修改" in rendered("{% needs_change form %}", form=form)


def test_a_fold_opens_when_something_inside_needs_a_change() -> None:
    def html_of(data: dict[str, str] | None, field: str) -> str:
        form = Example(data)
        form.helper = FormHelper()
        form.helper.layout = Layout(Fold("More <about> it", field))
        return rendered("{% form_fields form %}", form=form)

    assert '<details class="fold">' in html_of(None, "note")
    assert '<details class="fold" open>' in html_of({}, "customer")
    assert '<details class="fold" open>' in html_of({"note": "x"}, "note")
    assert "More &lt;about&gt; it" in html_of(None, "note")


def test_every_icon_named_in_a_template_is_in_the_sprite(settings) -> None:
    named = {
        name
        for path in settings.BASE_DIR.rglob("templates/**/*.*")
        if "node_modules" not in path.parts and ".venv" not in path.parts and path.suffix in (".html", ".jinja")
        for name in re.findall(r'{% icon "([^"]+)"|{{ "([^"]+)"\|icon', path.read_text())
        for name in name
        if name
    }
    assert len(named) > 20
    assert named <= ICONS
