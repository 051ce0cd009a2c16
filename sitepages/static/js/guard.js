// The check of a form that looked like a machine's: the browser works on a sum, nobody has anything to solve.
// Sending waits for it; if it cannot be done, the form goes without it and is confirmed by mail.
import "../vendor/altcha/altcha.min.js";

const box = document.querySelector("#guard-check");
const form = box.closest("form");
const said = box.querySelector("[role=status]");
const { label, help } = JSON.parse(box.dataset.words);

$altcha.i18n.set("own", label);
$altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(box.dataset.worker));

const widget = document.createElement("altcha-widget");
let state = "verifying", waits = false, pressed = null;

widget.addEventListener("statechange", (event) => {
  state = event.detail.state;
  settle();
});
form.addEventListener("submit", (event) => {
  if (state !== "verifying") return;
  event.preventDefault();
  waits = true;
  pressed = event.submitter;
  said.textContent = help.wait;
});

function settle() {
  said.textContent = help[state] ?? "";
  if (state === "error") widget.remove();
  if (waits && (state === "verified" || state === "error")) form.requestSubmit(pressed);
}

$altcha.defaults.set({
  auto: "onload", challenge: JSON.parse(box.dataset.challenge), humanInteractionSignature: false, hideFooter: true,
  hideLogo: true, language: "own", name: "altcha", timeout: 60000, type: "native",
});
if (isSecureContext) box.prepend(widget);
else {
  state = "error";
  settle();
}
