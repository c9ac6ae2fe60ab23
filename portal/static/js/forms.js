// Forms: a button that cannot be pressed twice, a question before what cannot be undone, a draft that survives, copying.
const texts = JSON.parse(document.getElementById("ui-texts").textContent);
const signedIn = "signedIn" in document.body.dataset;
const DRAFT = "draft:";
const SENT = "draft-sent:";

// --- sending -------------------------------------------------------------------------------------------------
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.confirm && !form.dataset.confirmed) { event.preventDefault(); ask(form, event.submitter); return; }
  delete form.dataset.confirmed;
  if (form.dataset.sending) { event.preventDefault(); return; }
  if (form.matches("[data-signs-out]")) forgetAll();
  if (form.dataset.draft) sessionStorage.setItem(SENT + form.dataset.draft, "1");
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  if (!button) return;
  form.dataset.sending = "1";
  // After this turn: a disabled button would not be sent with the form.
  setTimeout(() => {
    button.style.minWidth = `${button.offsetWidth}px`;
    button.dataset.label = button.innerHTML;
    if (button.matches(".btn-primary")) button.textContent = texts.sending;
    button.disabled = true;
  });
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sending]")) {
    delete form.dataset.sending;
    for (const button of form.querySelectorAll("button[data-label]")) { button.innerHTML = button.dataset.label; button.disabled = false; }
  }
});

// --- asking before ---------------------------------------------------------------------------------------------
function ask(form, submitter) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = form.dataset.confirm;
  yes.textContent = (submitter ?? form.querySelector("button")).textContent.trim();
  yes.onclick = () => {
    dialog.close();
    form.dataset.confirmed = "1";
    form.requestSubmit(submitter);
  };
  dialog.showModal();
}

// --- drafts ----------------------------------------------------------------------------------------------------
const kept = (field) => field.name && !field.disabled && !["hidden", "password", "file", "submit", "button"].includes(field.type);
const read = (field) => (["checkbox", "radio"].includes(field.type) ? field.checked : field.value);

// Each field with its place among those of its name: what a choice brings and takes away moves no other field.
function numbered(form) {
  const seen = new Map();
  return [...form.elements].filter(kept).map((field) => {
    const place = seen.get(field.name) ?? 0;
    seen.set(field.name, place + 1);
    return [field, place];
  });
}

function save(form) {
  const fields = numbered(form).map(([field, place]) => [field.name, place, read(field)]);
  sessionStorage.setItem(DRAFT + form.dataset.draft, JSON.stringify(fields));
  tell(form, texts.draft_kept);
}

function tell(form, text) {
  const place = form.querySelector("[data-draft-state]");
  if (place) place.textContent = text;
}

function restore(form, within = form) {
  const stored = sessionStorage.getItem(DRAFT + form.dataset.draft);
  // What came back from the server is newer than the draft.
  if (!stored || form.querySelector(".form-summary")) return;
  const fields = new Map(numbered(form).map(([field, place]) => [`${field.name}:${place}`, field]));
  const brings = [];
  let changed = false;
  for (const [name, place, value] of JSON.parse(stored)) {
    const field = fields.get(`${name}:${place}`);
    if (!field || !within.contains(field) || read(field) === value) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
    if (field.matches("select[hx-get]")) brings.push(field);
    changed = true;
  }
  // What the restored choice brings comes a moment later, and is restored then.
  for (const field of brings) setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })), 100);
  if (changed) tell(form, texts.draft_back);
}

function forgetAll() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(DRAFT) || key.startsWith(SENT)) sessionStorage.removeItem(key);
}

function forgetSent() {
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith(SENT))) {
    // On the sign-in page the session was over: the text was not saved, so the draft stays.
    if (signedIn) sessionStorage.removeItem(DRAFT + key.slice(SENT.length));
    sessionStorage.removeItem(key);
  }
}

forgetSent();
for (const form of document.querySelectorAll("form[data-draft]")) {
  restore(form);
  form.addEventListener("htmx:afterSettle", (event) => restore(form, event.target));
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => save(form), 400); });
}

// --- copying ---------------------------------------------------------------------------------------------------
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  document.dispatchEvent(new CustomEvent("portal:say", { detail: texts.copied }));
  const words = button.querySelector("[data-copy-words]");
  if (words) words.textContent = texts.copied;
});
