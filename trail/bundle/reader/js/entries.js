// The entries of a log: one regular expression says what a line is, since its keys stand in one order; then the rules.

const MOST_OF_AN_ENTRY = 65535;
const KINDS = ["config", "checkpoint-ref", "clock-anomaly", "key-rotation", "erasure", "export-requested", "export-sealed",
  "verification-run"];
const CHARACTER = String.raw`(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00(?:0[0-7bef]|1[0-9a-f]))`;
const WORD = `"(${CHARACTER}+)"`;
const NUMBER = "(0|[1-9][0-9]{0,15})";
const OF_32 = "[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"; // the last digit of 32 octets has two bits over
const OF_16 = "[A-Za-z0-9_-]{21}[AQgw]";
const ENTRY = new RegExp(
  `^{"act":{"id":${WORD},"role":${WORD}(?:,"sess":${WORD})?},"ch":"${OF_32}","cmd":${WORD},"i":${NUMBER}` +
  `(?:,"k":"(${KINDS.join("|")})")?,"kid":${NUMBER}(?:,"log":${WORD})?,"pc":"(${OF_32})",` +
  `"pos":{"sid":"(${OF_16})","ver":${NUMBER}},"t":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z)",` +
  `"type":"([A-Za-z0-9_./-]+)","v":1(?:,"why":"${CHARACTER}*")?}$`);

// What an entry says; undefined where the line is none.
function entryOf(line) {
  const text = line.length <= MOST_OF_AN_ENTRY ? textOf(line) : undefined;
  const found = text && ENTRY.exec(text);
  if (!found) return undefined;
  const [, actor, , , , i, kind, key, log, promise, stream, version, at, type] = found;
  const entry = { actor: said(actor), i: Number(i), kind, key: Number(key), log: log && said(log), promise, stream,
    version: Number(version), at, type };
  return [entry.i, entry.key, entry.version].every(Number.isSafeInteger) ? entry : undefined;
}

const said = (word) => (word.includes("\\") ? JSON.parse(`"${word}"`) : word);

// The rules 1, 3 and 4, line by line. `report(kind, n, detail)` takes what is wrong.
class Rules {
  constructor(report) {
    Object.assign(this, { report, expected: 1, at: "", versions: new Map(), whole: true });
  }

  judge(n, entry) {
    if (n > 1 && entry.log !== undefined) this.report("entry", n, "only the first entry has a log");
    if (entry.i !== this.expected) this.report("order", n, `the entry is numbered ${entry.i}`);
    if (entry.at < this.at) this.report("time", n, `${entry.at} after ${this.at}`);
    const version = (this.versions.get(entry.stream) || 0) + 1;
    if (this.whole && entry.version !== version) this.report("version", n, `version ${entry.version} of its stream where ${version} is due`);
    this.expected = entry.i + 1;
    this.at = entry.at;
    this.versions.set(entry.stream, entry.version);
  }

  // Of a line that is no entry nothing is known, not even whose version it was.
  skip() {
    this.expected++;
    this.whole = false;
  }
}

// All entries of a file, judged: how many there are, the roots at these sizes, and those that `wanted` says are to be kept.
async function readEntries(file, sizes, wanted, report) {
  const lines = new Lines(file, MOST_OF_AN_ENTRY), tree = new Tree(), rules = new Rules(report);
  const roots = new Map(), kept = new Map(), asked = new Set(sizes);
  let first, whole = true;
  for (let n = 0, line = NOTHING; line; n++) {
    if (asked.has(n) && whole) roots.set(n, hex(tree.root()));
    if (!(line = await lines.next())) continue;
    whole = whole && line !== TOO_LONG;
    tree.add(line);
    const entry = entryOf(line);
    if (!entry || line === TOO_LONG) {
      report("entry", n + 1, "this line is no entry");
      rules.skip();
      continue;
    }
    if (n === 0) first = entry;
    rules.judge(n + 1, entry);
    if (wanted(n + 1, entry)) kept.set(n + 1, entry);
  }
  if (lines.unended) report("entry", tree.size, "the last line has no end");
  return { events: tree.size, roots, kept, first, whole };
}
