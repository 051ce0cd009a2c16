// A slider beside each weight's number: both say the same, and the number is what is sent. Without this file the
// numbers alone do it all.
for (const slider of document.querySelectorAll("input[type=range][data-for]")) {
  const number = document.getElementById(slider.dataset.for);
  const told = () => slider.setAttribute("aria-valuetext", `${slider.value}%`);
  const follow = () => {
    const value = Number(number.value);
    if (number.value !== "" && Number.isFinite(value)) slider.value = Math.min(Math.max(value, slider.min), slider.max);
    told();
  };
  slider.addEventListener("input", () => {
    number.value = slider.value;
    told();
  });
  number.addEventListener("input", follow);
  follow();
  slider.hidden = false;
}
