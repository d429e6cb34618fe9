// What was asked for, and which entries it means.

const PROFILES = ["envelope", "minimum", "patient-copy", "full"];
const FILTERS = {
  keys: isNumbers, without: isNumbers, actors: isTexts, types: isTexts, since: isText, until: isText, fields: isTexts,
};

// The request in this payload; undefined where its fields are not as they should be.
function requestOf(payload) {
  const profile = fieldOf(payload, "profile"), filter = fieldOf(payload, "filter");
  const known = isObject(filter) && Object.entries(filter).every(([name, value]) => isFilter(name, value));
  return known && PROFILES.includes(profile) ? { profile, filter } : undefined;
}

const isFilter = (name, value) => Object.hasOwn(FILTERS, name) && FILTERS[name](value);

function fits({ profile, filter }, entry) {
  const { keys, without, actors, types, since = "", until = "" } = filter;
  const type = entry.type.includes("/") ? entry.type.slice(0, entry.type.lastIndexOf("/")) : entry.type;
  return profile !== "envelope" && (!keys || keys.includes(entry.key)) && !without?.includes(entry.key) && (!actors || actors.includes(entry.actor)) &&
    (!types || types.includes(type)) &&
    entry.at.slice(0, since.length) >= since.slice(0, entry.at.length) &&
    entry.at.slice(0, until.length) <= until.slice(0, entry.at.length);
}

// Looks the request up; `b.request` stays undefined where nothing can be said of completeness.
function judgeRequest(b) {
  const { asked } = b.manifest, entry = b.log.kept.get(asked), payload = b.told.get(asked);
  const fail = (detail) => b.findings.add("request", asked || null, detail);
  if (!asked) return fail("nobody asked for this export");
  if (!entry || entry.kind !== "export-requested") return fail("the entry that should ask for this export does not");
  if (!payload) return fail("what was asked for is not told");
  if (payload.hidden.length) b.findings.add("missing", asked, "a field of the request is hidden");
  b.request = requestOf(payload);
  return b.request || fail("the request is not in form");
}
