// Every page loads this one module; each part below looks for its own marks in the page.
import "./theme.js";
import "./dialogs.js";
import "./menus.js";
import "./keyboard.js";
import "./toasts.js";
import "./forms.js";
import "./board.js";
import "./search.js";
import "./charts.js";
import "./session.js";

document.documentElement.classList.add("scripted");
