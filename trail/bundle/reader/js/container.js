// The zip of trail/bundle/reader/FORMAT.md: its directory is read, and all that is not a file's octets is compared with what has to stand.

const FILE_NAME = /^(?=.{1,100}$)(?!(?:.*\/)?\.\.(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/;
const END = 98; // octets of the two ends and the locator

class Unreadable extends Error {}

// A record of numbers: pairs of octets and value.
function record(...pairs) {
  const view = new DataView(new ArrayBuffer(pairs.reduce((length, [octets]) => length + octets, 0)));
  let at = 0;
  for (const [octets, value] of pairs) {
    if (octets === 2) view.setUint16(at, value, true);
    else if (octets === 4) view.setUint32(at, value, true);
    else view.setBigUint64(at, BigInt(value), true);
    at += octets;
  }
  return new Uint8Array(view.buffer);
}

const ALL = 0xffffffff;
const described = (file) => [[2, 45], [2, 0], [2, 0], [2, 0], [2, 33], [4, file.crc], [4, ALL], [4, ALL], [2, file.name.length]];

function localHeader(file) {
  const sizes = record([2, 1], [2, 16], [8, file.size], [8, file.size]);
  return joined(record([4, 0x04034b50], ...described(file), [2, 20]), utf8(file.name), sizes);
}

function directoryEntry(file) {
  const more = [[2, 28], [2, 0], [2, 0], [2, 0], [4, 0x81a40000], [4, ALL]];
  const sizes = record([2, 1], [2, 24], [8, file.size], [8, file.size], [8, file.at]);
  return joined(record([4, 0x02014b50], [2, 0x032d], ...described(file), ...more), utf8(file.name), sizes);
}

function ends(files, length, at) {
  return joined(
    record([4, 0x06064b50], [8, 44], [2, 0x032d], [2, 45], [4, 0], [4, 0], [8, files], [8, files], [8, length], [8, at]),
    record([4, 0x07064b50], [4, 0], [8, at + length], [4, 1]),
    record([4, 0x06054b50], [2, 0], [2, 0], [2, 0xffff], [2, 0xffff], [4, ALL], [4, ALL], [2, 0]),
  );
}

// The files of a zip in the order of its directory. Throws Unreadable where they cannot be told apart.
async function zipped(source, findings) {
  if (source.size < END) throw new Unreadable("too short for a zip");
  const tail = await source.read(source.size - END, END);
  const view = new DataView(tail.buffer, tail.byteOffset);
  const [count, length, at] = [32, 40, 48].map((offset) => Number(view.getBigUint64(offset, true)));
  if (!same(tail, ends(count, length, at)) || at + length + END !== source.size) throw new Unreadable("its end is none");
  const files = await directory(source, count, at, length);
  let next = 0;
  for (const file of files) {
    const header = localHeader(file);
    if (file.at !== next || file.at + header.length + file.size > at) throw new Unreadable(`${file.name} is not in its place`);
    if (!same(await source.read(next, header.length), header)) findings.add("container", null, `the header of ${file.name}`);
    const start = next + header.length;
    file.read = (offset, octets) => source.read(start + offset, octets);
    next = start + file.size;
  }
  if (next !== at) throw new Unreadable("octets before the directory");
  return files;
}

async function directory(source, count, at, length) {
  const files = [], names = new Set(), end = at + length;
  let octets = NOTHING, from = at; // what is held of the directory begins at `from`
  while (at < end) {
    if (at + 200 > from + octets.length && from + octets.length < end) {
      octets = await source.read(at, Math.min(PIECE, end - at));
      from = at;
    }
    const file = listed(octets.subarray(at - from));
    if (names.has(file.name)) throw new Unreadable(`${file.name} stands twice`);
    names.add(file.name);
    files.push(file);
    at += file.length;
  }
  if (at !== end || files.length !== count) throw new Unreadable("the directory's length");
  return files;
}

function listed(octets) {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const n = octets.length < 46 ? 101 : view.getUint16(28, true);
  const name = n > 100 || octets.length < 74 + n ? "" : textOf(octets.subarray(46, 46 + n));
  if (!name || !FILE_NAME.test(name)) throw new Unreadable("a name in the directory");
  const file = { name, crc: view.getUint32(16, true), length: 74 + n };
  [file.size, file.at] = [50 + n, 66 + n].map((offset) => Number(view.getBigUint64(offset, true)));
  if (![file.size, file.at].every(Number.isSafeInteger)) throw new Unreadable(`the size of ${name}`);
  if (!same(octets.subarray(0, file.length), directoryEntry(file))) throw new Unreadable(`the directory's ${name}`);
  return file;
}

// The bundle's files by name; null where the container cannot be read. A source has `size` and `read`, a folder `files`.
async function opened(source, findings) {
  try {
    const files = source.files || (await zipped(source, findings));
    for (const file of files.filter((one) => one.strange)) {
      findings.add("container", null, `${file.name} is no file of a bundle`);
    }
    return new Map(files.filter((one) => !one.strange).map((file) => [file.name, file]));
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    findings.add("container", null, error.message);
    return null;
  }
}
