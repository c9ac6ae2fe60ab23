// Forms that must not be known to be anybody's are sent without cookies; the server drops them as well.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-nameless], [data-receipt]") || event.defaultPrevented) return;
  event.preventDefault();
  try {
    const typed = new FormData(form);
    const body = form.enctype === "multipart/form-data" ? renamed(typed) : new URLSearchParams(typed);
    const answer = await fetch(form.action, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.title = page.title;
    document.querySelector("main").replaceWith(page.querySelector("main"));
    (document.querySelector("main [autofocus]") ?? document.querySelector("main")).focus();
    scrollTo(0, 0);
  } catch {
    form.submit(); // the browser says itself that there is no connection; cookies that go along are dropped
  }
});
// What a picture is called on the device doesn't leave it.
function renamed(typed) {
  const body = new FormData();
  for (const [name, value] of typed) if (value instanceof File) { if (value.size) body.append(name, value, "picture"); } else body.append(name, value);
  return body;
}
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
// A scanned code: behind the #, so that it never was in a request.
const code = decodeURIComponent(location.hash.slice(1));
const field = document.querySelector("[data-receipt] input[name=code]");
if (code && field) { field.value = code; history.replaceState(null, "", location.pathname); }
// The call for ideas that led here: behind the # as well, so that no log says who looked at which.
const call = document.querySelector("[data-nameless] select[name=challenge]");
if (call && [...call.options].some((each) => each.value === code)) call.value = code;
// Ideas like the one that is written: after a pause, never in the middle of a word that an input method composes.
const found = document.querySelector("[data-similar]");
const form = document.querySelector("[data-nameless]");
let wait;
let asked = 0;
if (found && form) form.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(wait);
  wait = setTimeout(look, 400);
});
form?.addEventListener("compositionend", () => { clearTimeout(wait); wait = setTimeout(look, 400); });
async function look() {
  const mine = ++asked;
  const typed = new FormData(form);
  typed.delete("pictures");
  const body = new URLSearchParams(typed);
  try {
    const answer = await fetch(found.dataset.similar, { method: "POST", body, credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" });
    if (answer.ok && mine === asked) found.innerHTML = await answer.text();
  } catch { /* it is only help: the form can be sent without */ }
}
