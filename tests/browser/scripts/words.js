// What people see or hear: texts, and attributes that carry words. `lang` marks what is in another language on purpose.
() => {
  const page = document.documentElement.lang;
  const foreign = (element) => (element.closest("[lang]")?.lang ?? page) !== page;
  const skipped = "script, style, template, noscript, code, pre, kbd, .old-browser, select[name$=zone]";
  const texts = new Set();
  const add = (text, element) => {
    if (text.trim() && !foreign(element)) texts.add(text.trim().replace(/\s+/g, " "));
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement.closest(skipped)) add(node.data, node.parentElement);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-confirm"]) {
    for (const element of document.querySelectorAll(`body [${name}]`)) add(element.getAttribute(name), element);
  }
  add(document.title, document.documentElement);
  return [...texts];
}
