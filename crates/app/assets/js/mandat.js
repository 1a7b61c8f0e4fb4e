// A signature drawn with a finger: its strokes, in thousandths of the frame, go with the form. Without this script,
// the mandate is signed on paper.
"use strict";
{
  const form = document.querySelector("[data-mandat]");
  const frame = form?.querySelector("[data-signature]");
  if (frame) {
    frame.hidden = false;
    const canvas = frame.querySelector("canvas");
    const pen = canvas.getContext("2d");
    const field = form.querySelector("input[name=signature]");
    const strokes = [];
    let drawing = false;
    const draw = () => {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      pen.strokeStyle = getComputedStyle(canvas).color;
      pen.lineWidth = 5;
      pen.lineCap = pen.lineJoin = "round";
      for (const stroke of strokes) {
        pen.beginPath();
        for (const [x, y] of stroke) pen.lineTo((x * canvas.width) / 1000, (y * canvas.height) / 1000);
        pen.stroke();
      }
      field.value = strokes.map((stroke) => stroke.map((point) => point.join(",")).join(" ")).join(";");
    };
    const at = (event) => {
      const box = canvas.getBoundingClientRect();
      const part = (value, size) => Math.max(0, Math.min(1000, Math.round((1000 * value) / size)));
      return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
    };
    canvas.addEventListener("pointerdown", (event) => {
      drawing = true;
      canvas.setPointerCapture(event.pointerId);
      strokes.push([at(event)]);
      draw();
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!drawing) return;
      const stroke = strokes.at(-1);
      const [x, y] = at(event);
      const [lastX, lastY] = stroke.at(-1);
      // A few hundred points draw any signature.
      if (Math.abs(x - lastX) + Math.abs(y - lastY) >= 6) stroke.push([x, y]);
      draw();
    });
    for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => (drawing = false));
    frame.querySelector("[data-effacer]").addEventListener("click", () => {
      strokes.length = 0;
      draw();
    });
  }
  // The mandate as it would be signed now, read by this machine.
  const read = form?.querySelector("[data-lire]");
  if (read) {
    const [sound, said] = [read.querySelector("audio"), read.querySelector("[role=status]")];
    read.hidden = false;
    read.querySelector("button").addEventListener("click", () => {
      const given = new FormData(form);
      const asked = new URLSearchParams();
      for (const name of ["demarches", "duree", "protege"]) for (const value of given.getAll(name)) asked.append(name, value);
      const isChosen = asked.has("demarches") && asked.has("duree");
      said.textContent = isChosen ? "" : said.dataset.choisir;
      sound.hidden = !isChosen;
      if (!isChosen) return;
      sound.src = `${read.dataset.lire}?${asked}`;
      sound.play().catch(() => {});
    });
    // What was read is no longer what will be signed.
    form.addEventListener("change", (event) => {
      if (["demarches", "duree", "protege"].includes(event.target.name)) sound.pause();
    });
    sound.addEventListener("error", () => (said.textContent = said.dataset.panne));
  }
}
