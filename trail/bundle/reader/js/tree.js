// Roots and audit paths of RFC 6962, section 2.1.

const LEAF = Uint8Array.of(0), NODE = Uint8Array.of(1);

const leafHash = (line) => sha256(LEAF, line);
const nodeHash = (left, right) => sha256(NODE, left, right);

// A tree that only its right edge is kept of: `edge[h]` is a whole subtree of 2^h leaves, or undefined.
class Tree {
  constructor() {
    this.size = 0;
    this.edge = [];
  }

  add(line) {
    let hash = leafHash(line), height = 0;
    for (; this.edge[height]; height++) {
      hash = nodeHash(this.edge[height], hash);
      this.edge[height] = undefined;
    }
    this.edge[height] = hash;
    this.size++;
  }

  root() {
    const found = this.edge.filter((hash) => hash);
    return found.length ? found.reduce((right, left) => nodeHash(left, right)) : sha256();
  }
}

// The root that this audit path leads to (RFC 9162, section 2.1.3.2); undefined where it is too long or too short.
function rootOf(hash, index, size, path) {
  if (index >= size) return undefined;
  let at = index, last = size - 1;
  for (const other of path) {
    if (last === 0) return undefined;
    if (at % 2 || at === last) {
      hash = nodeHash(other, hash);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else hash = nodeHash(hash, other);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? hash : undefined;
}
