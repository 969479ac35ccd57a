// Shows a diagram that the server has drawn. It is parsed as SVG, never as a page, and whatever is
// not part of a drawing is left out. Of a step, the arrow is brought into sight.

const DRAWING = new Set([
  "svg", "g", "path", "rect", "circle", "line", "polygon", "polyline", "text", "tspan", "title",
  "desc", "defs", "marker", "style", "pattern", "ellipse",
]);

const UNITS_OF_TEXT = 15; // the smallest text of a drawing
const READABLE = 18.1; // pixels: what a class can read from the back of a room
const MARGIN = 16; // pixels
const PATIENCE = 5000; // milliseconds for the rest of the page to be there

let pressesSeen = 0; // outlives the drawing, so that a page that is come back to stays at its heading

function union(nodes) {
  const boxes = nodes.map((node) => node.getBoundingClientRect());
  return {
    left: Math.min(...boxes.map((box) => box.left)),
    right: Math.max(...boxes.map((box) => box.right)),
    top: Math.min(...boxes.map((box) => box.top)),
    bottom: Math.max(...boxes.map((box) => box.bottom)),
  };
}

// On a wide screen a step's panel and the diagram share the screen: bring both into sight, and the arrow in the diagram.
function showStep(drawn, stepChanged, until) {
  const arrow = drawn.querySelector('[data-state="firing"]');
  const bench = document.querySelector(".st-key-workbench");
  const pane = bench?.querySelector(".st-key-diagram");
  if (!arrow || !pane || !drawn.isConnected) return;
  if (getComputedStyle(bench).display !== "grid") {
    if (performance.now() < until) requestAnimationFrame(() => showStep(drawn, stepChanged, until));
    return;
  }
  // It scrolls now, by keys as well.
  for (const [name, value] of [["role", "region"], ["aria-label", "Diagram"], ["tabindex", "0"]]) pane.setAttribute(name, value);
  if (stepChanged) bench.scrollIntoView({ block: "start", behavior: "instant" });
  const { left, top, width, height } = pane.getBoundingClientRect();
  const { from, to } = arrow.dataset;
  const [source, target] = [from, to].map((id) => drawn.querySelector(`[data-id="${CSS.escape(id)}"]`));
  const words = [...arrow.querySelectorAll("text")];
  // As much of it as there is room for: at the least its words, which stand before what it leads to.
  const views = [[arrow, source, target], [arrow, target], [arrow], [...words, target], words].map(union);
  const box = views.find((view) => view.right - view.left <= width) ?? views.at(-1);
  // In the middle; of words that take all the room there is, the beginning, with what begins where they do.
  const room = width - (box.right - box.left);
  const margin = room < 0 ? MARGIN : Math.max(room / 2, Math.min(room, MARGIN));
  const whole = union([arrow]);
  const middle = whole.bottom - whole.top <= height ? whole : union(words);
  pane.scrollBy({
    left: box.left - left - margin,
    top: (middle.top + middle.bottom - 2 * top - height) / 2,
    behavior: "instant",
  });
}

// Arrow keys scroll what has the focus and can be scrolled. The shortcuts of the steps do not take them then.
function protectScrolling(event) {
  if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
  const region = event.target.closest?.('.po-scroll, .st-key-diagram');
  if (region && region.scrollWidth > region.clientWidth) event.stopPropagation();
}

export default function pathway({ parentElement, data: [data] }) {
  const place = parentElement.querySelector(".pathway");
  const drawn = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
  for (const node of [drawn, ...drawn.querySelectorAll("*")]) {
    if (!DRAWING.has(node.localName)) node.remove();
    for (const { name } of [...node.attributes]) if (name.startsWith("on")) node.removeAttribute(name);
  }
  const shown = document.importNode(drawn, true);
  const step = shown.querySelector('[data-state="firing"]')?.dataset.step ?? "";
  // Not told from the drawing before: the first may come only after the press, with the step.
  const stepChanged = data.step_presses > 0 && data.step_presses !== pressesSeen;
  pressesSeen = data.step_presses;
  place.dataset.step = step;
  place.style.setProperty("--readable", `max(${(shown.viewBox.baseVal.width / UNITS_OF_TEXT) * READABLE}px, 70rem)`);
  place.replaceChildren(shown);
  const pane = document.querySelector(".st-key-diagram");
  for (const name of ["role", "aria-label", "tabindex"]) pane?.removeAttribute(name);
  showStep(shown, stepChanged, performance.now() + PATIENCE);
  // A window that becomes wide enough gets the same: what scrolls can then be reached by keys.
  const resized = () => showStep(shown, false, performance.now() + PATIENCE);
  window.addEventListener("resize", resized);
  window.addEventListener("keydown", protectScrolling, true);
  return () => {
    window.removeEventListener("resize", resized);
    window.removeEventListener("keydown", protectScrolling, true);
  };
}
