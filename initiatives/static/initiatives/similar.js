// Ideas like the one that is being written: after a pause, with enough to compare, never while an input method is composing.
const place = document.getElementById("similar");
const form = document.getElementById("main-form");
const PAUSE = 400;
const HAN = /[\u3400-\u9fff\uf900-\ufaff]/g;
let waiting = 0;
let last = "";

const typed = (name) => String(form.elements[name]?.value ?? "").trim();
const enough = (text) => (text.match(HAN) ?? []).length >= 4 || text.split(/\s+/).filter(Boolean).length >= 2;

function ask() {
  const values = { title: typed("title"), text: typed("text").slice(0, 300) };
  const asked = enough(`${values.title} ${values.text}`) ? `${values.title}\n${values.text}` : "";
  if (asked === last) return;
  last = asked;
  if (!asked) { place.replaceChildren(); note(); return; }
  htmx.ajax("POST", place.dataset.similar, { source: place, target: place, swap: "innerHTML", values });
}

// What was seen beside the form is not shown a second time when the idea is sent.
function note() {
  const now = [...place.querySelectorAll("[data-shown]")].map((each) => each.dataset.shown);
  const seen = form.elements.shown.value.split(",").filter(Boolean);
  form.elements.shown.value = [...new Set([...now, ...seen])].slice(0, 20).join(",");
}

function later(event) {
  if (event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
}

if (place && form) {
  form.addEventListener("input", later);
  form.addEventListener("compositionend", later);
  form.addEventListener("change", later);
  place.addEventListener("htmx:afterSwap", () => {
    note();
    const said = place.querySelector("[data-say]")?.dataset.say;
    if (said) document.dispatchEvent(new CustomEvent("portal:say", { detail: said }));
  });
  // A draft that came back.
  setTimeout(ask, PAUSE);
}
