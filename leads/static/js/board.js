// The board: dragging a card onto a column presses the button of the card's own menu, so both send the same form.
// Arrow keys go from card to card and from column to column; without this script the menu does everything.
const board = document.querySelector("[data-board]");

if (board) {
  const columns = [...board.querySelectorAll("[data-stage]")];
  const told = board.querySelector("[role=status]");
  const moveOf = (card, stage) => card.querySelector(`button[data-to="${stage}"]`);
  let dragged = null;

  const marks = (card) => {
    for (const column of columns) {
      const here = card?.closest("[data-stage]") === column;
      column.classList.toggle("takes", Boolean(card) && !here && Boolean(moveOf(card, column.dataset.stage)));
      column.classList.toggle("refuses", Boolean(card) && !here && !moveOf(card, column.dataset.stage));
      if (!card) column.classList.remove("over");
    }
  };

  for (const card of board.querySelectorAll("[data-card]")) {
    if (!card.querySelector("button[data-to]")) continue;
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      dragged = card;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", card.dataset.card);
      marks(card);
    });
    card.addEventListener("dragend", () => {
      dragged = null;
      marks(null);
    });
  }

  for (const column of columns) {
    column.addEventListener("dragover", (event) => {
      if (!dragged) return;
      event.preventDefault();
      column.classList.add("over");
    });
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove("over");
    });
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      if (!dragged || dragged.closest("[data-stage]") === column) return;
      const button = moveOf(dragged, column.dataset.stage);
      if (button) button.click();
      else told.textContent = board.dataset.refused;
    });
  }

  const STEPS = { ArrowDown: [0, 1], ArrowUp: [0, -1], ArrowRight: [1, 0], ArrowLeft: [-1, 0] };
  const linksOf = (column) => [...column.querySelectorAll("[data-card] > a, [data-card] h3 a")];
  board.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const card = event.target.closest("[data-card]");
    if (!step || !card || event.target.closest("details")) return;
    const column = card.closest("[data-stage]");
    const at = linksOf(column).indexOf(card.querySelector("h3 a"));
    let wanted = null;
    if (step[1]) wanted = linksOf(column)[at + step[1]];
    else {
      let index = columns.indexOf(column) + step[0];
      while (columns[index] && !linksOf(columns[index]).length) index += step[0];
      if (columns[index]) {
        const links = linksOf(columns[index]);
        wanted = links[Math.min(at, links.length - 1)];
      }
    }
    if (wanted) {
      event.preventDefault();
      wanted.focus();
    }
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.("[data-card] details[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
