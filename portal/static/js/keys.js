// Keyboard: nothing is reachable by key only. Silent in fields, while an input method composes, and when switched off.
// A page's own keys stand in its HTML: `data-key` on what is pressed, or on the field that gets the focus.
const on = document.body.dataset.shortcuts === "on";
const dialog = document.getElementById("keys");
const peek = document.getElementById("peek");
const GO_MS = 1500;
let goUntil = 0;

// A dialog that was closed this very moment still has the focus in its field: nobody writes into what isn't seen.
const inField = (target) => target.closest?.("textarea, select, input:not([type=checkbox], [type=radio]), [contenteditable]:not([contenteditable=false])")?.checkVisibility();
// 229: a key that the input method keeps for itself, also where isComposing comes late.
const composes = (event) => event.isComposing || event.keyCode === 229;
const rows = () => [...document.querySelectorAll("#rows > tr, [data-rows] > *")].filter((row) => row.querySelector("a"));
const linkOf = (row) => row?.querySelector(".row-title, a");
const current = () => rows().find((row) => row.contains(document.activeElement)) ?? (peek?.open ? document.getElementById(peek.dataset.row) : null);

function step(by) {
  const all = rows();
  const here = all.indexOf(current());
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1)];
  if (peek?.open) return next && show(next);
  linkOf(next)?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

function focusSearch() {
  const field = document.getElementById("search-field");
  if (field?.offsetParent) { field.focus(); field.select(); } else document.querySelector(".search-link")?.click();
}

function focusFilter() {
  const menu = document.getElementById("add-filter")?.closest("details");
  if (!menu) return focusSearch();
  const first = () => menu.querySelector("form :is(input, select, textarea):not([type=hidden])");
  // The fields are fetched when the menu is opened for the first time.
  if (!first()) menu.addEventListener("htmx:afterSettle", () => first()?.focus(), { once: true });
  menu.open = true;
  first()?.focus();
}

// --- peek: the row's page beside the list -----------------------------------------------------------------------------
function show(row) {
  const link = linkOf(row);
  if (!peek || !link || !row.id) return;
  for (const other of document.querySelectorAll("tr.is-current")) other.classList.remove("is-current");
  row.classList.add("is-current");
  row.scrollIntoView({ block: "nearest" });
  peek.dataset.row = row.id;
  const open = document.getElementById("peek-open");
  open.href = link.href;
  if (!peek.open) { peek.showModal(); open.focus(); }
  window.htmx.ajax("GET", link.href, { target: "#peek-body", swap: "innerHTML" });
}

peek?.addEventListener("close", () => {
  const row = document.getElementById(peek.dataset.row);
  row?.classList.remove("is-current");
  document.getElementById("peek-body").replaceChildren();
  linkOf(row)?.focus();
});

// --- the keys of this page --------------------------------------------------------------------------------------------
const scope = () => (peek?.open ? peek : document);

function press(key) {
  const target = [...scope().querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((each) => !each.closest("[hidden]"));
  if (!target) return false;
  const field = target.dataset.keyFocus ? document.getElementById(target.dataset.keyFocus) : target.matches("textarea") ? target : null;
  if (!field) { target.click(); return true; }
  if (target.type === "checkbox" && !target.checked) target.click();
  field.focus();
  field.scrollIntoView({ block: "center" });
  return true;
}

function tell() {
  for (const row of dialog.querySelectorAll("[data-on]")) row.hidden = !document.querySelector(row.dataset.on);
  const table = dialog.querySelector("[data-page-keys]");
  const known = new Map();
  for (const each of scope().querySelectorAll("[data-key]")) if (!known.has(each.dataset.key)) known.set(each.dataset.key, each.dataset.keyLabel ?? each.textContent.trim());
  table.replaceChildren(...[...known].map(([key, label]) => {
    const row = document.createElement("tr");
    const keys = row.insertCell();
    keys.append(Object.assign(document.createElement("kbd"), { textContent: key.toUpperCase() }));
    row.insertCell().textContent = label;
    return row;
  }));
  dialog.showModal();
}

const single = {
  "/": focusFilter,
  "?": tell,
  j: () => step(1),
  k: () => step(-1),
  c: () => document.querySelector("[data-key-new]")?.click(),
  g: () => { goUntil = Date.now() + GO_MS; },
};
// Keys of a row: they leave the key to the browser where there is none.
const ofRow = {
  x: (row, event) => row.dispatchEvent(new CustomEvent("portal:select", { bubbles: true, detail: { upTo: event.shiftKey } })),
  " ": (row) => show(row),
  arrowdown: () => step(1),
  arrowup: () => step(-1),
  enter: () => document.getElementById("peek-open").click(),
};

function rowKey(key, event) {
  const row = current();
  if (!row || !ofRow[key]) return false;
  if (key === "enter" && !(peek?.open && !document.activeElement?.closest("#peek-body"))) return false;
  if (key === " " && (!peek || peek.open || event.target.matches("input, button, summary"))) return false;
  if (key.startsWith("arrow") && !event.target.matches(".row-title")) return false;
  ofRow[key](row, event);
  return true;
}

document.addEventListener("keydown", (event) => {
  if (composes(event) || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    return focusSearch();
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.closest?.("form[method=post]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (!on || event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || document.querySelector("dialog[open]:not(#peek)")) return;
  const key = event.key.toLowerCase();
  if (Date.now() < goUntil) {
    goUntil = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  if (rowKey(key, event)) return event.preventDefault();
  if (key === "escape" && !document.getElementById("bulk-bar")?.hidden && !peek?.open && !document.querySelector("details.menu[open]")) return document.dispatchEvent(new CustomEvent("portal:clear"));
  const action = single[key];
  if (action) { event.preventDefault(); action(); } else if (/^[a-z]$/.test(key) && !event.shiftKey && press(key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) tell();
});
