"""The board pack as PDF: A4 landscape, an embedded font for both languages, tables that repeat their heads."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from initiatives.pack import drawing as draw
from initiatives.pack.content import Line, Pack
from initiatives.queries.programmes import TargetShown
from initiatives.rules.benefits import Sum
from initiatives.rules.rollup import Group
from portal.core.errors import Refused
from portal.core.wording import day, exact, number

FONT = draw.FONT
MARGIN = 36.0
EDGE = MARGIN + 6  # the frame keeps six points inside of the margin
WIDTH = landscape(A4)[0] - 2 * EDGE
ROOM = 110.0
ON_TIMELINE, TIMELINE_NAMES = 26, 230.0
_CJK = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]")


@functools.cache
def _font() -> None:
    """Once per process. Refuses when the set-up has not brought the font."""
    try:
        pdfmetrics.registerFont(TTFont(FONT, str(settings.PACK_FONT)))
    except (OSError, TTFError) as exc:
        raise Refused("font_missing", _("The font of the board pack isn't installed. Run: npm ci")) from exc


def _style(name: str, size: float, **more: Any) -> ParagraphStyle:
    fields = {"fontName": FONT, "fontSize": size, "leading": size * 1.4, "textColor": draw.TEXT} | more
    return ParagraphStyle(name, splitLongWords=1, **fields)


BODY, SMALL = _style("body", 9), _style("small", 8, textColor=draw.MUTED)
HEAD = _style("head", 8, textColor=draw.MUTED)
RIGHT = _style("right", 9, alignment=2)
TITLE, SECTION = _style("title", 20), _style("section", 13, spaceBefore=12, spaceAfter=5)
FIGURE = _style("figure", 18)


@functools.cache
def _chinese(style: ParagraphStyle) -> ParagraphStyle:
    """Chinese breaks between any two characters, Latin between words."""
    return ParagraphStyle(f"{style.name}-cjk", parent=style, wordWrap="CJK")


def text(value: object, style: ParagraphStyle = BODY) -> Paragraph:
    words = str(value)
    return Paragraph(escape(words), _chinese(style) if _CJK.search(words) else style)


def pdf(pack: Pack, step: Callable[[int, int], None] = lambda _done, _total: None) -> bytes:
    """The whole document. `step(done, total)` is told how far it is."""
    _font()
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=landscape(A4), leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN + 8,
        title=_("Board pack: portfolio"), lang=get_language() or "",
    )  # fmt: skip
    parts = [_cover, _targets, _decisions, _departments, _sponsors, _benefits, _initiatives, _timeline]
    story: list[Any] = []
    for place, part in enumerate(parts):
        step(place, len(parts) + 1)
        story += part(pack)
    step(len(parts), len(parts) + 1)
    document.build(story, canvasmaker=_numbered(pack))
    return out.getvalue()


def _numbered(pack: Pack) -> Callable[..., Canvas]:
    """A canvas that knows how many pages there are when it writes the foot of each."""
    foot = _("Board pack: portfolio") + " · " + exact(pack.as_of, full=True)

    class Numbered(Canvas):
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  (its name in the library)
            self._pages.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page, state in enumerate(self._pages, start=1):
                self.__dict__.update(state)
                self.setFont(FONT, 8)
                self.setFillColor(draw.MUTED)
                self.drawString(EDGE, 22, foot)
                words = _("Page %(page)s of %(pages)s") % {"page": page, "pages": len(self._pages)}
                self.drawRightString(EDGE + WIDTH, 22, words)
                super().showPage()
            super().save()

    return Numbered


def _table(head: list[str], rows: list[list[Any]], shares: list[float], numeric: set[int] = frozenset()) -> Table:  # type: ignore[assignment]
    """Widths are shares of the page's width; the head comes again on every page."""
    right = ParagraphStyle("head-right", parent=HEAD, alignment=2)
    first = [text(name, right if place in numeric else HEAD) for place, name in enumerate(head)]
    cells = [
        [
            cell if not isinstance(cell, str) else text(cell, RIGHT if place in numeric else BODY)
            for place, cell in enumerate(row)
        ]
        for row in rows
    ]
    whole = sum(shares)
    table = Table([first, *cells], colWidths=[WIDTH * share / whole for share in shares], repeatRows=1)
    lines = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, draw.RULE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3),
        ("RIGHTPADDING", (0, 0), (-1, -1), 5),
        ("TOPPADDING", (0, 0), (-1, -1), 3),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
    table.setStyle(TableStyle(lines))
    return table


def _section(title: str, *body: Any) -> list[Any]:
    """The heading never stands alone at the foot of a page: a table keeps its first rows with it."""
    if isinstance(body[0], Table):
        return [CondPageBreak(ROOM), text(title, SECTION), *body]
    return [KeepTogether([text(title, SECTION), body[0]]), *body[1:]]


def _cover(pack: Pack) -> list[Any]:
    whole = pack.found.whole
    figures = [
        (_("initiatives"), whole.initiatives), (_("running"), whole.running), (_("reported red"), whole.lights["red"]),
        (_("need a decision"), whole.needs_decision), (_("late actions"), whole.late_actions),
        (_("services in 90 days"), whole.services),
    ]  # fmt: skip
    filters = " · ".join(
        f"{label}{pgettext('between a filter and its value', ': ')}{value}" for label, value in pack.filters
    )
    cells = [[text(number(value), FIGURE) for _name, value in figures], [text(name, SMALL) for name, _value in figures]]
    table = Table(cells, colWidths=[WIDTH / len(figures)] * len(figures))
    table.setStyle(TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]))
    stages = " · ".join(f"{label} {number(count)}" for label, count in pack.stages)
    found = [
        text(_("Board pack: portfolio"), TITLE),
        Spacer(1, 8),
        text(_("As of %(time)s") % {"time": exact(pack.as_of, full=True)}, SMALL),
        text(filters or _("Without filters: everything that the reader may see."), SMALL),
        Spacer(1, 10),
        table,
        Spacer(1, 4),
    ]
    if stages:
        found.append(text(f"{_('Running by stage:')} {stages}", SMALL))
    if pack.found.cut:
        text_cut = _("Only the %(most)s initiatives that are due first are counted: filter the portfolio.")
        found.append(text(text_cut % {"most": number(len(pack.found.rows))}, SMALL))
    return found


def _targets(pack: Pack) -> list[Any]:
    if not pack.targets:
        return []
    half = WIDTH / 2 - 8
    boxes = [_target(target, half) for target in pack.targets]
    rows = [boxes[place : place + 2] for place in range(0, len(boxes), 2)]
    if len(rows[-1]) == 1:
        rows[-1].append([text("")])
    table = Table(rows, colWidths=[WIDTH / 2, WIDTH / 2])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return _section(_("Company targets"), table)


def _target(target: TargetShown, width: float) -> list[Any]:
    row = target.row
    now = f"{number(target.value.normalize())} {row.unit}" if target.value is not None else "—"
    way = f"{number(row.baseline.normalize())} → {number(row.target_value.normalize())} {row.unit}"
    state = _("Target reached") if target.reached else str(target.look.label)
    until = f"{pgettext('date', 'by')} {day(row.due_on)}"
    return [text(row.metric), text(f"{now} · {way} · {until} · {state}", SMALL), draw.curve(target, width, 84)]


def _decisions(pack: Pack) -> list[Any]:
    title = _("What needs a decision")
    if not pack.waiting:
        words = _("Nothing waits for a decision: no open gate, no red light, nobody gone, no report overdue.")
        return _section(title, text(words))
    rows = [
        [each.title, each.reasons, day(each.since) if each.since else "—", each.sponsor or "—"] for each in pack.waiting
    ]
    return _section(title, _table([_("Initiative"), _("Why"), _("Since"), _("Sponsor")], rows, [40, 34, 12, 14]))


def _groups(title: str, head: str, groups: list[Group]) -> list[Any]:
    if not groups:
        return []
    heads = [
        head, pgettext("initiatives", "Running"), _("Lights"), _("Needs a decision"), _("Late actions"),
        _("Services in 90 days"), _("Benefits: forecast / realised"),
    ]  # fmt: skip
    rows = [
        [
            group.name or _("nobody"), number(group.running), _lights(group), number(group.needs_decision),
            number(group.late_actions), number(group.services),
            [text(_benefit(each)) for each in group.benefits] or "—",
        ]
        for group in groups
    ]  # fmt: skip
    return _section(title, _table(heads, rows, [22, 9, 18, 10, 10, 12, 22], {1, 3, 4, 5}))


def _benefit(row: Sum) -> str:
    return f"{number(row.forecast.normalize())} / {number(row.realised.normalize())} {row.unit}"


def _lights(group: Group) -> Table | str:
    """Shape and count of each light that there is."""
    shown = [(name or "grey", group.lights[name]) for name in ("red", "amber", "green", "") if group.lights[name]]
    if not shown:
        return "—"
    cells = [part for name, count in shown for part in (draw.light(name), text(number(count)))]
    table = Table([cells], colWidths=[13, 20] * len(shown), hAlign="LEFT")
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    table.setStyle(TableStyle([*padding, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")]))
    return table


def _departments(pack: Pack) -> list[Any]:
    return _groups(_("By department"), _("Owner's department"), pack.found.departments)


def _sponsors(pack: Pack) -> list[Any]:
    return _groups(_("By sponsor"), _("Sponsor"), pack.found.sponsors)


def _benefits(pack: Pack) -> list[Any]:
    sums = pack.found.whole.benefits
    if not sums:
        return []
    heads = [
        _("Unit"), _("Benefits"), _("Target: change"), _("Expected by owners"), _("Newest readings"),
        pgettext("benefit", "Realised"),
    ]  # fmt: skip
    rows = [
        [
            row.unit or _("without unit"), number(row.benefits), number(row.target.normalize()),
            number(row.forecast.normalize()), number(row.actual.normalize()), number(row.realised.normalize()),
        ]
        for row in sums
    ]  # fmt: skip
    return _section(_("Benefits by unit"), _table(heads, rows, [20, 12, 16, 18, 16, 16], {1, 2, 3, 4, 5}))


def _initiatives(pack: Pack) -> list[Any]:
    if not pack.lines:
        return _section(_("Initiatives"), text(_("No initiative fits these filters.")))
    heads = [
        _("Initiative"), pgettext("initiative", "Light"), _("Computed"), _("Progress"), pgettext("initiative", "Owner"),
        _("Sponsor"), _("Due"),
    ]  # fmt: skip
    rows = [
        [
            [text(line.title), text(f"{line.reference} · {line.stage} · {line.department}", SMALL)],
            _lit(line.light, line.light_words or line.state), _lit(line.computed, line.computed_words),
            draw.bar(line.percent, 50), line.owner, line.sponsor or "—", day(line.due_on),
        ]
        for line in pack.lines
    ]  # fmt: skip
    return _section(_("Initiatives"), _table(heads, rows, [34, 15, 15, 12, 11, 11, 10]))


def _lit(name: str, label: str) -> Table | str:
    """The light's shape with its words, as far as their first colon."""
    if not name:
        return label or "—"
    table = Table([[draw.light(name), text(label)]], colWidths=[14, None])
    padding = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    table.setStyle(TableStyle([*padding, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def _timeline(pack: Pack) -> list[Any]:
    """So many initiatives to a picture that each one fits a page."""
    today: dt.date = timezone.localdate(pack.as_of)
    found: list[Any] = []
    for place in range(0, len(pack.lines), ON_TIMELINE):
        rows: list[Line] = pack.lines[place : place + ON_TIMELINE]
        found.append(draw.timeline(rows, today, WIDTH, TIMELINE_NAMES, _cut))
    return _section(_("Timeline"), *found) if found else []


def _cut(words: str, width: float) -> str:
    """As much of a title as fits, with an ellipsis."""
    if pdfmetrics.stringWidth(words, FONT, 8) <= width:
        return words
    while words and pdfmetrics.stringWidth(f"{words}…", FONT, 8) > width:
        words = words[:-1]
    return f"{words}…"
