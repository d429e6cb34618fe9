// The log's own word for the views of the bundle: an event that names each of them and its SHA-256.

const NO_VIEWS = ["manifest.json", "checkpoint.note", "policy.json", "entries.jsonl", "payloads.jsonl", "reads.entries.jsonl",
  "reads.payloads.jsonl"];

function judgeSealed(b) {
  const { sealed, asked } = b.manifest, entry = b.log.kept.get(sealed), payload = b.told.get(sealed);
  const fail = (detail) => b.findings.add("sealed", sealed || null, detail);
  if (!entry || entry.kind !== "export-sealed") return fail("the entry that should seal this export does not");
  if (!payload) return fail("what was sealed is not told");
  if (fieldOf(payload, "requested") !== asked) return fail("it seals what was asked for elsewhere");
  const wrong = otherView(fieldOf(payload, "files"), b.digests);
  return wrong === undefined ? undefined : fail(wrong);
}

// A file that is not as it was sealed, in words; undefined where there is none.
function otherView(sealed, found) {
  if (!isObject(sealed)) return "the files that were sealed are not told";
  const views = [...found.keys()].filter((name) => !NO_VIEWS.includes(name));
  const more = views.find((name) => !Object.hasOwn(sealed, name)), less = Object.keys(sealed).find((name) => !views.includes(name));
  const other = views.find((name) => sealed[name] !== found.get(name).sha256);
  return more !== undefined ? `${more} was not sealed` : less !== undefined ? `${less} was sealed and is not here`
    : other !== undefined ? `${other} is another than was sealed` : undefined;
}
