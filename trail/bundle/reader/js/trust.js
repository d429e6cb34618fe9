// Whose signatures count: the keys that were given, those that they lead to, and witnesses.

// The policy; undefined where there is none, or it is not in form.
function policyOf(octets, origin) {
  const read = jsonLine(octets);
  if (!hasKeys(read, "keys", "log", "rotations", "threshold", "witnesses") || read.log !== origin) return undefined;
  if (![read.keys, read.rotations, read.witnesses].every(isTexts) || !isNumber(read.threshold)) return undefined;
  const keys = read.keys.map((text) => verifierKey(text, LOG_KEY));
  const witnesses = read.witnesses.map((text) => verifierKey(text, WITNESS_KEY));
  const whole = keys.every((key) => key && key.name === origin) && witnesses.every((one) => one);
  const rotations = read.rotations.map((text) => checkpoint(utf8(text)) || null);
  return whole && rotations.length === keys.length - 1 ? { keys, rotations } : undefined;
}

async function readPolicy(b) {
  const file = b.files.get("policy.json");
  if (!file || !b.note) return;
  b.policy = policyOf((await content(file)) || NOTHING, b.note.origin);
  if (!b.policy) b.findings.add("policy", null, "policy.json is not in form");
}

// Which rotations hold: notes of this log, signed by both keys, over a root that the entries have.
function rotationsHold(b) {
  const { keys, rotations } = b.policy;
  return rotations.map((note, n) => {
    const holds = note && note.origin === b.note.origin && b.log.roots.get(note.size) === hex(note.root) &&
      signed(note, keys[n]).holds && signed(note, keys[n + 1]).holds;
    const unknown = note && note.size <= b.events && !b.log.whole; // a root of entries that could not be held
    if (!holds && !unknown) b.findings.add("signature", null, `the note by which key ${n + 1} hands on to the next`);
    return holds;
  });
}

// The keys that are trusted, and whether any was given at all.
function trusted(b, options) {
  const keys = b.policy ? b.policy.keys : [];
  b.own = !options.keys.length && !options.fingerprints.length;
  const given = (key) => b.own || options.keys.some((one) => one.text === key.text) ||
    options.fingerprints.some((start) => key.fingerprint.startsWith(start));
  const holds = b.policy ? rotationsHold(b) : [];
  const counted = keys.map(given);
  for (let n = 1; n < keys.length; n++) counted[n] = counted[n] || (counted[n - 1] && holds[n - 1]);
  return [...options.keys.filter((key) => key.name === b.note.origin), ...keys.filter((_, n) => counted[n])];
}

function judgeTrust(b, options) {
  b.trusted = trusted(b, options);
  const found = b.trusted.map((key) => ({ key, ...signed(b.note, key) }));
  for (const { key } of found.filter((one) => one.fails)) b.findings.add("signature", null, `a signature of ${key.text}`);
  b.signer = (found.find((one) => one.holds) || {}).key;
  const any = b.signer || found.some((one) => one.fails) || (b.own && !found.length);
  if (!any) b.findings.add("signature", null, "no key that was given, or that one leads to, has signed: "
    + "if what was given is typed as it was printed, this is another log");
  judgeWitnesses(b, options);
}

function judgeWitnesses(b, { witnesses }) {
  const found = witnesses.map((witness) => ({ witness, ...signed(b.note, witness) }));
  for (const { witness } of found.filter((one) => one.fails)) b.findings.add("witness", null, `a cosignature of ${witness.name}`);
  b.witnessed = found.filter((one) => one.holds).length;
}
