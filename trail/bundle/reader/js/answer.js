// The verdict, and in plain words what was proved and what was not.

function answer(b, options, early) {
  const findings = b.findings.all(), short = [b, early].some((one) => one && !(one.witnessed >= options.threshold));
  const verdict = findings.length ? "broken" : b.own || short ? "undecided" : "proved";
  const rows = ((b.digests && b.digests.get("payloads.jsonl")) || { rows: 0 }).rows;
  return {
    verdict,
    events: b.events,
    erased: b.erased,
    disclosed: rows,
    size: b.note ? b.note.size : null,
    root: b.note ? hex(b.note.root) : null,
    findings,
    proved: verdict === "broken" ? [] : provedOf(b, options, rows, early),
    not_proved: notProvedOf(b, options, verdict, short),
  };
}

function provedOf(b, options, rows, early) {
  const { profile, filter } = b.request;
  const gone = b.erased ? ` ${b.erased} of them were erased later: the log itself says so.` : "";
  const asked = Object.keys(filter).length ? `the profile ${profile} of ${canonical(filter)}` : `the profile ${profile} of everything`;
  return [
    `All ${b.events} events of ${b.note.origin} are here, as they were recorded and in their order.${gone}`,
    `What is told of ${rows} events is what was promised when they were recorded.`,
    `Nothing that was asked for is left out: ${asked}.`,
    b.reads && `All ${b.reads.events} entries of the log of reads are here, as the log of records saw them.`,
    !b.own && `The checkpoint is signed by a key that you know, or that one leads to: fingerprint ${b.signer.fingerprint}.`,
    b.witnessed > 0 && b.witnessed >= options.threshold && `${b.witnessed} of your witnesses saw this same checkpoint.`,
    `The other files are those that the log itself sealed, as event ${b.manifest.sealed}. They tell the same in words.`,
    early && b.extends && "The later bundle continues the earlier one: nothing in it was changed.",
  ].filter(Boolean);
}

function notProvedOf(b, options, verdict, short) {
  const own = b.signer ? `its own key signed it (fingerprint ${b.signer.fingerprint}). Compare it with the one you have on paper`
    : "nothing in it says whose it is";
  return [
    verdict === "broken" && "Anything: a bundle with findings proves nothing as a whole.",
    b.own && `Who signed: you gave no key; ${own}.`,
    options.threshold > 0 && short && `That ${options.threshold} of your witnesses saw this checkpoint: ${b.witnessed || 0} did.`,
    verdict !== "broken" && b.masked > 0 && `Where ${b.masked} of the reads were made: their address is hidden, `
      + "for the number of an erased record may stand in it.",
    !options.witnesses.length && "That others were shown the same history: you named no witness.",
    "That what was recorded is true, or that all was recorded that happened.",
  ].filter(Boolean);
}
