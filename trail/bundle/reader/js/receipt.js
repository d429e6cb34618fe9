// The log's own word for the bundle: an event after its checkpoint that names the hash of the manifest.

function judgeReceipt(b, octets) {
  const receipt = octets && jsonLine(octets);
  const wrong = isReceipt(receipt) ? contradicted(b, receipt) : "it is none";
  if (wrong) b.findings.add("manifest", null, `the receipt: ${wrong}`);
  b.sealed = wrong ? undefined : receipt.index + 1;
}

function isReceipt(receipt) {
  return hasKeys(receipt, "checkpoint", "entry", "index", "manifest", "payload", "proof") && isText(receipt.checkpoint) &&
    isText(receipt.entry) && isNumber(receipt.index) && isHash(receipt.manifest) && isPayload(receipt.payload) &&
    isTexts(receipt.proof) && receipt.proof.every(isHash);
}

// What is wrong with it, in words.
function contradicted(b, { checkpoint: text, entry: line, index, manifest, payload, proof }) {
  const note = checkpoint(utf8(text)), entry = entryOf(utf8(line));
  if (!note || !entry) return "its checkpoint or its entry is none";
  if (note.origin !== b.note.origin) return "it is of another log";
  const marks = b.trusted.map((key) => signed(note, key));
  if (!marks.some((one) => one.holds) || marks.some((one) => one.fails)) return "no trusted key has signed its checkpoint";
  const path = proof.map((one) => Uint8Array.from(one.match(/../g), (octet) => parseInt(octet, 16)));
  const root = rootOf(leafHash(utf8(line)), index, note.size, path);
  if (!root || !same(root, note.root)) return "its entry is not under its checkpoint";
  if (entry.kind !== "export-sealed" || entry.i !== index + 1) return "its entry seals no export";
  if (payload.i !== entry.i || !keeps(payload, entry.promise)) return "what it tells is not what was promised";
  const sealed = (b.digests.get("manifest.json") || {}).sha256;
  if (fieldOf(payload, "manifest") !== manifest || manifest !== sealed) return "it is for another bundle";
  return b.manifest && fieldOf(payload, "requested") === b.manifest.asked ? undefined : "it answers another request";
}
