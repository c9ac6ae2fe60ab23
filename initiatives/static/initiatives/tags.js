// Tags that are there, under the field while somebody types the last one; a press takes it. Silent while an input method composes.
const PAUSE = 250;
let timer;

function listOf(field) {
  const found = field.parentElement.querySelector(".tag-suggestions");
  if (found) return found;
  const list = Object.assign(document.createElement("ul"), { className: "chip-list tag-suggestions" });
  list.setAttribute("aria-live", "polite");
  field.after(list);
  return list;
}

const parts = (field) => field.value.split(/[,，、;；]/);

async function ask(field) {
  const last = parts(field).at(-1).trim();
  const answer = await fetch(`${field.dataset.tags}?q=${encodeURIComponent(last)}`).catch(() => null);
  if (!answer?.ok || last !== parts(field).at(-1).trim()) return;
  const list = listOf(field);
  list.innerHTML = await answer.text();
  const there = new Set(parts(field).slice(0, -1).map((each) => each.trim().toLowerCase()));
  for (const each of list.querySelectorAll("[data-tag]")) if (there.has(each.dataset.tag.toLowerCase())) each.parentElement.remove();
}

for (const kind of ["input", "focusin", "compositionend"]) document.addEventListener(kind, (event) => {
  const field = event.target;
  if (!field.matches?.("input[data-tags]") || event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE, field);
});
document.addEventListener("click", (event) => {
  const chosen = event.target.closest?.("[data-tag]");
  const field = chosen?.closest(".tag-suggestions")?.parentElement.querySelector("input[data-tags]");
  if (!field) return;
  field.value = [...parts(field).slice(0, -1).map((each) => each.trim()), chosen.dataset.tag].join(", ") + ", ";
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
