// Passkeys: asks the browser to make one, or to sign with one. Everything is judged by the
// server; without this script the pages offer the password and the codes.
"use strict";
(() => {
  if (!window.PublicKeyCredential) return;
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const send = async (path, token, body) => {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-csrf-token": token },
      body: JSON.stringify(body),
    });
    const said = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : {};
    if (!answer.ok) throw new Error(said.dit ?? "");
    return said;
  };
  const make = async (box, token) => {
    const field = (name) => box.querySelector(`[name="${name}"]`).value;
    const asked = await send("/compte/cles/defi", token, { mot_de_passe: field("mot_de_passe") });
    const made = await navigator.credentials.create({ publicKey: {
      rp: asked.rp,
      user: { ...asked.user, id: new TextEncoder().encode(asked.user.id) },
      challenge: bytes(asked.challenge),
      pubKeyCredParams: [{ type: "public-key", alg: -7 }],
      excludeCredentials: asked.exclude.map((id) => ({ type: "public-key", id: bytes(id) })),
      authenticatorSelection: { residentKey: "required", userVerification: "required" },
      attestation: "none",
    } });
    return send("/compte/cles", token, {
      nom: field("nom"),
      client: text(made.response.clientDataJSON),
      authenticator: text(made.response.getAuthenticatorData()),
    });
  };
  const enter = async (box, token) => {
    const asked = await send("/connexion/cle/defi", token, {});
    const { id, response } = await navigator.credentials.get({ publicKey: {
      rpId: asked.rpId, challenge: bytes(asked.challenge), userVerification: "required",
    } });
    return send("/connexion/cle", token, {
      suite: box.dataset.suite ?? "",
      id,
      client: text(response.clientDataJSON),
      authenticator: text(response.authenticatorData),
      signature: text(response.signature),
    });
  };
  for (const box of document.querySelectorAll("[data-cle]")) {
    const told = box.querySelector("[data-cle-dit]");
    const button = box.querySelector("[data-cle-bouton]");
    const token = box.querySelector('input[name="csrf"]').value;
    const act = async (event) => {
      event.preventDefault();
      told.hidden = true;
      button.disabled = true;
      try {
        const { suite } = await (box.dataset.cle === "faire" ? make : enter)(box, token);
        location.assign(suite);
      } catch (error) {
        // The browser's own words are in English; what the person can do is the same.
        told.lastElementChild.textContent = (!(error instanceof DOMException) && error.message) || told.dataset.cleDit;
        told.hidden = false;
        button.disabled = false;
      }
    };
    box.hidden = false;
    box.addEventListener("submit", act);
  }
})();
