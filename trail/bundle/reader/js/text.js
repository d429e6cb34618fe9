// Octets, text, base64 and canonical JSON. Whatever is not exactly in form is `undefined`, never an exception.

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LONE = /\p{Surrogate}/u;

const utf8 = (text) => ENCODER.encode(text);
const PAIRS = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, "0"));
const same = (one, other) => one.length === other.length && one.every((octet, n) => octet === other[n]);
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string";
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const isNumber = (value) => typeof value === "number";
const isNumbers = (value) => Array.isArray(value) && value.every(isNumber);
const isHash = (value) => isText(value) && /^[0-9a-f]{64}$/.test(value);
const hasKeys = (value, ...names) => isObject(value) && Object.keys(value).sort().join() === names.sort().join();

function hex(octets) {
  let text = "";
  for (const octet of octets) text += PAIRS[octet];
  return text;
}

function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function textOf(octets) {
  try {
    return DECODER.decode(octets);
  } catch {
    return undefined;
  }
}

// RFC 4648, section 4, padded, or section 5 without padding. Bits that are left over are 0.
const base64 = (text) => (text.length % 4 ? undefined : decoded(text.replace(/={1,2}$/, ""), text, DIGITS + "+/", "="));
const b64 = (text) => decoded(text, text, DIGITS + "-_", "");

function decoded(digits, text, alphabet, pad) {
  const octets = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let held = 0, bits = 0, at = 0;
  for (const digit of digits) {
    const value = alphabet.indexOf(digit);
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffff;
    bits += 6;
    if (bits >= 8) octets[at++] = held >> (bits -= 8);
  }
  const whole = digits.length % 4 !== 1 && !(held & ((1 << bits) - 1));
  return whole && (!pad || text.length === Math.ceil(digits.length / 4) * 4) ? octets : undefined;
}

// What a text of canonical JSON says.
function json(text) {
  try {
    const value = JSON.parse(text);
    return canonical(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

// Of a file that holds one line of it.
function jsonLine(octets) {
  const text = textOf(octets);
  return text !== undefined && text.endsWith("\n") ? json(text.slice(0, -1)) : undefined;
}

function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return whole(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  const names = Object.keys(value).sort();
  return `{${names.map((name) => `${quoted(name)}:${canonical(value[name])}`).join(",")}}`;
}

function whole(number) {
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError("not a whole number below 2^53");
  return String(number);
}

function quoted(text) {
  if (LONE.test(text)) throw new RangeError("half a character");
  return JSON.stringify(text);
}
