// The log of reads: the same rules, and the record log's word for where it stood.

async function judgeReads(b) {
  const [entries, payloads] = ["reads.entries.jsonl", "reads.payloads.jsonl"].map((name) => b.files.get(name));
  const fail = (n, detail) => b.findings.add("reads", n, detail);
  const refs = [...b.log.kept].filter(([, entry]) => entry.kind === "checkpoint-ref").map(([n]) => n);
  if (!entries && !payloads && !refs.length) return;
  if (!entries || !payloads) return fail(null, "the log refers to reads that are not here, or one of their files is missing");
  if (!refs.length) fail(null, "nothing in the log refers to them");
  const places = placesOf(b, refs, fail);
  const report = (kind, n, detail) => fail(n, `the log of reads, ${kind}: ${detail}`);
  b.reads = await readEntries(entries, places.map((place) => place.size), () => false, report);
  comparePlaces(b.reads, places, refs[refs.length - 1], fail);
  await paired(entries, payloads, report, (n, entry, payload) => judgeRead(b, n, entry, payload, fail));
}

// Where the record log saw the log of reads stand, in order.
function placesOf(b, refs, fail) {
  const places = refs.map((n) => ({ n, payload: b.told.get(n) })).filter(({ payload }) => payload);
  const read = places.map(({ n, payload }) => ({
    n, origin: fieldOf(payload, "origin"), size: fieldOf(payload, "size"), root: fieldOf(payload, "root"),
  }));
  const isPlace = (one) => isText(one.origin) && isNumber(one.size) && isHash(one.root);
  for (const { n } of read.filter((one) => !isPlace(one))) fail(n, "where the log of reads stood is not in form");
  return read.filter(isPlace);
}

// `seen` is where the record log saw them last, whether that is told or not.
function comparePlaces({ first, roots, events, whole }, places, seen, fail) {
  if (!first || first.log === undefined) fail(1, "the first read names no log");
  for (const { n, origin, size, root } of places) {
    if (first && origin !== first.log) fail(n, `${origin} is another log than these reads`);
    if (whole && roots.get(size) !== root) fail(n, `the first ${size} reads are not those that were seen`);
  }
  const last = places[places.length - 1];
  if (last && last.n === seen && last.size !== events) fail(last.n, `${events} reads where ${last.size} were seen last`);
}

function judgeRead(b, n, entry, payload, fail) {
  const gone = b.gone.has(entry.key), { profile, filter } = b.request || {};
  const all = profile === "full" && !Object.keys(filter).length;
  if (gone && payload) fail(n, "it is told, and its data key is gone");
  if (payload && b.request && !all && entry.kind !== "config") fail(n, "this read was not asked for");
  const masked = b.gone.size > 0 && payload && payload.hidden.length === 1 && !shows(payload, "address")
    && entry.type.startsWith("record.accessed/");
  if (masked) b.masked++;
  if (payload && all && payload.hidden.length && !masked) fail(n, "a field of this read is hidden");
  if (!payload && (entry.kind === "config" || (all && !gone && b.allGoneKnown))) fail(n, "this read has to be told");
}
