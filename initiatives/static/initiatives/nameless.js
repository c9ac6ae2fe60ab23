// Forms that must not be known to be anybody's are sent without cookies; the server drops them as well.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-nameless], [data-receipt]") || event.defaultPrevented) return;
  event.preventDefault();
  try {
    const body = new URLSearchParams(new FormData(form));
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
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) print(); });
// A scanned code: behind the #, so that it never was in a request.
const code = decodeURIComponent(location.hash.slice(1));
const field = document.querySelector("[data-receipt] input[name=code]");
if (code && field) { field.value = code; history.replaceState(null, "", location.pathname); }
