// Pictures: Vega is fetched only on pages that have one, and runs without eval (AST mode).
import { onContent, each } from "./page.js";

// The hues below are tokens of the light theme; components.css turns each into the reader's.
const AXIS = { labelColor: "#5d6571", titleColor: "#5d6571", domainColor: "#858d99", tickColor: "#e4e7eb", gridColor: "#e4e7eb", labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" };
const CONFIG = { background: "transparent", axis: AXIS, header: { labelColor: "#444b55", titleColor: "#5d6571" }, legend: { labelColor: "#444b55", titleColor: "#5d6571" }, title: { color: "#191c20" }, view: { stroke: null }, text: { fontSize: 12 } };
const OPTIONS = { ast: true, actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true }, renderer: "svg", config: CONFIG };
let library;

function vega(src) {
  library ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = src;
    script.onload = () => resolve(window.vegaEmbed);
    script.onerror = () => reject(new Error("the chart library did not load"));
    document.head.append(script);
  });
  return library;
}

// The spec stands in an attribute: htmx takes script elements out of what it swaps in.
async function spec(figure) {
  if (!figure.dataset.specUrl) return JSON.parse(figure.dataset.spec);
  const answer = await fetch(figure.dataset.specUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`the chart answered ${answer.status}`);
  return answer.json();
}

// A picture may bring a simpler one for little room.
function roomy(drawing, canvas) {
  const simple = drawing.usermeta?.narrow;
  return simple && canvas.clientWidth < drawing.usermeta.below ? simple : drawing;
}

// Small multiples stand in as many columns as the reader's screen has room for.
function fitted(drawing, canvas) {
  const width = drawing.spec?.width;
  if (!drawing.facet || typeof width !== "number") return drawing;
  const labels = 90, gap = 30;
  return { ...drawing, columns: Math.max(1, Math.floor((canvas.clientWidth - labels) / (width + gap))) };
}

async function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  try {
    const [embed, drawing] = await Promise.all([vega(figure.dataset.vega), spec(figure)]);
    await embed(canvas, fitted(roomy(drawing, canvas), canvas), OPTIONS);
    canvas.querySelector("svg")?.setAttribute("aria-hidden", "true");
    figure.dataset.drawn = "";
  } catch (error) {
    console.error(error);
    canvas.hidden = true;
    figure.querySelector(".chart-failed").hidden = false;
  }
}

onContent((root) => each(root, "[data-chart]", draw));
