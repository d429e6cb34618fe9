// What is disclosed of an event, and whether it keeps the promise of its entry.

const FIELD_NAME = /^[a-z0-9_]+$/;
const SALT = new RegExp(`^${OF_16}$`);
const DIGEST = new RegExp(`^${OF_32}$`);
const NUMBERED = /"i":(0|[1-9][0-9]{0,15})\}$/;

// A line of payloads: `i`, `fields` (name → [salt, JSON]) and `hidden`; undefined where it is none.
function payloadOf(line) {
  const text = textOf(line);
  const payload = text && json(text);
  return isPayload(payload) ? payload : undefined;
}

function isPayload(payload) {
  if (!hasKeys(payload, "fields", "hidden", "i") || !isNumber(payload.i)) return false;
  const { fields, hidden } = payload;
  const shown = isObject(fields) && Object.entries(fields).every(([name, value]) => FIELD_NAME.test(name) && isSalted(value));
  return shown && isTexts(hidden) && hidden.every((digest, n) => DIGEST.test(digest) && (n === 0 || hidden[n - 1] < digest));
}

const isSalted = (value) => isTexts(value) && value.length === 2 && SALT.test(value[0]);

// Only where in the log a line belongs, without reading the rest of it.
function numberOf(line) {
  const found = NUMBERED.exec(String.fromCharCode(...line.subarray(-24)));
  return found ? Number(found[1]) : undefined;
}

// Whether all digests together, each once, are what the entry promised.
function keeps(payload, promise) {
  const shown = Object.entries(payload.fields).map(([name, [salt, text]]) => sha256(b64(salt), utf8(`["${name}",${text}]`)));
  const digests = new Map([...shown, ...payload.hidden.map(b64)].map((digest) => [hex(digest), digest]));
  const each = [...digests.keys()].sort().map((key) => digests.get(key));
  const once = each.length === shown.length + payload.hidden.length;
  return once && same(sha256(utf8("pc\0"), ...each), b64(promise));
}

// What the JSON of a field says; undefined where the field is hidden or its JSON is not canonical.
function fieldOf(payload, name) {
  return payload && Object.hasOwn(payload.fields, name) ? json(payload.fields[name][1]) : undefined;
}

// The payloads of a file in their order. `at(n)` is that of event n, or undefined; what is no line of it is reported.
class Payloads {
  constructor(file, report) {
    Object.assign(this, { lines: file && new Lines(file, MOST_OF_A_FILE), report, last: 0, count: 0, held: undefined });
  }

  async at(n) {
    while (this.lines && (!this.held || this.held.i < n)) if (!(await this.more())) return undefined;
    return this.held && this.held.i === n ? this.held : undefined;
  }

  async more() {
    const line = await this.lines.next();
    if (!line) return this.finish();
    const payload = line === TOO_LONG ? undefined : payloadOf(line);
    this.count++;
    if (payload && payload.i > this.last) {
      this.held = payload;
      this.last = payload.i;
    } else this.report("payload", payload ? payload.i : null, payload ? "out of order" : `line ${this.count} is none`);
    return true;
  }

  finish() {
    if (this.lines.unended) this.report("payload", null, "the last line has no end");
    this.lines = this.held = undefined;
    return false;
  }

  // What is left when the log has ended.
  async rest(events) {
    let judged;
    do {
      const { held } = this;
      if (held && held !== judged && held.i > events) this.report("payload", held.i, "there is no such entry");
      judged = held;
    } while (this.lines && (await this.more()));
  }
}

// Entries and payloads side by side; `judge(n, entry, payload)` is told each entry that is one.
async function paired(entries, payloads, report, judge) {
  const lines = new Lines(entries, MOST_OF_AN_ENTRY), told = new Payloads(payloads, report);
  let n = 0;
  for (let line = await lines.next(); line; line = await lines.next()) {
    const entry = entryOf(line), payload = await told.at(++n);
    if (!entry) continue;
    if (payload && !keeps(payload, entry.promise)) report("payload", n, "what is told is not what was promised");
    judge(n, entry, payload);
  }
  await told.rest(n);
}

// The payloads at these positions, looked up before the rest is read.
async function lookedUp(file, positions) {
  const found = new Map(), lines = file && new Lines(file, MOST_OF_A_FILE);
  for (let line = lines && (await lines.next()); line; line = await lines.next()) {
    const n = line === TOO_LONG ? undefined : numberOf(line);
    const payload = positions.has(n) && !found.has(n) ? payloadOf(line) : undefined;
    if (payload) found.set(n, payload);
  }
  return found;
}
