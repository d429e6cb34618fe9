// While a document is sent, how much of it has arrived; one that is too large is not sent at all.
const file = document.querySelector("#file");
const form = file?.form;
const told = form?.querySelector(".ct-sending");
const bar = told?.querySelector("progress");
const words = told?.querySelector("span");
const MB = 1_000_000;

function say(text, value) {
  told.hidden = false;
  bar.hidden = value === undefined;
  if (value !== undefined) bar.value = value;
  words.textContent = text;
}

form?.addEventListener("submit", (event) => {
  const chosen = file.files[0];
  if (!chosen) return;
  event.preventDefault();
  if (chosen.size > Number(file.dataset.most)) {
    say(`${chosen.name} is larger than ${file.dataset.most / MB} MB; nothing was sent.`);
    return;
  }
  const sent = new XMLHttpRequest();
  sent.upload.addEventListener("progress", (step) => {
    if (step.lengthComputable) say(`${Math.round((100 * step.loaded) / step.total)} % sent`, (100 * step.loaded) / step.total);
  });
  sent.addEventListener("load", () => {
    history.replaceState(null, "", sent.responseURL);
    document.open();
    document.write(sent.responseText);
    document.close();
  });
  sent.addEventListener("error", () => say("The connection broke; nothing is known to have been recorded. Try again."));
  sent.open("POST", form.action || location.href);
  sent.send(new FormData(form, event.submitter));
  say("0 % sent", 0);
});
