// What the bundle says it holds, and whether it does.

const NEEDED = ["manifest.json", "checkpoint.note", "entries.jsonl", "payloads.jsonl"];
const FORMAT = "caretrail-bundle/1";
const COUNTED = /\.(jsonl|ndjson)$/;

// The manifest; undefined where it is none.
function manifestOf(octets) {
  const read = octets && jsonLine(octets);
  const formed = hasKeys(read, "asked", "files", "format", "log", "sealed", "size", "tool") && read.format === FORMAT &&
    [read.asked, read.sealed, read.size].every(isNumber) && [read.log, read.tool].every(isText) && isListing(read.files);
  return formed ? read : undefined;
}

function isListing(files) {
  return Array.isArray(files) && files.every((one, n) => isListed(one) && (n === 0 || files[n - 1].name < one.name));
}

function isListed(one) {
  if (!hasKeys(one, "bytes", "name", "rows", "sha256") || !isText(one.name) || one.name === "manifest.json") return false;
  const counted = COUNTED.test(one.name);
  return isNumber(one.bytes) && isHash(one.sha256) && (counted ? isNumber(one.rows) : one.rows === null);
}

// Every file is read once, for its digest. A zip says how its octets have to add up as well.
async function judgeFiles(b) {
  for (const name of NEEDED.filter((one) => !b.files.has(one))) b.findings.add("file", null, `${name} is missing`);
  b.digests = new Map();
  for (const file of b.files.values()) {
    const found = await digests(file);
    b.digests.set(file.name, found);
    if (file.crc !== undefined && file.crc !== found.crc) b.findings.add("container", null, `the CRC-32 of ${file.name}`);
  }
  b.manifest = manifestOf(await content(b.files.get("manifest.json")));
  if (b.manifest) compareFiles(b, new Map(b.manifest.files.map((one) => [one.name, one])));
  else if (b.files.has("manifest.json")) b.findings.add("manifest", null, "manifest.json is no manifest");
}

function compareFiles(b, listed) {
  for (const [name, one] of listed) {
    const file = b.files.get(name), found = b.digests.get(name);
    if (!file) {
      if (!NEEDED.includes(name)) b.findings.add("file", null, `${name} is missing`);
    } else if (file.size !== one.bytes || found.sha256 !== one.sha256) b.findings.add("file", null, `${name} is another`);
    else if (one.rows !== null && one.rows !== found.rows) b.findings.add("file", null, `${name} has ${found.rows} lines`);
  }
  for (const name of b.files.keys()) {
    if (!listed.has(name) && name !== "manifest.json") b.findings.add("file", null, `${name} is not in the manifest`);
  }
}
