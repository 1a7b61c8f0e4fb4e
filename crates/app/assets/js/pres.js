// The position of the browser, asked for only when its button is pressed, sent once in the body of a form.
"use strict";
{
  const form = document.querySelector("[data-position]");
  if (form && "geolocation" in navigator && window.isSecureContext) {
    form.hidden = false;
    let known = false;
    form.addEventListener("submit", (event) => {
      if (known) return;
      event.preventDefault();
      const refused = form.querySelector("[data-refus]");
      refused.hidden = true;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          // Three decimals are a hundred metres: enough to find a stop.
          form.elements.latitude.value = coords.latitude.toFixed(3);
          form.elements.longitude.value = coords.longitude.toFixed(3);
          known = true;
          form.submit();
        },
        () => {
          refused.querySelector("span").textContent = refused.dataset.refus;
          refused.hidden = false;
        },
        { timeout: 15000, maximumAge: 300000 },
      );
    });
  }
}
