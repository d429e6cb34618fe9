// The root of RFC 6962, section 2.1.

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
