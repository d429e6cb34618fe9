// The arrow keys go from cell to cell of a grid; lines that are pasted into a cell become lines of the grid.
const table = document.querySelector(".ct-grid");
const column = (cell) => cell.name.replace(/^r\d+/, "");
const cells = [...(table?.querySelectorAll("input.ct-cell") ?? [])];

function beside(cell, key) {
  const alike = cells.filter((one) => column(one) === column(cell));
  if (key === "ArrowDown") return alike[alike.indexOf(cell) + 1];
  if (key === "ArrowUp") return alike[alike.indexOf(cell) - 1];
  if (key === "ArrowRight" && cell.selectionStart === cell.value.length) return cells[cells.indexOf(cell) + 1];
  if (key === "ArrowLeft" && cell.selectionEnd === 0) return cells[cells.indexOf(cell) - 1];
  return undefined;
}

table?.addEventListener("keydown", (event) => {
  const next = event.target.matches(".ct-cell") && beside(event.target, event.key);
  if (!next || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  next.focus();
  next.select();
});

table?.addEventListener("paste", (event) => {
  const told = event.clipboardData.getData("text/plain");
  const box = document.querySelector("#paste");
  if (!box || !/[\t\n]/.test(told.trim())) return;
  event.preventDefault();
  box.value = told;
  document.querySelector("button[name=fill][value=paste]").click();
});
