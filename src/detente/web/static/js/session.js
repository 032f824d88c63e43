// Signed out meanwhile: what was asked for ends at the sign-in page, so the whole page goes there and comes back.
import { word } from "./page.js";

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const answered = event.detail.xhr.responseURL;
  if (!answered || new URL(answered).pathname !== word("signIn")) return;
  event.preventDefault();
  location.reload();
});
