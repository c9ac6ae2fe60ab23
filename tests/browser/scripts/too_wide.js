// What reaches out of the window although nothing around it is meant to scroll.
() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (element) => ["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX);
  const inScroller = (element) => {
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) if (scrolls(up)) return true;
    return false;
  };
  const visible = (element) => element.checkVisibility({ visibilityProperty: true });
  const name = (element) => [element.tagName.toLowerCase(), ...element.classList].join(".");
  const found = [];
  const all = document.documentElement.scrollWidth;
  if (all > width) found.push(`the document has ${all} px`);
  for (const element of document.querySelectorAll("main *")) {
    const box = element.getBoundingClientRect();
    if (box.width && box.right > width + 1 && visible(element) && !inScroller(element)) {
      found.push(`${name(element)} ends at ${Math.round(box.right)} px`);
    }
  }
  for (const table of document.querySelectorAll("main table")) {
    const box = table.parentElement;
    if (visible(table) && table.scrollWidth > box.clientWidth + 1 && !scrolls(box) && !inScroller(table)) {
      found.push(`table has ${table.scrollWidth} px in a box of ${box.clientWidth} px`);
    }
  }
  return found.slice(0, 8);
}
