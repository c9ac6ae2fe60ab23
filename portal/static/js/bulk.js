// Selecting rows of a list: one by one, a stretch with Shift, all that are shown. The bar says what may be done with them.
const bar = document.getElementById("bulk-bar");
let last = null; // the box that was changed last
let shift = false;
let timer = 0;

const form = () => document.getElementById("bulk-form");
const boxes = () => [...document.querySelectorAll("#rows .select input[type=checkbox]")];
const chosen = () => boxes().filter((box) => box.checked);

function stretch(box) {
  const all = boxes();
  const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
  if (from >= 0) for (const each of all.slice(from, to + 1)) each.checked = box.checked;
}

function changed() {
  const all = document.querySelector("[data-select-all]");
  const count = chosen().length;
  if (all) { all.checked = count > 0 && count === boxes().length; all.indeterminate = count > 0 && !all.checked; }
  clearTimeout(timer);
  if (!count) { bar.hidden = true; return; }
  timer = setTimeout(ask, 150);
}

// What may be done with them is asked: the same table and rules as for one.
async function ask() {
  const sent = chosen().map((box) => box.value).join();
  const data = new FormData(form());
  // Not form.action: that is the buttons of this name.
  const answer = await fetch(form().getAttribute("action"), { method: "POST", body: new URLSearchParams(data), headers: { "HX-Request": "true" }, credentials: "same-origin" }).catch(() => null);
  // Meanwhile others were selected: their own answer comes.
  if (!answer?.ok || sent !== chosen().map((box) => box.value).join()) return;
  const held = bar.contains(document.activeElement) ? document.activeElement.value : null;
  bar.innerHTML = await answer.text();
  bar.hidden = false;
  if (held) bar.querySelector(`[value="${CSS.escape(held)}"]`)?.focus();
  const said = bar.querySelector(".bulk-said, [role=alert]");
  if (said) document.dispatchEvent(new CustomEvent("portal:say", { detail: said.textContent.trim() }));
}

function clear() {
  for (const box of chosen()) box.checked = false;
  const back = bar.contains(document.activeElement) ? last : null;
  changed();
  if (back?.isConnected) back.focus();
}

function toggle(row, upTo) {
  const box = row.querySelector(".select input[type=checkbox]");
  if (!box) return;
  box.checked = upTo || !box.checked;
  if (upTo && last) stretch(box);
  last = box;
  changed();
}

if (bar) {
  document.addEventListener("click", (event) => {
    shift = event.shiftKey;
    if (event.target.closest("[data-bulk-clear]")) clear();
  }, true);
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches?.("[data-select-all]")) for (const each of boxes()) each.checked = box.checked;
    else if (box.matches?.("#rows .select input")) { if (shift && last) stretch(box); last = box; } else return;
    shift = false;
    changed();
  });
  document.addEventListener("portal:select", (event) => toggle(event.target, event.detail.upTo));
  document.addEventListener("portal:rows", changed);
  document.addEventListener("portal:clear", clear);
  document.addEventListener("htmx:afterSwap", (event) => { if (["list", "rows"].includes(event.detail.target.id)) changed(); });
  // Boxes that the browser kept ticked on the way back.
  addEventListener("pageshow", () => { if (boxes().length) changed(); });
}
