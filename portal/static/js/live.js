// Keeps an open page up to date: asks /pulse/ from time to time, brings what changed without moving what is being read.
// Nothing that somebody typed, selected or is about to press is replaced unless they ask for it.
const texts = JSON.parse(document.getElementById("ui-texts").textContent);
const pulse = document.getElementById("pulse");
const news = document.getElementById("news");
const SLOWER = 4; // on pages of which only the inbox can change
const MOST_SECONDS = 300;
const SHOWN_MS = 10_000;

let etag = "";
let timer = 0;
let failures = 0;
let over = false;
let answering = false;
const fresh = new Set(); // rows that belong to the list and are not on the page

const subject = () => document.getElementById("live-subject");
const list = () => document.getElementById("live-list");
const say = (text) => document.dispatchEvent(new CustomEvent("portal:say", { detail: text }));
const fill = (text, parts) => text.replace(/%\((\w+)\)s/g, (_, name) => parts[name]);

// --- asking ------------------------------------------------------------------------------------------------------
function doing() {
  const form = document.getElementById("comment-form");
  const writes = subject().dataset.doing === "answering" || [...(form?.querySelectorAll("textarea") ?? [])].some((field) => field.value.trim());
  const word = writes ? "answering" : answering ? "done" : "";
  answering = writes;
  return word;
}

function asked() {
  if (subject()) return { subject: subject().dataset.subject, seen: subject().dataset.seen, doing: doing() };
  const rows = list()?.dataset;
  if (rows) return { list: rows.list, query: rows.query, since: rows.since, until: document.getElementById("list-foot")?.dataset.until ?? "" };
  return {};
}

function wait() {
  const every = Number(pulse.dataset.seconds) * (subject() || list() ? 1 : SLOWER) * 2 ** Math.min(failures, 5);
  return Math.min(every, MOST_SECONDS) * 1000 * (0.9 + Math.random() * 0.2);
}

function plan(milliseconds = wait()) {
  clearTimeout(timer);
  if (!over && !document.hidden) timer = setTimeout(() => window.htmx.trigger(pulse, "portal:pulse"), milliseconds);
}

pulse?.addEventListener("htmx:configRequest", (event) => {
  for (const [name, value] of Object.entries(asked())) event.detail.parameters[name] = value;
  if (etag) event.detail.headers["If-None-Match"] = etag;
});
pulse?.addEventListener("htmx:afterRequest", (event) => {
  const { status } = event.detail.xhr;
  over = status === 401;
  failures = status === 200 || status === 304 ? 0 : failures + 1;
  if (status === 200) etag = event.detail.xhr.getResponseHeader("ETag") ?? "";
  plan();
});
if (pulse) {
  // A hidden page asks nothing, and its reader counts as gone; back again, it asks at once.
  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : plan(0)));
  addEventListener("online", () => plan(0));
  plan(Math.min(500, Number(pulse.dataset.seconds) * 1000));
}

// --- telling -----------------------------------------------------------------------------------------------------
let hiding = 0;
let show = null;

function tell(text, then) {
  clearTimeout(hiding);
  news.querySelector("[data-news-text]").textContent = text;
  news.querySelector("[data-news-show]").hidden = !then;
  show = then;
  news.hidden = false;
  say(text);
  if (!then) hiding = setTimeout(() => { news.hidden = true; }, SHOWN_MS);
}

function quiet() {
  const focused = news.contains(document.activeElement);
  news.hidden = true;
  show = null;
  if (focused) document.getElementById("main").focus({ preventScroll: true });
}

news?.querySelector("[data-news-close]").addEventListener("click", quiet);
news?.querySelector("[data-news-show]").addEventListener("click", async () => {
  const then = show;
  quiet();
  await then?.();
});
document.addEventListener("portal:news", ({ detail }) => {
  if (detail.gone) { over = true; tell(texts.subject_gone); }
  if (detail.seen) subjectNews(detail);
  if (list() && detail.since) listNews(detail);
});

// --- the page of one object --------------------------------------------------------------------------------------
const regions = () => [...document.querySelectorAll("main [data-live][id]")].filter((region) => region.id !== "live-subject");
const touched = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked !== field.defaultChecked : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);
const typedIn = (region) => [...region.querySelectorAll("input, textarea")].some(touched);

function inUse(region) {
  const selection = getSelection();
  const selected = selection && !selection.isCollapsed && region.contains(selection.anchorNode);
  return selected || typedIn(region) || region.contains(document.activeElement) || region.querySelector("details.menu[open], form[data-sending]") || region.querySelector(".next-steps:hover, button:hover");
}

async function subjectNews({ said }) {
  const text = said || texts.subject_changed;
  if (!regions().length) return tell(text);
  if (regions().some(inUse) || document.querySelector("dialog[open]")) return tell(text, bring);
  if (await bring()) return said ? tell(text) : undefined;
  return tell(text, bring);
}

async function page() {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || new URL(answer.url).pathname !== location.pathname) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

async function bring() {
  const newer = await page();
  if (!newer) return false;
  const stay = hold();
  for (const region of [...regions(), subject()]) {
    const next = newer.getElementById(region.id);
    if (!next || typedIn(region)) continue;
    for (const kept of region.querySelectorAll("[data-live-keep]")) next.querySelector(`#${kept.id}`)?.replaceWith(kept);
    const focus = focusIn(region);
    region.replaceWith(next);
    window.htmx.process(next);
    focus?.(next);
  }
  stay();
  return true;
}

function focusIn(region) {
  const here = document.activeElement;
  if (!region.contains(here)) return null;
  const path = here.id ? `#${CSS.escape(here.id)}` : here.dataset.key ? `[data-key="${here.dataset.key}"]` : here.getAttribute("href") ? `[href="${CSS.escape(here.getAttribute("href"))}"]` : "";
  return (next) => (path ? next.querySelector(path) : null)?.focus({ preventScroll: true });
}

// What is read stays where it is: the field that has the focus, else the first entry of the timeline that is seen.
function hold() {
  const root = document.documentElement;
  const field = document.activeElement?.closest("main") && !document.activeElement.closest("[data-live]") && document.activeElement.id !== "main" ? document.activeElement : null;
  const entries = () => [...document.querySelectorAll("#timeline > ol > li")];
  const seen = entries().findIndex((entry) => entry.getBoundingClientRect().bottom > 72);
  const at = () => field ?? entries()[seen];
  const before = at()?.getBoundingClientRect().top;
  root.style.overflowAnchor = "none";
  return () => {
    const after = at()?.getBoundingClientRect().top;
    if (before !== undefined && after !== undefined) scrollBy({ top: after - before, behavior: "instant" });
    root.style.overflowAnchor = "";
  };
}

// --- a list ------------------------------------------------------------------------------------------------------
const rowOf = (reference) => document.getElementById(`row-${reference}`);

async function listNews({ since, rows = [], many, tabs = [], reading = {} }) {
  list().dataset.since = since;
  for (const place of document.querySelectorAll("[data-tab-count]")) place.textContent = tabs[place.dataset.tabCount] ?? place.textContent;
  if (many) return tell(texts.rows_many, reload);
  const changed = rows.map(([reference]) => reference).filter(rowOf);
  for (const [reference, belongs] of rows) if (!rowOf(reference)) (belongs ? fresh.add(reference) : fresh.delete(reference));
  if (changed.length) await renew(changed);
  markReaders(reading);
  if (fresh.size) tell(fill(texts.rows_new, { n: fresh.size }), reload);
}

async function renew(references) {
  const query = new URLSearchParams(list().dataset.query);
  query.set("only", references.join(","));
  const answer = await fetch(`${location.pathname}?${query}`, { headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) return;
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const reference of references) {
    const row = rowOf(reference);
    const next = newer.getElementById(`row-${reference}`);
    if (row && next) replace(row, next); else if (row) leave(row);
  }
}

function replace(row, next) {
  const focused = row.contains(document.activeElement) && (document.activeElement.matches(".row-title") ? ".row-title" : "input");
  const box = next.querySelector("input[type=checkbox]");
  if (box) box.checked = row.querySelector("input[type=checkbox]")?.checked ?? false;
  next.querySelector(".row-title")?.classList.add("is-new");
  row.replaceWith(next);
  window.htmx.process(next);
  if (focused) next.querySelector(focused)?.focus({ preventScroll: true });
  document.dispatchEvent(new CustomEvent("portal:rows"));
}

// A row that no longer belongs here keeps its place until the list is shown anew.
function leave(row) {
  if (row.matches(".is-gone")) return;
  row.classList.add("is-gone");
  row.title = texts.row_gone;
  // Out of the flow: a word more would make the column wider and move the others.
  const note = document.createElement("span");
  note.className = "visually-hidden";
  note.textContent = texts.row_gone;
  row.querySelector("td.main, td")?.append(note);
}

function markReaders(reading) {
  for (const slot of document.querySelectorAll("[data-row-readers]")) {
    const names = reading[slot.dataset.rowReaders] ?? "";
    if (slot.dataset.names === names) continue;
    slot.dataset.names = names;
    slot.replaceChildren();
    if (!names) { slot.removeAttribute("title"); continue; }
    const text = fill(texts.row_reading, { names });
    slot.title = text;
    slot.append(document.getElementById("reading-mark").content.cloneNode(true));
    slot.querySelector("[data-text]").textContent = text;
  }
}

function reload() {
  const focused = document.activeElement?.closest("#rows > tr")?.id;
  const chosen = [...document.querySelectorAll("#rows input[type=checkbox]:checked")].map((box) => box.closest("tr").id);
  fresh.clear();
  return window.htmx.ajax("GET", `${location.pathname}?${list().dataset.query}`, { target: "#list", swap: "innerHTML" }).then(() => {
    for (const id of chosen) { const box = document.getElementById(id)?.querySelector("input[type=checkbox]"); if (box) box.checked = true; }
    if (focused) document.getElementById(focused)?.querySelector(".row-title")?.focus({ preventScroll: true });
    document.dispatchEvent(new CustomEvent("portal:rows"));
  });
}

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target.id !== "list") return;
  fresh.clear();
  if (news) quiet();
  etag = "";
  if (pulse) plan(500);
});
