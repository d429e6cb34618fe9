// Ed25519 signatures are verified as in RFC 8032, section 5.1.7: S below L, R compared as octets, no cofactor.

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (x) => ((x % P) + P) % P;

function power(base, exponent) {
  let result = 1n;
  for (let x = mod(base), e = exponent; e > 0n; e >>= 1n, x = (x * x) % P) if (e & 1n) result = (result * x) % P;
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const NEUTRAL = [0n, 1n, 1n, 0n];
const BASE = decompressed(mod(4n * power(5n, P - 2n)), 0n);

// The point with this y and this sign of x, in extended coordinates (section 5.1.4); null where there is none.
function decompressed(y, sign) {
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  const check = mod(v * x * x);
  if (check !== u) {
    if (check !== mod(-u)) return null;
    x = mod(x * ROOT_OF_MINUS_ONE);
  }
  if (x === 0n && sign) return null;
  if ((x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

// [n]A + [m]B, both at once.
function combined(n, a, m, b) {
  const both = sum(a, b);
  let result = NEUTRAL;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = sum(result, result);
    const one = (n >> bit) & 1n, other = (m >> bit) & 1n;
    if (one || other) result = sum(result, one && other ? both : one ? a : b);
  }
  return result;
}

function littleEndian(octets) {
  let n = 0n;
  for (let at = octets.length - 1; at >= 0; at--) n = (n << 8n) | BigInt(octets[at]);
  return n;
}

function encoded([x, y, z]) {
  const inverse = power(z, P - 2n);
  let n = mod(y * inverse) | ((mod(x * inverse) & 1n) << 255n);
  return Uint8Array.from({ length: 32 }, () => {
    const octet = Number(n & 255n);
    n >>= 8n;
    return octet;
  });
}

// A public key of 32 octets as a point; null where y is not below p, there is no such point, or its order is small.
function publicKey(octets) {
  const n = littleEndian(octets), y = n & (2n ** 255n - 1n);
  const point = y < P ? decompressed(y, n >> 255n) : null;
  if (!point) return null;
  return combined(8n, point, 0n, NEUTRAL)[0] === 0n ? null : { octets, point };
}

function signatureHolds(key, message, signature) {
  const r = signature.subarray(0, 32), s = littleEndian(signature.subarray(32));
  if (signature.length !== 64 || s >= L) return false;
  const k = littleEndian(sha512(joined(r, key.octets, message))) % L;
  const [x, y, z, t] = key.point;
  return same(encoded(combined(s, BASE, k, [mod(-x), y, z, mod(-t)])), r);
}
