// Passkeys: asks the browser for a key and posts its answer. A form with data-passkey ("get" or "create") shows itself
// where this works; its options stand in a JSON element (data-options) or at an address (data-options-url).
(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const supported = window.PublicKeyCredential && window.isSecureContext;
  const unsupported = document.querySelector("[data-passkey-unsupported]");
  if (unsupported && !supported) unsupported.hidden = false;

  const asked = async (form) => {
    if (form.dataset.options) return JSON.parse(document.getElementById(form.dataset.options).textContent);
    const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json());
  };

  const decoded = (key) => {
    const options = { ...key, challenge: bytes(key.challenge) };
    if (key.user) options.user = { ...key.user, id: bytes(key.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"])
      if (key[list]) options[list] = key[list].map((item) => ({ ...item, id: bytes(item.id) }));
    return options;
  };

  const encoded = (credential) => {
    const response = {};
    for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"])
      if (credential.response[part]) response[part] = text(credential.response[part]);
    if (credential.response.getTransports) response.transports = credential.response.getTransports();
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      clientExtensionResults: credential.getClientExtensionResults(),
      authenticatorAttachment: credential.authenticatorAttachment,
    });
  };

  const run = async (form) => {
    const data = await asked(form);
    const options = decoded((data.request_options ?? data.creation_options).publicKey);
    if (form.dataset.passkey === "create" && form.elements.passwordless?.checked)
      options.authenticatorSelection = {
        ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
      };
    const credential = await navigator.credentials[form.dataset.passkey]({ publicKey: options });
    form.elements.credential.value = encoded(credential);
    form.submit();
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!supported) continue;
    form.hidden = false;
    form.setAttribute("data-again", "");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const said = form.querySelector("[data-said]");
      said.textContent = "";
      run(form).catch((error) => {
        said.textContent = error.name === "InvalidStateError" ? said.dataset.known : said.dataset.failed;
      });
    });
  }
})();
