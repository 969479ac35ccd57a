// Shows a diagram that the server has drawn. It is parsed as SVG, never as a page, and whatever is
// not part of a drawing is left out.

const DRAWING = new Set([
  "svg", "g", "path", "rect", "circle", "line", "polygon", "polyline", "text", "tspan", "title",
  "desc", "defs", "marker", "style", "pattern", "ellipse",
]);

export default function pathway({ parentElement, data: [data] }) {
  const place = parentElement.querySelector(".pathway");
  const drawn = new DOMParser().parseFromString(data.svg, "image/svg+xml").documentElement;
  for (const node of [drawn, ...drawn.querySelectorAll("*")]) {
    if (!DRAWING.has(node.localName)) node.remove();
    for (const { name } of [...node.attributes]) if (name.startsWith("on")) node.removeAttribute(name);
  }
  place.replaceChildren(document.importNode(drawn, true));
}
