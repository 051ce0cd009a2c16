// The check of a form that looked like a machine's: the browser works on a sum, nobody has anything to solve.
// Sending waits for it from the first moment, so this runs where it stands; the widget itself is fetched meanwhile.
// If it cannot be done, the form goes without it and is confirmed by mail.
{
  const box = document.querySelector("#guard-check");
  const form = box.closest("form");
  const said = box.querySelector("[role=status]");
  const { label, help } = JSON.parse(box.dataset.words);
  let state = "verifying", waits = false, pressed = null, widget = null;

  const settle = (to) => {
    state = to;
    said.textContent = help[state] ?? "";
    if (state === "error") widget?.remove();
    if (waits && state !== "verifying") form.requestSubmit(pressed);
  };

  form.addEventListener("submit", (event) => {
    if (state !== "verifying") return;
    event.preventDefault();
    waits = true;
    pressed = event.submitter;
    said.textContent = help.wait;
  });

  const begin = () => {
    $altcha.i18n.set("own", label);
    $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(box.dataset.worker));
    $altcha.defaults.set({
      auto: "onload", challenge: JSON.parse(box.dataset.challenge), humanInteractionSignature: false,
      hideFooter: true, hideLogo: true, language: "own", name: "altcha", timeout: 60000, type: "native",
    });
    widget = document.createElement("altcha-widget");
    widget.addEventListener("statechange", (event) => settle(event.detail.state));
    box.prepend(widget);
  };

  if (isSecureContext) import("../vendor/altcha/altcha.min.js").then(begin).catch(() => settle("error"));
  else settle("error");
}
