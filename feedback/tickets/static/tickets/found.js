// What is solved already, found while somebody types: after a pause, and never while an input method is composing.
const place = document.getElementById("found");
const form = document.getElementById("main-form");
const PAUSE = 450;
const LONGEST = { title: 80, text: 250 }; // an address holds no more
let waiting = 0;
let last = "";

function words() {
  const data = new FormData(form);
  const query = new URLSearchParams();
  for (const [name, most] of Object.entries(LONGEST)) query.set(name, String(data.get(name) ?? "").slice(0, most));
  query.set("service", String(data.get("service") ?? ""));
  return query.toString();
}

function ask() {
  const query = words();
  if (query === last) return;
  last = query;
  htmx.ajax("GET", `${place.dataset.found}?${query}`, { source: place, target: place, swap: "innerHTML" });
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
    const said = place.querySelector("[data-say]")?.dataset.say;
    if (said) document.dispatchEvent(new CustomEvent("portal:say", { detail: said }));
  });
  // A draft that came back, or a service that was chosen before.
  setTimeout(ask, PAUSE);
}
