// Once a minute, relative times and deadlines are written again: same words and the same rounding as on the server.
const texts = JSON.parse(document.getElementById("ui-texts").textContent);
const DAY = 86400;
const fill = (key, parts) => texts[key].replace(/%\((\w+)\)s/g, (_, name) => parts[name]);

function relative(seconds) {
  if (seconds < 60) return texts.just_now;
  if (seconds < 3600) return fill("min_ago", { n: Math.floor(seconds / 60) });
  return fill("h_ago", { n: Math.floor(seconds / 3600) });
}

function inWords(seconds, kind) {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return texts[`${kind}_under`];
  const h = Math.floor(minutes / 60);
  const m = minutes % 60;
  if (seconds >= 2 * DAY) {
    const parts = { d: Math.floor(h / 24).toLocaleString("en"), h: h % 24 };
    return fill(parts.h ? `${kind}_d_h` : `${kind}_d`, parts);
  }
  return fill(`${kind}_${h ? (m ? "h_min" : "h") : "min"}`, { h, m });
}

function refresh(scope) {
  const now = Date.now();
  for (const time of scope.querySelectorAll("time[data-when]")) {
    const seconds = (now - Date.parse(time.dateTime)) / 1000;
    // Beyond a day the server's exact time stands; a page open that long shows the one in the title.
    if (seconds >= 0 && seconds < DAY) time.textContent = relative(seconds);
    else if (seconds >= DAY) time.textContent = time.title;
  }
  for (const time of scope.querySelectorAll("time[data-due]")) {
    const seconds = (Date.parse(time.dateTime) - now) / 1000;
    time.textContent = inWords(Math.abs(seconds), seconds >= 0 ? "left" : "late");
    time.className = seconds < 0 ? "due-late" : seconds < Number(time.dataset.due) * 60 ? "due-soon" : "due-left";
  }
}

setInterval(() => { if (!document.hidden) refresh(document); }, 60_000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(document); });
