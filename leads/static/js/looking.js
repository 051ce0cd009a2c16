// Who else has this file open: asked again every forty seconds while the page is in front, and silent otherwise.
const line = document.querySelector("[data-poll]");

if (line) {
  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(line.dataset.poll, { headers: { "X-Requested-With": "fetch" }, redirect: "error" });
      if (!answer.ok) return;
      const words = new DOMParser().parseFromString(await answer.text(), "text/html").body.textContent.trim();
      if (line.textContent.trim() !== words) line.textContent = words;
    } catch {
      // Away for a moment: the next round asks again.
    }
  }, 40000);
}
