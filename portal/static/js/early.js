// Runs before the first paint: the theme of people who follow their device, and a line for browsers that are too old.
(() => {
  "use strict";
  const root = document.documentElement;
  const fits = window.CSS && CSS.supports("color", "light-dark(#000, #fff)") && CSS.supports("color", "oklch(from red l c h)");
  if (!fits) root.classList.add("is-old");
  if (root.dataset.theme !== "auto" || !window.matchMedia) return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const apply = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  apply();
  dark.addEventListener("change", apply);
})();
