// What has to be disclosed, what may be, and what must not: the request, the kinds that are always open, and erasures.

const OPEN = ["config", "checkpoint-ref", "clock-anomaly", "key-rotation"];
const MAY_BE_OPEN = [...OPEN, "erasure", "export-requested", "export-sealed", "verification-run"];

// The data keys that are gone: from which position on none may be used, and before which none is told.
function judgeErasures(b) {
  b.gone = new Map();
  b.allGoneKnown = true;
  for (const [n, entry] of b.log.kept) {
    if (entry.kind !== "erasure") continue;
    const keys = fieldOf(b.told.get(n), "keys");
    if (isNumbers(keys)) for (const key of keys) b.gone.set(key, { first: n, ...b.gone.get(key), last: n });
    else {
      b.allGoneKnown = false;
      if (shows(b.told.get(n), "keys")) b.findings.add("erasure", n, "its keys are no numbers");
    }
  }
}

const shows = (payload, name) => Boolean(payload && Object.hasOwn(payload.fields, name));

async function judgeDisclosure(b) {
  const report = (kind, n, detail) => b.findings.add(kind, n, detail);
  await paired(b.files.get("entries.jsonl"), b.files.get("payloads.jsonl"), report, (n, entry, payload) => {
    const gone = b.gone.get(entry.key), erased = Boolean(gone && n < gone.last);
    if (gone && n > gone.first) report("erasure", n, "an entry of a data key that is gone");
    if (erased) b.erased++;
    if (erased && payload) report("surplus", n, "it is told, and its data key is gone");
    const wrong = always(entry, payload) || (b.request && onRequest(b, n, entry, payload, erased));
    if (wrong) report(wrong[0], n, wrong[1]);
  });
}

// What is wrong with an entry that has to be open whatever was asked for.
function always({ kind }, payload) {
  if (OPEN.includes(kind) && !payload) return ["missing", `a ${kind} entry has to be told`];
  if (OPEN.includes(kind) && payload.hidden.length) return ["missing", `a field of a ${kind} entry is hidden`];
  if (kind === "erasure" && !shows(payload, "keys")) return ["missing", "which data keys are gone is not told"];
  return undefined;
}

// What is wrong with an entry by what was asked for.
function onRequest(b, n, entry, payload, erased) {
  const { profile, filter } = b.request, mayBeOpen = MAY_BE_OPEN.includes(entry.kind);
  if (!fits(b.request, entry)) return payload && !mayBeOpen ? ["surplus", "it was not asked for"] : undefined;
  if (!payload) return erased || n > b.manifest.asked || !b.allGoneKnown ? undefined : ["missing", "it was asked for and is not told"];
  if (profile !== "minimum") return payload.hidden.length ? ["missing", "a field that was asked for is hidden"] : undefined;
  const { fields = [] } = filter, more = !mayBeOpen && Object.keys(payload.fields).find((name) => !fields.includes(name));
  return more ? ["surplus", `its field ${more} was not asked for`] : undefined;
}
