// Signed notes that hold a checkpoint, verifier keys, signatures and cosignatures (C2SP signed-note, tlog-cosignature).

const LOG_KEY = 1, WITNESS_KEY = 4;
const NAME = "[^\\p{White_Space}+\\u0000-\\u001f]+";
const NOTE = new RegExp(
  `^(([^\\u0000-\\u001f]+)\\n(0|[1-9][0-9]{0,15})\\n([A-Za-z0-9+/]{43}=)\\n)\\n((?:— ${NAME} [A-Za-z0-9+/]+={0,2}\\n)+)$`, "u");
const VKEY = new RegExp(`^(${NAME})\\+([0-9a-f]{8})\\+([A-Za-z0-9+/]{44})$`, "u");
const MOST_OF_A_NOTE = 65536;

// The checkpoint in these octets; undefined where they are no such note.
function checkpoint(octets) {
  const [, text, origin, size, root, lines] = NOTE.exec((octets.length <= MOST_OF_A_NOTE && textOf(octets)) || "") || [];
  const hash = text && base64(root);
  if (!hash || !Number.isSafeInteger(Number(size))) return undefined;
  const signatures = lines.slice(0, -1).split("\n").map(signatureLine);
  return signatures.every((one) => one) ? { text, origin, size: Number(size), root: hash, signatures } : undefined;
}

function signatureLine(line) {
  const [, name, value] = line.split(" ");
  const octets = base64(value);
  return octets && octets.length > 4 ? { name, id: hex(octets.subarray(0, 4)), octets: octets.subarray(4) } : undefined;
}

// A verifier key of this type; undefined where the text is none, or the key is one that RFC 8032 or our page refuses.
function verifierKey(text, type) {
  const [, name, id, value] = VKEY.exec(text) || [];
  const octets = name && base64(value);
  if (!octets || octets[0] !== type) return undefined;
  const key = publicKey(octets.subarray(1));
  const meant = hex(sha256(utf8(name + "\n"), octets).subarray(0, 4));
  return key && meant === id ? { text, name, id, key, type, fingerprint: hex(sha256(utf8(text))) } : undefined;
}

// How often this key has signed: `holds` and `fails`.
function signed(note, by) {
  const lines = note.signatures.filter((line) => line.name === by.name && line.id === by.id);
  const holds = lines.filter((line) => lineHolds(note.text, by, line.octets)).length;
  return { holds: holds > 0 && holds === lines.length, fails: holds < lines.length };
}

function lineHolds(text, by, octets) {
  if (by.type === LOG_KEY) return signatureHolds(by.key, utf8(text), octets);
  if (octets.length !== 72) return false;
  const time = new DataView(octets.buffer, octets.byteOffset).getBigUint64(0);
  return time < 2n ** 63n && signatureHolds(by.key, utf8(`cosignature/v1\ntime ${time}\n${text}`), octets.subarray(8));
}
