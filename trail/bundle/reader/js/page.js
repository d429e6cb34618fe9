// The page: what was dropped or chosen is verified here, in pieces, so that the page stays alive.

const WORDS = {
  proved: ["Proved", "Everything that this page can prove of the bundle is proved."],
  undecided: ["Undecided", "Nothing is wrong with it, but not all is known that makes it a proof. Below is what is missing."],
  broken: ["Broken", "This is not what was recorded, or not all of it, or not of the log that you named. Keep it, and ask for another."],
};
const byId = (id) => document.getElementById(id);
const linesOf = (id) => byId(id).value.split("\n").map((line) => line.trim()).filter(Boolean);
const chosen = { bundle: null, earlier: null };

// A file of the browser's as a source. Reading takes a turn of the browser's own, in which it can draw.
function blobSource(file) {
  return { name: file.name, size: file.size, read: async (at, length) => {
    const octets = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
    if (octets.length !== length) throw new Error("the file has changed");
    return octets;
  } };
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function listOf(title, lines) {
  return lines.length ? [element("h3", {}, title), element("ul", {}, ...lines.map((line) => element("li", {}, line)))] : [];
}

function findingsTable(findings) {
  if (!findings.length) return [];
  const row = ({ kind, position, detail }) => element("tr", {},
    ...[kind, position === null ? "–" : String(position), detail].map((text) => element("td", {}, text)));
  const head = ["Kind", "Position", "What was found"].map((text) => element("th", { scope: "col" }, text));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...findings.map(row)));
  const region = { class: "table", tabindex: "0", role: "region", "aria-label": "Findings" };
  return [element("h3", {}, findings.length === 1 ? "One finding" : `${findings.length} findings`), element("div", region, table)];
}

function counts({ events, disclosed, erased, root }) {
  const pair = (term, text, attributes = {}) => element("div", attributes, element("dt", {}, term), element("dd", {}, text));
  const numbers = [["Events", events], ["Of them told", disclosed], ["Erased", erased]];
  return element("dl", { class: "counts" }, ...numbers.map(([term, n]) => pair(term, n.toLocaleString("en"))),
    ...(root ? [pair("Root of all events", root, { class: "root" })] : []));
}

function show(found) {
  const [title, text] = WORDS[found.verdict];
  const band = element("div", { class: `verdict verdict--${found.verdict}` },
    element("h2", { id: "verdict" }, title), element("p", {}, text));
  byId("answer").replaceChildren(band, ...(found.events ? [counts(found)] : []), ...findingsTable(found.findings),
    ...listOf("What was proved", found.proved), ...listOf("What was not proved", found.not_proved));
  byId("answer").hidden = false;
  byId("status").textContent = `${title}. ${text}`;
  byId("answer").focus();
}

function complain(text) {
  byId("error").textContent = text.slice(0, 1).toUpperCase() + text.slice(1);
  byId("error").hidden = !text;
}

// The options from the form: a key of the first field has a `+` in it, a fingerprint has none.
function formOptions() {
  const keys = linesOf("key"), threshold = byId("threshold").value.trim();
  return givenOptions({
    keys: keys.filter((line) => line.includes("+")),
    fingerprints: keys.filter((line) => !line.includes("+")),
    witnesses: linesOf("witness"),
    threshold: threshold || undefined,
    progress: (part) => (byId("progress").value = part),
  });
}

async function run() {
  const sources = [chosen.earlier, chosen.bundle].filter(Boolean).map(blobSource);
  if (!chosen.bundle) throw new Usage("Choose a bundle first.");
  const options = formOptions();
  byId("working").hidden = false;
  byId("go").disabled = true;
  byId("status").textContent = "Reading the bundle.";
  show(await verify(sources, options));
}

async function submitted(event) {
  event.preventDefault();
  if (byId("go").disabled) return;
  complain("");
  byId("answer").hidden = true;
  try {
    await run();
  } catch (error) {
    complain(error.message);
  } finally {
    byId("working").hidden = true;
    byId("go").disabled = false;
  }
}

function dropped(event) {
  event.preventDefault();
  document.body.classList.remove("is-over");
  const file = event.dataTransfer.files[0], field = event.target.closest("input[type=file]");
  if (!file) return;
  const id = field ? field.id : "bundle";
  byId(id).files = event.dataTransfer.files;
  chosen[id] = file;
}

for (const id of Object.keys(chosen)) byId(id).addEventListener("change", () => (chosen[id] = byId(id).files[0] || null));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("is-over");
});
document.addEventListener("dragleave", (event) => event.relatedTarget || document.body.classList.remove("is-over"));
document.addEventListener("drop", dropped);
byId("ask").addEventListener("submit", submitted);
