// Curves of the company's targets: the line of readings and the target, in the page's colours and language.
(() => {
  "use strict";
  const root = document.documentElement;
  const HEIGHT = 200;

  // A custom property may be a pair for light and dark; only a used colour is resolved.
  function colour(name, place) {
    const probe = place.appendChild(document.createElement("i"));
    probe.style.color = `var(${name})`;
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  }

  function axis(place, more) {
    const stroke = colour("--muted", place);
    const grid = { stroke: colour("--line", place), width: 1 };
    return { stroke, grid, ticks: grid, font: `11px ${getComputedStyle(place).fontFamily}`, ...more };
  }

  function draw(place) {
    const data = JSON.parse(document.getElementById(place.dataset.curve).textContent);
    const days = [...data.days];
    const values = [...data.values];
    if (data.due > days.at(-1)) { days.push(data.due); values.push(null); }
    const month = new Intl.DateTimeFormat(root.lang, { year: "2-digit", month: "short", timeZone: "UTC" });
    const plain = new Intl.NumberFormat(root.lang, { maximumFractionDigits: 2 });
    const line = colour("--blue", place);
    const options = {
      width: place.clientWidth,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "UTC"),
      axes: [
        axis(place, { space: 64, values: (_plot, marks) => marks.map((seconds) => month.format(seconds * 1000)) }),
        axis(place, { size: 52, label: data.unit || data.labels.value, labelSize: 18, labelFont: `11px ${getComputedStyle(place).fontFamily}`, values: (_plot, marks) => marks.map((mark) => plain.format(mark)) }),
      ],
      series: [
        { label: data.labels.day },
        { label: data.labels.value, stroke: line, width: 2, points: { show: true, size: 5, fill: line } },
        { label: data.labels.target, stroke: colour("--green", place), width: 1.5, dash: [6, 4], points: { show: false } },
      ],
    };
    place.replaceChildren();
    return new uPlot(options, [days, values, days.map(() => data.target)], place);
  }

  document.addEventListener("DOMContentLoaded", () => {
    const places = [...document.querySelectorAll("[data-curve]")];
    const drawAll = () => places.forEach(draw);
    drawAll();
    new MutationObserver(drawAll).observe(root, { attributes: true, attributeFilter: ["data-bs-theme"] });
    let width = innerWidth;
    addEventListener("resize", () => {
      if (innerWidth !== width) { width = innerWidth; drawAll(); }
    });
  });
})();
