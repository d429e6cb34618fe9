/* Passkeys: a form that the browser answers. Without scripts, or without passkeys, it stays hidden. */

const octets = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const known = (list) => (list ?? []).map((one) => ({ ...one, id: octets(one.id) }));

async function asked(form) {
  const headers = { "X-CSRFToken": form.elements.csrf_token.value };
  const answer = await fetch(form.dataset.ask, { method: "POST", headers });
  if (!answer.ok) throw new Error("The server did not ask. Load this page again.");
  return answer.json();
}

async function made(options) {
  const publicKey = {
    ...options,
    challenge: octets(options.challenge),
    user: { ...options.user, id: octets(options.user.id) },
    excludeCredentials: known(options.excludeCredentials),
  };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey });
  const { clientDataJSON, attestationObject } = response;
  return { id, type, rawId: text(rawId), response: { clientDataJSON: text(clientDataJSON), attestationObject: text(attestationObject) } };
}

async function found(options) {
  const publicKey = { ...options, challenge: octets(options.challenge), allowCredentials: known(options.allowCredentials) };
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  const told = { clientDataJSON, authenticatorData, signature, userHandle: userHandle ?? new ArrayBuffer(0) };
  const texts = Object.fromEntries(Object.entries(told).map(([name, value]) => [name, text(value)]));
  return { id, type, rawId: text(rawId), response: texts };
}

function answering(form, answer) {
  const status = form.querySelector("[role=status]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    status.textContent = "";
    try {
      form.elements.answer.value = JSON.stringify(await answer(await asked(form)));
      form.submit();
    } catch (error) {
      const left = error.name === "NotAllowedError";
      status.textContent = left ? "No passkey was used. You can try again." : `That did not work. ${error.message}`;
    }
  });
}

const numbered = /^[\d.]+$|:/.test(location.hostname); // a passkey is for a name
if (window.PublicKeyCredential && !numbered) {
  for (const [id, answer] of [["passkey", found], ["new-passkey", made]]) {
    const form = document.getElementById(id);
    if (form) answering(form, answer);
  }
  document.getElementById("no-passkey")?.remove();
}
