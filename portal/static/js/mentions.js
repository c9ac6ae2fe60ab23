// After @ in a note: a short list of colleagues by name or pinyin. What is chosen stands in the text as
// @[reference name]; without this script the same can be typed.
const PATTERN = /(?:^|[\s,,。;;::((])@([^\s@[\]]{0,40})$/u;

for (const area of document.querySelectorAll("textarea[data-mentions]")) suggest(area);

function suggest(area) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${area.id}-mentions`;
  list.role = "listbox";
  list.ariaLabel = area.dataset.mentionsLabel;
  list.hidden = true;
  area.parentElement.classList.add("mention-field");
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  let asked = 0;
  let timer;

  const typed = () => PATTERN.exec(area.value.slice(0, area.selectionStart));
  const close = () => { asked += 1; list.hidden = true; list.replaceChildren(); area.removeAttribute("aria-activedescendant"); };

  async function ask(text) {
    const mine = ++asked;
    const internal = area.form.elements.internal?.checked ? "&internal=true" : "";
    const answer = await fetch(`${area.dataset.mentions}?q=${encodeURIComponent(text)}${internal}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== asked || !answer?.ok) return;
    const people = await answer.json();
    if (mine !== asked) return;
    list.replaceChildren(...people.map(row));
    list.hidden = people.length === 0;
    mark(0);
  }

  function row(person, place) {
    const item = document.createElement("li");
    const department = document.createElement("span");
    item.id = `${list.id}-${place}`;
    item.role = "option";
    item.textContent = person.name;
    department.textContent = person.department;
    item.append(department);
    item.dataset.token = `@[${person.id} ${person.name.replaceAll("]", "")}] `;
    item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(item); });
    return item;
  }

  function mark(place) {
    [...list.children].forEach((item, number) => { item.ariaSelected = String(number === place); });
    if (list.children[place]) area.setAttribute("aria-activedescendant", list.children[place].id);
  }

  function choose(item) {
    const found = typed();
    if (found) area.setRangeText(item.dataset.token, area.selectionStart - found[1].length - 1, area.selectionStart, "end");
    close();
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  area.addEventListener("input", () => {
    const found = typed();
    clearTimeout(timer);
    if (!found) { close(); return; }
    timer = setTimeout(ask, 150, found[1]);
  });
  area.addEventListener("blur", close);
  area.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const items = [...list.children];
    const place = items.findIndex((item) => item.ariaSelected === "true");
    if (event.key === "ArrowDown") mark((place + 1) % items.length);
    else if (event.key === "ArrowUp") mark((place + items.length - 1) % items.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(items[place]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}
