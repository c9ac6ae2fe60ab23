// Calendars: every [data-calendar] becomes an EventCalendar. All words come from the page, in its language.
//
// Events are JSON from data-events-url (asked with start and end as days, end excluded):
//   [{"id", "title", "start", "end", "url", "colour", "place", "resourceId"}]
// start and end are local wall times of the reader's zone without an offset: the widget ignores offsets.
// It writes positions by element.style, which a strict style-src allows; it never gets HTML from us.

function load(box, { startStr, endStr }, ok, failed) {
  const url = new URL(box.dataset.eventsUrl, location.href);
  url.searchParams.set("start", startStr.slice(0, 10));
  url.searchParams.set("end", endStr.slice(0, 10));
  fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" })
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(`${answer.status}`))))
    .then((events) => ok(events.map(asEvent)))
    .catch((reason) => {
      const text = JSON.parse(document.getElementById("ui-texts").textContent).failed;
      const notice = box.parentElement.querySelector("[data-calendar-notice]");
      if (notice) { notice.textContent = text; notice.hidden = false; }
      failed(reason);
    });
}

function asEvent(row) {
  return {
    id: String(row.id),
    title: row.title,
    start: row.start,
    end: row.end,
    allDay: Boolean(row.allDay),
    resourceIds: row.resourceId === undefined ? [] : [String(row.resourceId)],
    classNames: [`calendar-${row.colour ?? "blue"}`],
    editable: false,
    extendedProps: { url: row.url, place: row.place },
  };
}

// As DOM nodes, never as HTML: titles are what people typed.
function content(info) {
  const { event, timeText } = info;
  const parts = [["time", timeText], ["title", event.title], ["place", event.extendedProps.place]];
  return {
    domNodes: parts.filter(([, text]) => text).map(([kind, text]) => {
      const node = document.createElement("div");
      node.className = `calendar-${kind}`;
      node.textContent = text;
      return node;
    }),
  };
}

async function start(box) {
  const words = JSON.parse(box.dataset.texts);
  const views = box.dataset.views.split(" ");
  const buttonText = words.buttons;
  const bar = box.parentElement.querySelector("[data-calendar-bar]");
  const narrow = matchMedia("(max-width: 575.98px)").matches;
  const resources = box.dataset.resourcesUrl ? await (await fetch(box.dataset.resourcesUrl)).json() : [];
  const list = views.find((name) => name.startsWith("list"));
  const first = (narrow && list) || box.dataset.view || views[0];
  const widget = EventCalendar.create(box, {
    view: first,
    ...(box.dataset.date ? { date: box.dataset.date } : {}),
    // The widget keeps a set of English words per view: ours are set in each view too (it still shows "close").
    views: Object.fromEntries(views.map((name) => [name, { buttonText }])),
    buttonText,
    // Our own buttons stand above: the widget's toolbar is a <nav> inside a role="table".
    headerToolbar: { start: "", center: "", end: "" },
    eventAllUpdated: () => requestAnimationFrame(() => repairRoles(box)),
    viewDidMount: () => requestAnimationFrame(() => repairRoles(box)),
    datesSet: ({ view }) => { bar.querySelector("[data-calendar-title]").textContent = view.title; },
    locale: document.documentElement.lang === "zh-Hans" ? "zh-CN" : "en-GB",
    firstDay: 1,
    dayMaxEvents: true,
    nowIndicator: true,
    height: "auto",
    slotMinTime: box.dataset.slotMin ?? "08:00",
    slotMaxTime: box.dataset.slotMax ?? "20:00",
    slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
    allDayContent: words.all_day,
    noEventsContent: words.nothing,
    moreLinkContent: ({ num }) => words.more.replace("%(n)s", num),
    resources,
    eventSources: [{ events: (info, ok, failed) => load(box, info, ok, failed) }],
    eventContent: content,
    // Without a click handler the keyboard does not reach events.
    eventClick: ({ event }) => { if (event.extendedProps.url) location.assign(event.extendedProps.url); },
  });
  box.calendar = widget;
  control(bar, widget, views, first, buttonText);
}

// The widget's table roles are broken (rows without a table, buttons among rows); no roles read better than wrong ones.
function repairRoles(box) {
  const wrong = "[role=table], [role=rowgroup], [role=row], [role=cell], [role=columnheader], [role=rowheader], [role=list], [role=listitem]";
  for (const part of box.querySelectorAll(wrong)) part.removeAttribute("role");
  for (const name of ["aria-colindex", "aria-rowindex", "aria-colcount", "aria-rowcount", "aria-colspan", "aria-rowspan"]) {
    for (const part of box.querySelectorAll(`[${name}]`)) part.removeAttribute(name);
  }
}

function control(bar, widget, views, first, words) {
  bar.querySelector("[data-calendar-prev]").addEventListener("click", () => widget.prev());
  bar.querySelector("[data-calendar-next]").addEventListener("click", () => widget.next());
  bar.querySelector("[data-calendar-today]").addEventListener("click", () => widget.setOption("date", new Date()));
  const choice = bar.querySelector("[data-calendar-view]");
  for (const name of views) choice.add(new Option(words[name] ?? name, name, name === first, name === first));
  choice.addEventListener("change", () => widget.setOption("view", choice.value));
  bar.hidden = false;
}

for (const box of document.querySelectorAll("[data-calendar]")) start(box);
