// Ideas like the one that is being written: after a pause, with enough to compare, never while an input method is
// composing. For every form with data-similar-form, also one that comes later, in a dialog; they are shown at the
// place with data-similar inside the form, else in the page.
const PAUSE = 400;
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/g;
const waiting = new WeakMap();
const last = new WeakMap();

const formOf = (element) => element?.closest?.("form[data-similar-form]");
const placeOf = (form) => form.querySelector("[data-similar]") ?? document.getElementById("similar");
const typed = (form, name) => String(form.elements[name]?.value ?? "").trim();
const enough = (text) => (text.match(HAN) ?? []).length >= 4 || text.split(/\s+/).filter(Boolean).length >= 2;

function ask(form) {
  const place = placeOf(form);
  if (!place || !form.isConnected) return;
  const values = { title: typed(form, "title"), text: typed(form, "text").slice(0, 300), form: form.id };
  const asked = enough(`${values.title} ${values.text}`) ? `${values.title}\n${values.text}` : "";
  if (asked === (last.get(form) ?? "")) return;
  last.set(form, asked);
  if (!asked) { place.replaceChildren(); note(form); return; }
  htmx.ajax("POST", place.dataset.similar, { source: place, target: place, swap: "innerHTML", values }).then(() => shown(form));
}

// What was seen beside the form is not shown a second time when the idea is sent.
function note(form) {
  const now = [...placeOf(form).querySelectorAll("[data-shown]")].map((each) => each.dataset.shown);
  const seen = form.elements.shown.value.split(",").filter(Boolean);
  form.elements.shown.value = [...new Set([...now, ...seen])].slice(0, 20).join(",");
}

function shown(form) {
  note(form);
  const said = placeOf(form).querySelector("[data-say]")?.dataset.say;
  if (said) document.dispatchEvent(new CustomEvent("portal:say", { detail: said }));
}

function later(event) {
  const form = formOf(event.target);
  if (!form || event.isComposing) return;
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(ask, PAUSE, form));
}

for (const kind of ["input", "compositionend", "change"]) document.addEventListener(kind, later);
// A draft that came back.
for (const form of document.querySelectorAll("form[data-similar-form]")) setTimeout(ask, PAUSE, form);
