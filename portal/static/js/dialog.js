// Short forms over any page: a link with data-dialog opens its address in the dialog; without scripts it is a page.
// Closed and opened again, it still holds what was typed; once it was sent it begins anew.
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let shown = "";
let opener = null;

const focusIn = () => body.querySelector(".form-summary, [autofocus]")?.focus();

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || !dialog || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  opener = link;
  if (!dialog.open) dialog.showModal();
  if (shown === link.href) return focusIn();
  body.replaceChildren();
  window.htmx.ajax("GET", link.href, { target: body, swap: "innerHTML" }).then(() => { if (body.children.length) shown = link.href; else dialog.close(); });
});

body?.addEventListener("htmx:afterSettle", (event) => {
  if (event.target !== body) return;
  if (body.querySelector("[data-done]")) shown = "";
  const sentence = body.querySelector("[data-done] [data-said]")?.textContent;
  if (sentence) document.dispatchEvent(new CustomEvent("portal:say", { detail: sentence }));
  focusIn();
});
body?.addEventListener("click", (event) => { if (event.target.closest("[data-close]")) dialog.close(); });
dialog?.addEventListener("close", () => {
  if (dialog.open) return; // opened again before its closing was told
  if (!shown) body.replaceChildren();
  const back = opener?.checkVisibility() ? opener : opener?.closest("details")?.querySelector("summary");
  back?.focus();
});
