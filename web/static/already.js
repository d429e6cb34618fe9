// Whoever is likely to be on file already is looked for again as soon as a field is left; nothing is recorded by it.
const form = document.querySelector("#form");
const TELLING = ["name", "other_name", "born", "gender", "phone", "address", "insurance", "kin_name"];
const BODY = ["blood", "basis", "weight", "weight_unit", "height", "height_unit"];
let asked = 0;

async function look() {
  const mine = ++asked;
  const told = new FormData(form);
  told.set("look", "already");
  const asks = { method: "POST", body: new URLSearchParams(told), headers: { "X-Look": "already" } };
  const answer = await fetch(location.pathname, asks).catch(() => null);
  if (!answer?.ok || mine !== asked) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const place of ["#already", "#already-call", "#will"]) {
    const [now, then] = [document.querySelector(place), page.querySelector(place)];
    if (then && then.textContent !== now.textContent) now.replaceChildren(...then.childNodes);
  }
}

form.addEventListener("change", (event) => [...TELLING, ...BODY].includes(event.target.name) && look());
