// The whole proof: a bundle (or an earlier one and a later one) and what the reader was given, and the answer.

const MOST_FINDINGS = 1000;

class Usage extends Error {}

class Findings {
  constructor() {
    this.list = [];
    this.kinds = new Set();
    this.left = 0;
  }

  add(kind, position, detail) {
    this.kinds.add(kind);
    if (this.list.length < MOST_FINDINGS) this.list.push({ kind, position, detail });
    else this.left++;
  }

  all() {
    const last = this.list.length - 1;
    return this.list.map((one, n) => (this.left && n === last ? { ...one, detail: `${one.detail} (and ${this.left} more)` } : one));
  }
}

// What the reader was given, from texts: throws Usage where one of them is not in form.
function givenOptions({ keys = [], fingerprints = [], witnesses = [], threshold, progress }) {
  const each = (texts, type) => [...new Set(texts)].map((text) => {
    const key = verifierKey(text, type);
    if (!key) throw new Usage(`this is no verifier key: ${text}`);
    return key;
  });
  const starts = fingerprints.map((text) => text.replace(/[\s-]/g, "").toLowerCase());
  const short = starts.find((start) => !/^[0-9a-f]{32,64}$/.test(start));
  if (short !== undefined) throw new Usage("a fingerprint has 32 to 64 hexadecimal digits");
  if (threshold !== undefined && !/^[0-9]{1,4}$/.test(threshold)) throw new Usage("the threshold is a number");
  const given = { keys: each(keys, LOG_KEY), fingerprints: starts, witnesses: each(witnesses, WITNESS_KEY) };
  return { ...given, threshold: threshold === undefined ? given.witnesses.length : Number(threshold), progress };
}

// One bundle; `earlier` is the size of another that it should extend.
async function readBundle(source, options, earlier) {
  const b = { findings: new Findings(), events: 0, erased: 0, masked: 0, sizes: earlier === undefined ? [] : [earlier] };
  try {
    b.files = await opened(source, b.findings);
    if (b.files) await judge(metered(b, options.progress), options);
  } catch (error) {
    b.findings.add("container", null, `it could not be read: ${error.message}`);
  }
  return b;
}

async function judge(b, options) {
  await judgeFiles(b);
  b.note = checkpoint((await content(b.files.get("checkpoint.note"), MOST_OF_A_NOTE)) || NOTHING);
  if (!b.note && b.files.has("checkpoint.note")) b.findings.add("checkpoint", null, "checkpoint.note is no checkpoint");
  await readPolicy(b);
  if (b.files.has("entries.jsonl")) await judgeLog(b);
  if (b.log && b.note) judgeTrust(b, options);
  // Where entries are missing or moved, every later line would seem to break its promise.
  const inOrder = b.log && !b.findings.kinds.has("order");
  if (inOrder && b.manifest && b.files.has("payloads.jsonl")) await judgePayloads(b);
}

async function judgeLog(b) {
  const sizes = [...b.sizes, ...(b.policy ? b.policy.rotations : []).map((note) => note && note.size)];
  const { asked, sealed } = b.manifest || {};
  const wanted = (n, { kind }) => kind === "erasure" || kind === "checkpoint-ref" || n === asked || n === sealed;
  const report = (kind, n, detail) => b.findings.add(kind, n, detail);
  b.log = await readEntries(b.files.get("entries.jsonl"), [...sizes, b.note && b.note.size], wanted, report);
  b.events = b.log.events;
  const log = b.log.first && b.log.first.log;
  if (b.events === 0 || (b.log.first && log === undefined)) report("log", 1, "the first entry names no log");
  else if (b.log.first && b.note && log !== b.note.origin) report("log", 1, "the checkpoint is of another log");
  if (b.manifest && b.note) judgeHead(b, report);
  if (b.note) judgeRoot(b, report);
}

function judgeHead({ manifest, note }, report) {
  if (manifest.log !== note.origin) report("checkpoint", null, "the manifest is of another log");
  if (manifest.size !== note.size) report("checkpoint", null, "the manifest is of another size");
}

function judgeRoot(b, report) {
  const root = b.log.roots.get(b.note.size);
  if (b.events !== b.note.size) report("order", null, `${b.events} entries where the checkpoint has ${b.note.size}`);
  else if (root !== undefined && root !== hex(b.note.root)) report("root", null, "the entries are not those of the checkpoint");
}

async function judgePayloads(b) {
  b.told = await lookedUp(b.files.get("payloads.jsonl"), new Set(b.log.kept.keys()));
  judgeRequest(b);
  judgeSealed(b);
  judgeErasures(b);
  await judgeDisclosure(b);
  await judgeReads(b);
}

// `sources` is a bundle, or an earlier and a later one. The answer as trail/bundle/reader/FORMAT.md has it.
async function verify(sources, options) {
  const early = sources.length > 1 ? await readBundle(sources[0], options) : undefined;
  const b = await readBundle(sources[sources.length - 1], options, early && early.note && early.note.size);
  if (early) extend(early, b);
  return answer(b, options, early);
}

function extend(early, b) {
  if (early.note && b.note && early.note.origin !== b.note.origin) b.findings.add("log", null, "the bundles are of two logs");
  else if (early.note && b.note && b.log) {
    const grown = early.note.size <= b.note.size && b.log.roots.get(early.note.size) === hex(early.note.root);
    if (!grown) b.findings.add("order", null, "the later bundle does not continue the earlier one");
    b.extends = grown;
  }
  for (const { kind, position, detail } of early.findings.all()) b.findings.add(kind, position, `the earlier bundle: ${detail}`);
}

// Counts what is read, so that a page can say which part is done: all files once, and the lines of the logs three times.
function metered(b, progress) {
  const files = [...b.files.values()], size = (some) => some.reduce((sum, file) => sum + file.size, 0);
  const work = size(files) + 2 * size(files.filter(({ name }) => name.endsWith(".jsonl")));
  let done = 0;
  for (const file of progress ? files : []) {
    const { read } = file;
    file.read = (at, length) => {
      progress(Math.min(1, (done += length) / work));
      return read(at, length);
    };
  }
  return b;
}
