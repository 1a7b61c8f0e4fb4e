// A file of permanences: chosen from the disk, it fills the text in, where it can be read and mended before sending.
"use strict";
{
  const box = document.querySelector("[data-lire-fichier]");
  const text = document.getElementById("csv");
  if (box && text) {
    box.hidden = false;
    box.querySelector("input").addEventListener("change", async (event) => {
      const [file] = event.target.files;
      if (!file) return;
      const bytes = await file.arrayBuffer();
      try {
        text.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      } catch {
        // Older spreadsheets write Windows-1252.
        text.value = new TextDecoder("windows-1252").decode(bytes);
      }
    });
  }
}
