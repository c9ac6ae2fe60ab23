// Keyboard: nothing is reachable by key only. Silent in fields, while an input method composes, and when switched off.
const on = document.body.dataset.shortcuts === "on";
const dialog = document.getElementById("keys");
const GO_MS = 1500;
let goUntil = 0;

const inField = (target) => target.closest?.("input, textarea, select, [contenteditable]:not([contenteditable=false])");
const rows = () => [...document.querySelectorAll("#rows > tr, [data-rows] > *")].filter((row) => row.querySelector("a"));

function step(by) {
  const all = rows();
  const here = all.findIndex((row) => row.contains(document.activeElement));
  const next = here < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(here + by, 0), all.length - 1);
  const link = all[next]?.querySelector(".row-title, a");
  link?.focus();
  link?.scrollIntoView({ block: "nearest" });
}

function focusSearch() {
  const field = document.getElementById("search-field");
  if (field?.offsetParent) { field.focus(); field.select(); } else document.querySelector(".search-link")?.click();
}

function focusFilter() {
  const menu = document.getElementById("add-filter")?.closest("details");
  if (!menu) return focusSearch();
  menu.open = true;
  menu.querySelector("form :is(input, select, textarea):not([type=hidden])")?.focus();
}

const single = {
  "/": focusFilter,
  "?": () => dialog?.showModal(),
  j: () => step(1),
  k: () => step(-1),
  c: () => document.querySelector("[data-key-new]")?.click(),
  g: () => { goUntil = Date.now() + GO_MS; },
};

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.defaultPrevented) return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !event.shiftKey && !event.altKey) {
    event.preventDefault();
    return focusSearch();
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    const form = event.target.closest?.("form[method=post]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
    return;
  }
  if (!on || event.ctrlKey || event.metaKey || event.altKey || inField(event.target) || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  if (Date.now() < goUntil) {
    goUntil = 0;
    const link = document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    if (link) { event.preventDefault(); link.click(); }
    return;
  }
  const action = single[key];
  if (action) { event.preventDefault(); action(); }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-open-keys]")) dialog?.showModal();
});
