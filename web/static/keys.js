// A key, or g and a key after it, does what the button, the link or the box that names it does, unless somebody is typing.
const WAIT = 1500; // milliseconds from g to the key after it
let begun = "";
let forgotten;

function named(key, target) {
  const near = key === "v" && target.closest("tr")?.querySelector(".ct-in button"); // in a list, that of the row in focus
  return near || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing || key.length > 1) return;
  if (target.closest("input, select, textarea, [contenteditable]")) return;
  const found = named(begun + key, target);
  clearTimeout(forgotten);
  begun = !begun && key === "g" ? "g " : "";
  if (begun) forgotten = setTimeout(() => (begun = ""), WAIT);
  if (!found) return;
  event.preventDefault();
  if (found.matches("input")) found.select();
  else found.click();
});
