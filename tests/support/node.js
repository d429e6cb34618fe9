"use strict";
// Reads calls from stdin, one line of JSON each, and answers with one line each. The script to call is the first argument.
const script = require(process.argv[2]);
const octets = (text) => Uint8Array.from(Buffer.from(text, "hex"));

const calls = {
  verify: async (...words) => {
    const printed = [], complained = [];
    const code = await script.main(words, (text) => printed.push(text), (text) => complained.push(text));
    return [code, printed.join("\n"), complained.join("\n")];
  },
  sha256: (text) => script.hex(script.sha256(octets(text))),
  sha512: (text) => script.hex(script.sha512(octets(text))),
  signature: (key, message, signature) => {
    const known = script.publicKey(octets(key));
    return known ? script.signatureHolds(known, octets(message), octets(signature)) : null;
  },
};

(async () => {
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    const [call, ...words] = JSON.parse(line);
    console.log(JSON.stringify(await calls[call](...words)));
  }
})();
