// The slider goes to its event by itself, and keeps the focus, so that the arrow keys step through the record.
const form = document.querySelector(".ct-go");
const slider = form.querySelector("input[type=range]");
const button = form.querySelector("button");
const KEPT = "caretrail-slider";
let waiting;

button.hidden = true;
if (sessionStorage.getItem(KEPT) === location.pathname) slider.focus({ preventScroll: true });
sessionStorage.removeItem(KEPT);

slider.addEventListener("input", () => slider.setAttribute("aria-valuetext", `Event ${slider.value} of ${slider.max}`));
slider.addEventListener("change", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    sessionStorage.setItem(KEPT, new URL(form.action).pathname);
    form.requestSubmit();
  }, 250);
});
