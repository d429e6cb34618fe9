// Play goes from event to event by the link to the next one, until any key, a press on the page, or the newest event.
// Where somebody wants less motion, it is not offered. The permalink is copied by its key, and it is said.
const KEPT = "caretrail-play";
const box = document.querySelector(".ct-play");
const button = box.querySelector("button");
const pace = box.querySelector("select");
const next = document.querySelector("a[rel=next]");
const link = document.querySelector(".ct-permalink");
const said = document.querySelector("#said");
let waiting;

function stop(why) {
  clearTimeout(waiting);
  waiting = undefined;
  sessionStorage.removeItem(KEPT);
  button.textContent = "Play";
  button.removeAttribute("aria-pressed");
  if (why) said.textContent = why;
}

function play() {
  sessionStorage.setItem(KEPT, JSON.stringify({ path: new URL(next.href).pathname, pace: pace.value }));
  button.textContent = "Stop";
  button.setAttribute("aria-pressed", "true");
  said.textContent = "Playing. Any key stops it.";
  waiting = setTimeout(() => location.replace(next.href), Number(pace.value));
}

function halt() {
  window.stop(); // the next event may be on its way already
  stop("Stopped.");
}

function ended(event) {
  if (waiting !== undefined && event.target !== button) halt();
}

if (next && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
  box.hidden = false;
  button.addEventListener("click", () => (waiting === undefined ? play() : halt()));
  document.addEventListener("keydown", ended, true);
  document.addEventListener("pointerdown", ended, true);
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  if (kept?.path === location.pathname) {
    pace.value = kept.pace;
    play();
  }
} else if (sessionStorage.getItem(KEPT)) {
  stop("This is the newest event.");
}

link.addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  const copied = await navigator.clipboard?.writeText(link.href).then(() => true, () => false);
  said.textContent = copied ? "Copied: the link to this moment." : "The link to this moment stands in the address bar.";
});
