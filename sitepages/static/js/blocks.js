/* Wagtail names each block's panel after its kind alone; here the panels of one form get a number, to be told apart. */
const form = document.querySelector(".yb form");

function number() {
  form.querySelectorAll("[data-streamfield-child] section.w-panel--nested").forEach((panel, place) => {
    const heading = panel.querySelector("h2, h3, h4, [data-panel-heading]");
    const name = heading ? heading.textContent.trim().replace(/\s+/g, " ") : "";
    panel.removeAttribute("aria-labelledby");
    panel.setAttribute("aria-label", `${name} ${place + 1}`.trim());
  });
}

if (form) {
  number();
  new MutationObserver(number).observe(form, { childList: true, subtree: true });
}
