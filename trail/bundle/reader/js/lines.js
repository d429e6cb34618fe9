// A file is read in pieces: its lines one after the other, and its digests. `read(offset, length)` gives the octets.

const PIECE = 1 << 18;
const LF = 10;
const NOTHING = new Uint8Array(0);
const TOO_LONG = new Uint8Array(0);
const MOST_OF_A_FILE = 1 << 26;

// Lines without their ends; one with more octets than `most` is TOO_LONG and not held. `unended` where the last has no LF.
class Lines {
  constructor(file, most) {
    Object.assign(this, { file, most, read: 0, held: NOTHING, from: 0, seen: 0, long: false, unended: false });
  }

  async next() {
    let end;
    while ((end = this.held.indexOf(LF, this.seen)) < 0) if (!(await this.more())) return this.rest();
    return this.cut(end);
  }

  cut(end) {
    const line = this.held.subarray(this.from, end), long = this.long || line.length > this.most;
    this.from = this.seen = end + 1;
    this.long = false;
    return long ? TOO_LONG : line;
  }

  async more() {
    if (this.read >= this.file.size) return false;
    let rest = this.held.subarray(this.from);
    if (rest.length > this.most) {
      this.long = true;
      rest = NOTHING;
    }
    const piece = await this.file.read(this.read, Math.min(Math.max(PIECE, rest.length), this.file.size - this.read));
    this.read += piece.length;
    Object.assign(this, { held: rest.length ? joined(rest, piece) : piece, from: 0, seen: rest.length });
    return true;
  }

  rest() {
    if (!this.long && this.from >= this.held.length) return null;
    this.unended = true;
    return this.cut(this.held.length);
  }
}

const CRC = Int32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? (n >>> 1) ^ 0xedb88320 : n >>> 1;
  return n;
});

function crc32(crc, octets) {
  let rest = ~crc;
  for (let at = 0; at < octets.length; at++) rest = CRC[(rest ^ octets[at]) & 255] ^ (rest >>> 8);
  return ~rest >>> 0;
}

// The file's SHA-256 in hex, its CRC-32, and how many lines end in it.
async function digests(file) {
  const hash = new Sha256();
  let crc = 0, rows = 0;
  for (let at = 0; at < file.size; at += PIECE) {
    const piece = await file.read(at, Math.min(PIECE, file.size - at));
    hash.update(piece);
    crc = crc32(crc, piece);
    for (let lf = piece.indexOf(LF); lf >= 0; lf = piece.indexOf(LF, lf + 1)) rows++;
  }
  return { sha256: hex(hash.digest()), crc, rows };
}

// A small file at once; undefined where it is not there or is not small.
async function content(file, most = MOST_OF_A_FILE) {
  return file && file.size <= most ? file.read(0, file.size) : undefined;
}
