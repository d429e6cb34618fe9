// Says before a session ends that it will, and keeps it while somebody types. Without it all works as well: what was
// typed comes back after signing in again.

const WARNED = 120; // seconds before the end
const OFTEN = 60; // seconds between two words to the server, while somebody types
const box = document.getElementById("leaving");
const [text, stay] = [box.querySelector("p"), box.querySelector("button")];
let tabs; // of this browser
let ends, over, told; // in seconds of this page's clock

const now = () => performance.now() / 1000;

function left({ idle, lasting }) {
  [ends, over, told] = [now() + idle, now() + lasting, now()];
  look();
}

async function here() {
  told = now();
  try {
    const answer = await fetch("/account/here", { redirect: "manual" });
    if (answer.ok) {
      const known = await answer.json();
      left(known);
      tabs.postMessage(known);
    }
  } catch {
    // the next word is tried in a minute
  }
}

function look() {
  const seconds = Math.min(ends, over) - now();
  box.hidden = seconds > WARNED;
  if (box.hidden) return;
  const minutes = Math.ceil(seconds / 60);
  const soon = `You will be signed out in ${minutes === 1 ? "a minute" : `${minutes} minutes`}.`;
  const say = seconds <= 0
    ? "You are signed out by now. What you typed is still on this page: send it, sign in, and you go on with it."
    : over <= ends
      ? `${soon} You have been here for a whole day’s work: record what you have, then sign in again.`
      : `${soon} What you typed stays on this page.`;
  if (text.textContent !== say) text.textContent = say;
  stay.hidden = seconds <= 0 || over <= ends;
}

function listen() {
  tabs = new BroadcastChannel("caretrail-session");
  tabs.addEventListener("message", ({ data }) => left(data));
}

left({ idle: Number(box.dataset.idle), lasting: Number(box.dataset.lasting) });
listen();
tabs.postMessage({ idle: Number(box.dataset.idle), lasting: Number(box.dataset.lasting) });
// a page that hears something while it is kept to go back to is thrown away, with what was typed
addEventListener("pagehide", () => tabs.close());
addEventListener("pageshow", (event) => event.persisted && listen());
stay.addEventListener("click", here);
document.addEventListener("input", () => now() - told > OFTEN && now() < Math.min(ends, over) && here());
document.addEventListener("visibilitychange", look);
setInterval(look, 5000);
