// Lets the browser solve its puzzle while the address is being typed, and holds the form back until it has.
// Whatever goes wrong here, the form can be sent: the server then says what to do.
const place = document.getElementById("puzzle");
const form = place?.closest("form");
if (form && window.isSecureContext && globalThis.$altcha) {
  const { challenge, worker, strings, wait } = place.dataset;
  $altcha.algorithms.set("PBKDF2/SHA-256", () => new Worker(worker));
  $altcha.i18n.set("en", { ...$altcha.i18n.get("en"), ...JSON.parse(strings) });
  $altcha.defaults.set({ hideFooter: true, hideLogo: true, humanInteractionSignature: false, minDuration: 0 });

  const widget = document.createElement("altcha-widget");
  widget.setAttribute("challenge", challenge);
  widget.setAttribute("auto", "onload");
  place.append(widget);

  const said = document.getElementById("puzzle-wait");
  let waits = false;
  form.addEventListener("submit", (event) => {
    const state = widget.getState?.();
    if (state === "verified" || state === "error") return;
    event.preventDefault();
    waits = true;
    said.textContent = wait;
    if (state !== "verifying") widget.verify();
  });
  widget.addEventListener("statechange", ({ detail: { state } }) => {
    if (state === "expired") widget.verify();
    if (!waits || (state !== "verified" && state !== "error")) return;
    waits = false;
    said.textContent = "";
    // The widget writes its answer into the form a moment after it has said so.
    setTimeout(() => form.requestSubmit(), 0);
  });
}
