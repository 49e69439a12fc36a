// The replay of a run, step by step: the cursor goes to each moment, its row is marked, and its words are read out.
for (const box of document.querySelectorAll(".replay")) {
  const rows = [...box.querySelectorAll("tbody tr")];
  const marks = new Map([...box.querySelectorAll("[data-moment]")].map((mark) => [Number(mark.dataset.moment), mark]));
  const cursor = box.querySelector(".cursor"), said = box.querySelector("output"), bar = box.querySelector(".replay-bar");
  if (!bar || !rows.length) continue;
  const slide = bar.querySelector("input"), play = bar.querySelector("button");
  let timer = 0;
  bar.hidden = false;
  slide.max = rows.length - 1;
  const show = (place) => {
    rows.forEach((row, at) => row.classList.toggle("now", at === place));
    marks.forEach((mark, at) => mark.classList.toggle("later", at > place));
    let at = place;
    while (at > 0 && !marks.has(at)) at -= 1;
    const mark = marks.get(at);
    if (mark) for (const end of ["x1", "x2"]) cursor.setAttribute(end, mark.getAttribute("cx"));
    said.textContent = [...rows[place].cells].map((cell) => cell.textContent.trim()).filter(Boolean).join(" · ");
    slide.value = place;
  };
  const stop = () => { clearInterval(timer); timer = 0; play.setAttribute("aria-pressed", "false"); };
  slide.addEventListener("input", () => { stop(); show(Number(slide.value)); });
  play.addEventListener("click", () => {
    if (timer) return stop();
    if (Number(slide.value) >= rows.length - 1) show(0);
    play.setAttribute("aria-pressed", "true");
    timer = setInterval(() => {
      const next = Number(slide.value) + 1;
      if (next >= rows.length) return stop();
      show(next);
    }, 700);
  });
}
