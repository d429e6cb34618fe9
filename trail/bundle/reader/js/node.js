// The command line, under Node 18 or later.

const HELP = `usage: node verify.js BUNDLE [--json] [--key K] [--fingerprint F] [--witness V] [--threshold N]
       node verify.js EARLIER LATER [...]

A bundle is a zip or a folder. Exit: 0 proved, 1 broken, 2 undecided, 3 wrong usage.`;
const EXITS = { proved: 0, broken: 1, undecided: 2 };
const REPEATED = { "--key": "keys", "--fingerprint": "fingerprints", "--witness": "witnesses" };

// A file as a source: it is opened for each piece, so that a folder of many files needs no many handles.
function fileSource(path, name) {
  const fs = require("fs");
  return { name, size: fs.statSync(path).size, read: async (at, length) => {
    const octets = new Uint8Array(length), handle = fs.openSync(path, "r");
    try {
      for (let done = 0; done < length;) {
        const read = fs.readSync(handle, octets, done, length - done, at + done);
        if (!read) throw new Error(`${name} has become shorter`);
        done += read;
      }
    } finally {
      fs.closeSync(handle);
    }
    return octets;
  } };
}

function folderFiles(path, prefix) {
  const found = require("fs").readdirSync(path, { withFileTypes: true }).map((one) => {
    const inside = `${path}/${one.name}`, name = prefix + one.name;
    if (one.isDirectory()) return folderFiles(inside, `${name}/`);
    return [one.isFile() && FILE_NAME.test(name) ? fileSource(inside, name) : { name, strange: true }];
  });
  return found.flat();
}

function sourceOf(path) {
  try {
    return require("fs").statSync(path).isDirectory() ? { files: folderFiles(path, "") } : fileSource(path, path);
  } catch (error) {
    throw new Usage(`${path}: ${error.code || error.message}`);
  }
}

function argumentsOf(words) {
  const paths = [], given = { keys: [], fingerprints: [], witnesses: [] };
  for (let n = 0; n < words.length; n++) {
    const word = words[n];
    if (word === "--json") given.json = true;
    else if (!word.startsWith("--")) paths.push(word);
    else if (++n === words.length) throw new Usage(HELP);
    else if (REPEATED[word]) given[REPEATED[word]].push(words[n]);
    else if (word === "--threshold") given.threshold = words[n];
    else throw new Usage(HELP);
  }
  if (!paths.length || paths.length > 2) throw new Usage(HELP);
  return { sources: paths.map(sourceOf), json: given.json, options: givenOptions(given) };
}

function told({ verdict, findings, proved, not_proved }) {
  const part = (title, lines) => (lines.length ? [title, ...lines.map((line) => `  - ${line}`)] : []);
  const found = findings.map(({ kind, position, detail }) => `${kind}${position === null ? "" : ` at ${position}`}: ${detail}`);
  const lines = [verdict.toUpperCase(), ...part("Findings", found), ...part("Proved", proved), ...part("Not proved", not_proved)];
  return lines.map(shown).join("\n");
}

// What a bundle says of itself can move no cursor and hide nothing.
function shown(text) {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u${one.codePointAt(0).toString(16).padStart(4, "0")}`);
}

// Prints the answer to these words and gives the exit code.
async function main(words, print = console.log, complain = console.error) {
  try {
    const { sources, json: asJson, options } = argumentsOf(words);
    const found = await verify(sources, options);
    print(asJson ? JSON.stringify(found) : told(found));
    return EXITS[found.verdict];
  } catch (error) {
    if (!(error instanceof Usage)) throw error;
    complain(error.message);
    return 3;
  }
}

if (require.main === module) main(process.argv.slice(2)).then((code) => (process.exitCode = code));
module.exports = { main, publicKey, signatureHolds, sha256, sha512, Sha256, hex };
