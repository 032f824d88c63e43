// Passkeys: a form marked data-passkey asks the browser for one and posts what it gives as JSON.
// Where the browser knows none the form stays hidden, and whatever stands beside it is the way.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

function creation(options, alone) {
  const wanted = { ...options, challenge: bytes(options.challenge), excludeCredentials: named(options.excludeCredentials) };
  wanted.user = { ...options.user, id: bytes(options.user.id) };
  wanted.authenticatorSelection = { ...options.authenticatorSelection };
  if (alone) Object.assign(wanted.authenticatorSelection, { residentKey: "required", requireResidentKey: true, userVerification: "required" });
  return wanted;
}

function asking(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
}

function written(credential) {
  const response = { clientDataJSON: text(credential.response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = text(credential.response[part]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return { type: credential.type, id: credential.id, rawId: text(credential.rawId), response,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults() };
}

async function options(form) {
  if (!form.dataset.passkeyAsk) return JSON.parse(form.dataset.passkeyOptions).publicKey;
  const answer = await fetch(form.dataset.passkeyAsk, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options.publicKey;
}

async function give(form) {
  const asked = await options(form);
  const alone = form.elements.passwordless?.checked;
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: creation(asked, alone) })
    : await navigator.credentials.get({ publicKey: asking(asked) });
  form.elements.credential.value = JSON.stringify(written(credential));
  form.submit();
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    give(form).catch(() => { failed.hidden = false; });
  });
}
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = Boolean(window.PublicKeyCredential);
