// What every page does: answers of htmx, the bar on top, the live region, menus.
const texts = JSON.parse(document.getElementById("ui-texts").textContent);
const bar = document.getElementById("bar");
const live = document.getElementById("live");

function say(text) {
  // Emptied first: the same sentence twice is spoken twice.
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

function showBar(text, { retry = null, signIn = false } = {}) {
  if (!bar) return;
  bar.querySelector("[data-bar-text]").textContent = text;
  bar.querySelector("[data-bar-sign-in]").hidden = !signIn;
  const button = bar.querySelector("[data-bar-retry]");
  button.hidden = !retry;
  button.onclick = () => { bar.hidden = true; if (retry) retry(); };
  bar.hidden = false;
}

function again(element) {
  return () => {
    if (!element.isConnected) location.reload();
    else if (element instanceof HTMLFormElement) element.requestSubmit();
    else element.click();
  };
}

bar?.querySelector("[data-bar-close]").addEventListener("click", () => { bar.hidden = true; });
addEventListener("offline", () => showBar(texts.offline));
addEventListener("online", () => { if (bar) bar.hidden = true; });

// htmx: 409, 412 and 422 are swapped (see the htmx-config in the head); everything else ends here.
document.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt } = event.detail;
  if (elt.matches("[data-quiet]") && xhr.status !== 401) return;
  if (xhr.status === 401) showBar(texts.signed_out, { signIn: true });
  else showBar(texts.failed, { retry: again(elt) });
});
document.addEventListener("htmx:sendError", (event) => {
  if (event.detail.elt.matches("[data-quiet]")) return;
  showBar(navigator.onLine ? texts.failed : texts.offline, { retry: again(event.detail.elt) });
});
document.addEventListener("htmx:beforeSwap", (event) => {
  // A redirect is followed unseen: the sign-in page must not land inside a list.
  const signIn = bar?.querySelector("[data-bar-sign-in]").href;
  const answered = event.detail.xhr.responseURL;
  if (signIn && answered && new URL(answered).pathname === new URL(signIn).pathname) {
    event.detail.shouldSwap = false;
    showBar(texts.signed_out, { signIn: true });
  }
});
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target?.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => event.detail.target?.removeAttribute("aria-busy"));

// Show more: the number is said, and focus goes to the first new row.
let rowsBefore = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "rows") rowsBefore = event.detail.target.children.length;
});
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (target.id !== "rows" || !event.detail.requestConfig?.elt?.matches("[data-more]")) return;
  const foot = document.getElementById("list-foot");
  const added = target.children.length - rowsBefore;
  const shown = target.children.length;
  foot.querySelector("p").textContent = foot.querySelector("p").textContent.replace(/[\d,]+/, shown.toLocaleString("en"));
  say(texts.more.replace("%(added)s", added).replace("%(shown)s", shown).replace("%(total)s", foot.dataset.total));
  target.children[rowsBefore]?.querySelector("a")?.focus();
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "list") return;
  const foot = event.detail.target.querySelector("#list-foot p, .empty-state p");
  if (foot) say(foot.textContent);
});

// Menus are <details>: they close on Esc, on a click elsewhere and when focus leaves.
function close(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary").focus();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]") ?? document.querySelector("details.menu[open]");
  if (menu) { event.stopPropagation(); close(menu, true); }
});
for (const kind of ["click", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) close(menu, false);
  });
}

// Focus that the server asked for on a whole page (a refusal, a summary of a form).
document.querySelector("[data-focus]")?.focus();

document.addEventListener("portal:say", (event) => say(event.detail));
