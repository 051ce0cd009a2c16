// List and plan in step: what is pointed at or focused in one lights up in the other.
// Listens on the document, so that it outlives every exchange of the list.
document.documentElement.classList.add("has-js");

const codeOf = (node) => {
  const row = node.closest?.("[data-code]");
  if (row) return row.dataset.code;
  const link = node.closest?.(".plan a");
  return link ? new URL(link.href?.baseVal ?? link.href, location.href).pathname.split("/").at(-2) : "";
};

let lit = [];
const light = (event) => {
  const code = codeOf(event.target);
  for (const node of lit) node.classList.remove("lit");
  lit = code ? [...document.querySelectorAll(`[data-code="${code}"], .plan a[href*="/${code}/"]`)] : [];
  for (const node of lit) node.classList.add("lit");
};

for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, light);
