// Every page loads this one module; each part below looks for its own marks in the page.
import "./theme.js";
import "./dialogs.js";
import "./menus.js";
import "./keyboard.js";
import "./toasts.js";
import "./forms.js";
import "./newer.js";
import "./files.js";
import "./board.js";
import "./palette.js";
import "./notices.js";
import "./queue.js";
import "./charts.js";
import "./session.js";
import "./list_dialog.js";
import "./list_select.js";
import "./list_cells.js";
import "./list_rows.js";

document.documentElement.classList.add("scripted");
