// The body map: one radio group over two figures, for a choice of one place.
// What can be chosen, in which order and under which names comes with the data. A place that the drawing has parts for is
// chosen on the figures; any other becomes a button below them. Text from the data is only ever set as text.

const SVG = "http://www.w3.org/2000/svg";
const views = new WeakMap(); // what is shown, kept from one run of the script to the next
let unsent = null; // what is chosen without Continue, for a visitor who looks at another page and comes back

function svg(name, attributes = {}) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  return node;
}

function tick(className) {
  const mark = svg("svg", { class: className, viewBox: "-10 -10 20 20", "aria-hidden": "true", focusable: "false" });
  mark.append(svg("path", { d: "M-5 .5l3.6 3.6 6.6-7.4" }));
  return mark;
}

// Everything of one place, on both figures, in one group: the area that can be touched, the focus ring, the face that
// covers the part when it is hovered or chosen, and a tick.
function region(root, id) {
  const group = svg("g");
  for (const figure of root.querySelectorAll(".art [data-figure]")) {
    const layers = svg("g", { transform: figure.getAttribute("transform") });
    const own = (name) => [...figure.querySelectorAll(`.${name}`)].filter((node) => node.dataset.part === id);
    const copy = (source, name) => {
      for (const node of own(source)) layers.append(svg("path", { class: name, d: node.getAttribute("d") }));
    };
    copy("hit", "touch");
    copy("part", "ring");
    copy("part", "gap");
    copy("part", "face");
    for (const spot of own("spot")) {
      const badge = svg("g", {
        class: "badge",
        transform: `translate(${spot.getAttribute("cx")} ${spot.getAttribute("cy")}) scale(${spot.getAttribute("r") / 10})`,
      });
      badge.append(svg("circle", { r: "10" }), svg("path", { d: "M-5 .5l3.6 3.6 6.6-7.4" }));
      layers.append(badge);
    }
    if (layers.childNodes.length) group.append(layers);
  }
  return group;
}

function button(icons, id, name) {
  const pill = document.createElement("div");
  pill.className = "pill";
  const icon = [...icons.children].find((node) => node.dataset.part === id);
  if (icon) pill.append(icon.cloneNode(true));
  const text = document.createElement("span");
  text.textContent = name;
  pill.append(text, tick("tick"));
  return pill;
}

function build(view, locations) {
  const { root, icons } = view;
  const drawn = new Set([...root.querySelectorAll(".art .part")].map((part) => part.dataset.part));
  const choices = root.querySelector(".choices");
  const more = root.querySelector(".more");
  choices.replaceChildren();
  more.replaceChildren();
  view.radios = new Map();
  for (const { id, name } of locations) {
    const radio = drawn.has(id) ? region(root, id) : button(icons, id, name);
    radio.dataset.location = id;
    radio.setAttribute("role", "radio");
    radio.setAttribute("aria-label", name);
    (drawn.has(id) ? choices : more).append(radio);
    view.radios.set(id, { radio, name });
  }
  // The keys go the way the eye does: the figures, then the buttons.
  view.order = [...choices.children, ...more.children].map((radio) => radio.dataset.location);
}

function show(view) {
  const { radios, order, shown, labels } = view;
  const stop = radios.has(shown) ? shown : order[0]; // the one that Tab reaches
  for (const [id, { radio }] of radios) {
    radio.setAttribute("aria-checked", String(id === shown));
    radio.setAttribute("tabindex", id === stop ? "0" : "-1");
  }
  const name = radios.get(shown)?.name;
  view.line.textContent = name === undefined ? labels.nothing : labels.chosen.replace("{name}", () => name);
}

function showChoice(view, id) {
  view.shown = unsent = id;
  show(view);
}

// Choosing on the map is choosing in the list of radio buttons beside it: they are one answer, and the list holds it.
function choose(view, id) {
  showChoice(view, id);
  const { name } = view.radios.get(id);
  const until = performance.now() + LIST_COMES;
  const choice = () => [...document.querySelectorAll(`[class*="st-key-${view.list}"] input`)].find((input) => named(input) === name);
  const hand = () => {
    if (view.shown !== id || !view.root.isConnected) return; // something else has been chosen since
    const input = choice();
    view.handing = true;
    if (input && !input.checked) input.click();
    view.handing = false;
    // A list that comes later than the map, or is made anew, gets the choice when it is there.
    if (!choice()?.checked && performance.now() < until) setTimeout(hand, 30);
  };
  hand();
}

const LIST_COMES = 10000; // milliseconds in which the list beside the map comes
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const named = (input) => input.closest("label")?.textContent.trim();

function listen(view) {
  const { root } = view;
  const pressed = (event) => event.target.closest("[role=radio]")?.dataset.location;
  const move = (id) => {
    choose(view, id);
    view.radios.get(id).radio.focus({ preventScroll: true });
  };
  root.onclick = (event) => {
    const id = pressed(event);
    if (id !== undefined) move(id);
  };
  root.onkeydown = (event) => {
    const id = pressed(event);
    if (id === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in STEPS) {
      const { order } = view;
      move(order[(order.indexOf(id) + STEPS[event.key] + order.length) % order.length]);
    } else if (event.key === " " || event.key === "Enter") move(id);
    else return;
    event.preventDefault();
  };
}

// What is chosen in the list shows here.
function follow(view) {
  const look = () => {
    const input = document.querySelector(`[class*="st-key-${view.list}"] input:checked`);
    const [id] = [...view.radios].find(([, { name }]) => input && name === named(input)) ?? [];
    if (id !== undefined && id !== view.shown) showChoice(view, id);
  };
  // The list's own buttons send no change event; some moments after a press or a key they are as they are.
  const followed = (event) => {
    if (event.type === "click" && event.target.closest?.(".st-key-continue button")) unsent = null;
    if (view.handing || !event.target.closest?.(`[class*="st-key-${view.list}"]`)) return;
    for (const moment of [0, 50, 250, 1000]) setTimeout(look, moment);
  };
  const events = ["click", "keyup"];
  for (const name of events) document.addEventListener(name, followed, true);
  return () => {
    for (const name of events) document.removeEventListener(name, followed, true);
  };
}

// In the app the drawing does not come with the data, which would bring it anew at each step: it is fetched once.
let drawing = null;

function fetched({ markup, style }) {
  const text = async (address) => {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address}: ${response.status}`);
    return response.text();
  };
  drawing ??= Promise.all([text(style), text(markup)]).catch((error) => {
    drawing = null; // the next run tries again
    throw error;
  });
  return drawing;
}

function drawLater(mount) {
  let stop = () => {};
  let over = false;
  fetched(mount.data[0]).then(([style, markup]) => {
    if (over) return;
    const drawn = document.createElement("div");
    drawn.innerHTML = `<style>${style}</style>${markup}`;
    mount.parentElement.append(drawn);
    stop = bodyMap(mount);
  });
  return () => {
    over = true;
    stop();
  };
}

export default function bodyMap(mount) {
  const { parentElement, data: [data] } = mount;
  const root = parentElement.querySelector(".map");
  if (!root) return drawLater(mount);
  let view = views.get(root);
  const fresh = !view;
  if (fresh) {
    view = { root, radios: new Map(), order: [], shown: data.selected };
    view.icons = parentElement.querySelector(".icons");
    view.line = parentElement.querySelector(".chosen");
    views.set(root, view);
  }
  // A list under another name is one with answers that the tab has kept.
  const otherList = !fresh && view.list !== data.list;
  if (otherList) view.shown = data.selected;
  view.labels = data.labels;
  view.list = data.list;
  root.setAttribute("aria-label", data.label);
  root.querySelector(".captions .front").textContent = data.labels.front;
  root.querySelector(".captions .back").textContent = data.labels.back;
  const signature = JSON.stringify(data.locations);
  if (signature !== view.signature) {
    build(view, data.locations);
    view.signature = signature;
  }
  show(view);
  if ((fresh || otherList) && view.radios.has(unsent)) choose(view, unsent);
  listen(view);
  const unfollow = follow(view);
  return () => {
    unfollow();
    root.onclick = root.onkeydown = null;
  };
}
