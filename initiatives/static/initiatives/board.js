// Dragging a card does what its "Move to" form does: the server decides, and a refusal is said on the page.
document.addEventListener("DOMContentLoaded", () => {
  for (const column of document.querySelectorAll("[data-board] .board-cards")) {
    Sortable.create(column, {
      group: "board",
      sort: false,
      draggable: ".board-card:has(.move-form)",
      filter: "select, button, a",
      preventOnFilter: false,
      onAdd: ({ item, to }) => {
        const form = item.querySelector(".move-form");
        form.elements.state.value = to.dataset.state;
        form.requestSubmit();
      },
    });
  }
});
