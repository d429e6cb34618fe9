// SHA-256 and SHA-512 (FIPS 180-4). A page from a disk has no crypto.subtle in every browser, so they are written out.

const PRIMES = [];
for (let n = 2; PRIMES.length < 80; n++) if (PRIMES.every((p) => n % p)) PRIMES.push(n);

// The first 64 bits of the fractions of the roots: section 4.2.3. SHA-256 takes the first 32 of them.
function fraction(prime, power) {
  const radicand = BigInt(prime) << BigInt(64 * power);
  let low = 0n, high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(power) <= radicand) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(64, low);
}

const K512 = PRIMES.map((prime) => fraction(prime, 3));
const H512 = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2));
const K256 = Int32Array.from(K512.slice(0, 64), (k) => Number(BigInt.asIntN(32, k >> 32n)));
const H256 = Int32Array.from(H512, (h) => Number(BigInt.asIntN(32, h >> 32n)));

const W = new Int32Array(64);

function compress(state, octets, at) {
  for (let t = 0; t < 16; t++, at += 4) {
    W[t] = (octets[at] << 24) | (octets[at + 1] << 16) | (octets[at + 2] << 8) | octets[at + 3];
  }
  for (let t = 16; t < 64; t++) {
    const x = W[t - 15], y = W[t - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[t] = (W[t - 16] + s0 + W[t - 7] + s1) | 0;
  }
  let a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
  for (let t = 0; t < 64; t++) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K256[t] + W[t]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t1) | 0; d = c; c = b; b = a; a = (t1 + t2) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

function bigEndian(words) {
  const octets = new Uint8Array(4 * words.length);
  for (let n = 0; n < octets.length; n++) octets[n] = words[n >> 2] >>> (24 - 8 * (n & 3));
  return octets;
}

class Sha256 {
  constructor() {
    this.state = Int32Array.from(H256);
    this.block = new Uint8Array(64);
    this.filled = 0;
    this.length = 0;
  }

  update(octets) {
    let at = 0;
    this.length += octets.length;
    if (this.filled) {
      at = Math.min(64 - this.filled, octets.length);
      this.block.set(octets.subarray(0, at), this.filled);
      this.filled += at;
      if (this.filled < 64) return this;
      compress(this.state, this.block, 0);
    }
    for (; at + 64 <= octets.length; at += 64) compress(this.state, octets, at);
    this.filled = octets.length - at;
    this.block.set(octets.subarray(at));
    return this;
  }

  digest() {
    this.block.fill(0, this.filled);
    this.block[this.filled] = 0x80;
    if (this.filled >= 56) {
      compress(this.state, this.block, 0);
      this.block.fill(0);
    }
    this.block.set(bigEndian([Math.floor(this.length / 2 ** 29), (this.length * 8) % 2 ** 32]), 56);
    compress(this.state, this.block, 0);
    return bigEndian(this.state);
  }
}

function sha256(...parts) {
  const hash = new Sha256();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

function sha512(octets) {
  const length = Math.ceil((octets.length + 17) / 128) * 128;
  const padded = new Uint8Array(length), view = new DataView(padded.buffer);
  padded.set(octets);
  padded[octets.length] = 0x80;
  view.setBigUint64(length - 8, BigInt(octets.length) * 8n);
  const state = H512.slice();
  for (let at = 0; at < length; at += 128) compress512(state, view, at);
  const digest = new Uint8Array(64), out = new DataView(digest.buffer);
  state.forEach((word, n) => out.setBigUint64(8 * n, word));
  return digest;
}

function compress512(state, view, at) {
  const u64 = (x) => BigInt.asUintN(64, x);
  const turn = (x, n) => (x >> n) | u64(x << (64n - n));
  const w = [];
  for (let t = 0; t < 80; t++) {
    if (t < 16) w.push(view.getBigUint64(at + 8 * t));
    else {
      const x = w[t - 15], y = w[t - 2];
      const s0 = turn(x, 1n) ^ turn(x, 8n) ^ (x >> 7n), s1 = turn(y, 19n) ^ turn(y, 61n) ^ (y >> 6n);
      w.push(u64(w[t - 16] + s0 + w[t - 7] + s1));
    }
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 80; t++) {
    const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n), s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
    const t1 = h + s1 + ((e & f) ^ (u64(~e) & g)) + K512[t] + w[t];
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, u64(d + t1), c, b, a, u64(t1 + t2)];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n] = u64(state[n] + word)));
}
