// Everything a page needs. What only boards and charts need is in kanban.js and chart.js.
import "htmx.org/dist/htmx.esm.min.js";
import "./toast.js";
import "./dialog.js";
import "./confirm.js";
import "./theme.js";
import "./menu.js";
import "./keyboard.js";
import "./palette.js";
import "./combobox.js";
import "./fill.js";
import "./submit.js";
import "./unsaved.js";
import "./bulk.js";
import "./format.js";
import "./copy.js";
import "./network.js";
