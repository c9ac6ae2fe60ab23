"""The board pack as a workbook: a sheet per table, numbers as numbers and days as days."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from initiatives.pack.content import Pack
from initiatives.rules.rollup import Group
from portal.core.export import Sheet, safe_cell
from portal.core.export import xlsx as workbook
from portal.core.wording import exact


def xlsx(pack: Pack, step: Callable[[int, int], None] = lambda _done, _total: None) -> bytes:
    """All sheets. `step(done, total)` is told how far it is."""
    parts = [_summary, _decisions, _departments, _sponsors, _benefits, _initiatives, _targets]
    sheets = []
    for place, part in enumerate(parts):
        step(place, len(parts))
        title, head, rows = part(pack)
        sheets.append((title[:31], head, [[safe_cell(value) for value in row] for row in rows]))
    return workbook(sheets)


def _summary(pack: Pack) -> Sheet:
    whole = pack.found.whole
    rows: list[list[Any]] = [
        [_("As of"), exact(pack.as_of, full=True)],
        *[[label, value] for label, value in pack.filters],
        [_("initiatives"), whole.initiatives],
        [_("running"), whole.running],
        [_("reported red"), whole.lights["red"]],
        [_("need a decision"), whole.needs_decision],
        [_("late actions"), whole.late_actions],
        [_("services in 90 days"), whole.services],
        *[[label, count] for label, count in pack.stages],
    ]
    return _("At a glance"), [_("Board pack: portfolio"), ""], rows


def _decisions(pack: Pack) -> Sheet:
    head = [_("Initiative"), _("Why"), _("Since"), _("Sponsor")]
    return _("Needs a decision"), head, [[each.title, each.reasons, each.since, each.sponsor] for each in pack.waiting]


def _groups(title: str, head: str, groups: list[Group]) -> Sheet:
    """A line per group and unit, so that no two units stand in one cell."""
    heads = [
        head, _("Initiatives"), pgettext("initiatives", "Running"), pgettext("light", "green"),
        pgettext("light", "amber"), pgettext("light", "red"), _("without a report"), _("Needs a decision"),
        _("Late actions"), _("Services in 90 days"), _("Unit"), _("Target: change"),
        _("Expected by owners"), pgettext("benefit", "Realised"),
    ]  # fmt: skip
    rows: list[list[Any]] = []
    for group in groups:
        lights = [group.lights[name] for name in ("green", "amber", "red", "")]
        counts = [group.needs_decision, group.late_actions, group.services]
        first = [group.name or _("nobody"), group.initiatives, group.running, *lights, *counts]
        sums = [[row.unit, float(row.target), float(row.forecast), float(row.realised)] for row in group.benefits]
        rows += [first + each for each in sums or [["", None, None, None]]]
    return title, heads, rows


def _departments(pack: Pack) -> Sheet:
    return _groups(_("By department"), _("Owner's department"), pack.found.departments)


def _sponsors(pack: Pack) -> Sheet:
    return _groups(_("By sponsor"), _("Sponsor"), pack.found.sponsors)


def _benefits(pack: Pack) -> Sheet:
    head = [
        _("Unit"), _("Benefits"), _("Target: change"), _("Expected by owners"), _("Newest readings"),
        pgettext("benefit", "Realised"),
    ]  # fmt: skip
    rows = [
        [row.unit, row.benefits, float(row.target), float(row.forecast), float(row.actual), float(row.realised)]
        for row in pack.found.whole.benefits
    ]
    return _("Benefits by unit"), head, rows


def _initiatives(pack: Pack) -> Sheet:
    head = [
        _("Reference"), _("Initiative"), pgettext("initiative", "State"), _("Stage"), pgettext("initiative", "Light"),
        _("Computed"), _("Progress"), pgettext("initiative", "Owner"), _("Sponsor"), _("Owner's department"),
        _("Starts on"), _("Due"),
    ]  # fmt: skip
    rows = [
        [
            line.reference, line.title, line.state, line.stage, line.light_words, line.computed_words,
            line.percent / 100, line.owner, line.sponsor, line.department, line.starts_on, line.due_on,
        ]
        for line in pack.lines
    ]  # fmt: skip
    return _("Initiatives"), head, rows


def _targets(pack: Pack) -> Sheet:
    """A line per reading."""
    head = [
        _("Target"),
        _("Unit"),
        _("Day"),
        _("Value"),
        _("Baseline at the start"),
        _("Target value"),
        _("Reached by"),
    ]
    rows = [
        [
            target.row.metric, target.row.unit, point.as_of, float(point.value), float(target.row.baseline),
            float(target.row.target_value), target.row.due_on,
        ]
        for target in pack.targets
        for point in target.points
    ]  # fmt: skip
    return _("Company targets"), head, rows
