// After each step: moves the focus to what is shown now, which is read out for that, and says what that does not say. There is one status node
// for the whole visit; a new text in it is what screen readers read out.

const PATIENCE = 3000; // milliseconds to wait for the page to show what is to be focused
const LONG_PATIENCE = 10000; // where the focus is nowhere, so that it is taken from nothing
const SIDE_BY_SIDE = "(min-width: 56.25em)"; // from here on the list stands beside the map, open; style.css has it too
const openedLists = new WeakSet(); // opened once: a visitor may close them
let last = null;
let waiting = 0;

function status() {
  let node = document.getElementById("po-status");
  if (!node) {
    node = document.createElement("div");
    node.id = "po-status";
    node.className = "po-hidden";
    node.setAttribute("role", "status");
    // In the app's own part, since what stands on the page before the app goes.
    (document.querySelector('[data-testid="stMain"]') ?? document.body).append(node);
  }
  return node;
}

function settle({ message, selector, text }, until) {
  cancelAnimationFrame(waiting);
  if (!selector) {
    status().textContent = message;
    keepFocus(performance.now() + LONG_PATIENCE);
    arrive();
    return;
  }
  const target = [...document.querySelectorAll(selector)].find(
    (node) => node.checkVisibility?.() !== false && node.textContent.includes(text),
  );
  if (!target) {
    if (performance.now() < until) {
      waiting = requestAnimationFrame(() => settle({ message, selector, text }, until));
    } else arrive();
    return;
  }
  status().textContent = message;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  const main = document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;
  main.scrollTo({ top: 0, behavior: "instant" });
  arrive();
}

// The start page has what waits for a page after a press.
const arrive = () => document.dispatchEvent(new Event("po-arrived"));

// Links within the page. The browser would look for their targets in the wrong place, and write them into the address.
function followLink(event) {
  const link = event.target.closest?.('[data-testid="stMain"] a[href^="#"]');
  if (!link) return;
  event.preventDefault();
  if (link.hash === "#answers") {
    focusAnswers();
    return;
  }
  const target = document.getElementById(link.hash.slice(1));
  const heading = target?.querySelector("h2, h3");
  if (!heading) return;
  heading.setAttribute("tabindex", "-1");
  heading.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start", behavior: "instant" });
}

// The summary of an error links to the answers it is about: to the map where there is one, which stands before its list.
function focusAnswers() {
  const answers = document.querySelector(".st-key-answers");
  const maps = [...answers.querySelectorAll("*")].flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll('[role="radio"][tabindex="0"]') ?? [])]);
  const places = [...maps, ...answers.querySelectorAll("input")];
  places.find((place) => place.checkVisibility?.() !== false)?.focus();
}

// A button that is gone after its press, or cannot be pressed again, would leave the focus nowhere. It goes to the heading that
// has come in its place, or to the next button.
const HEADINGS = '[data-testid="stMain"] :is(h1, h2, h3)';
let focused = null;
let headings = new Set();

function remember({ target }) {
  // What Streamlit moves while a page comes loses the focus for a moment and gets it back. Some of what is new is there by then.
  if (target === focused) return;
  focused = target;
  rememberHeadings();
}

// A press that comes once all is there is for what comes next, whether or not the button had the focus before.
function rememberPress() {
  if (document.querySelector('[data-testid="stApp"]')?.dataset.testScriptState === "notRunning") rememberHeadings();
}

function rememberHeadings() {
  headings = new Set(document.querySelectorAll(HEADINGS));
}

// On a slow line a button can be pressed before this script is there. The start page has noted where the focus was.
function cameTooLate({ selector }) {
  const before = window.poBefore;
  if (!before?.pressed) return false;
  focused ??= before.focused;
  headings = new Set(before.headings);
  return !selector || document.activeElement === document.body;
}

function keepFocus(until) {
  if (document.activeElement === document.body && focused) {
    const target = focused.isConnected ? (focused.disabled ? nextButton(focused) : null) : newHeading();
    if (target) {
      if (target.matches("h1, h2, h3")) target.setAttribute("tabindex", "-1");
      target.focus();
      return;
    }
  }
  if (performance.now() < until) requestAnimationFrame(() => keepFocus(until));
}

function newHeading() {
  return [...document.querySelectorAll(HEADINGS)].find((node) => !headings.has(node) && node.checkVisibility?.() !== false);
}

function nextButton(button) {
  for (let group = button.parentElement; group; group = group.parentElement) {
    const other = group.querySelector("button:enabled");
    if (other) return other;
  }
  return null;
}

// What Streamlit leaves unsaid of a question's answers: that boxes are one group, what it is called, and what is wrong.
function describeAnswers() {
  const main = document.querySelector('[data-testid="stMain"]');
  const answers = main?.querySelector(".st-key-answers");
  if (!answers) return;
  const boxes = [...answers.querySelectorAll('input[type="checkbox"]')];
  const problem = main.querySelector(".po-field-error") ?? main.querySelector(".po-error a");
  if (boxes.length > 1) {
    answers.setAttribute("role", "group");
    // A teaching case asks more than once; the boxes are what it asks last.
    const question = [...main.querySelectorAll(".po-predict")].at(-1) ?? main.querySelector("h1.po-h1");
    setReference(answers, "aria-labelledby", question, "po-question");
  }
  const lists = [...answers.querySelectorAll('[role="radiogroup"]')];
  const maps = [...answers.querySelectorAll("*")].flatMap(({ shadowRoot }) => [...(shadowRoot?.querySelectorAll(".map") ?? [])]);
  for (const node of [...boxes, ...lists, ...maps]) {
    if (problem) node.setAttribute("aria-invalid", "true");
    else node.removeAttribute("aria-invalid");
  }
  // Once for a group: at each box it would be read out again.
  for (const node of boxes.length > 1 ? [answers] : [...boxes, ...lists]) setReference(node, "aria-describedby", problem, "po-problem");
  const list = answers.querySelector(".st-key-body_map") && answers.querySelector("details");
  if (list && !openedLists.has(list) && matchMedia(SIDE_BY_SIDE).matches) {
    openedLists.add(list);
    // At the start of a visit, the page that stands before this one hands over how its own list was left.
    if (!list.open && !document.querySelector("#loading details")) list.querySelector("summary").click();
  }
}

function setReference(node, attribute, target, id) {
  if (target) target.id = id;
  if (target) node.setAttribute(attribute, id);
  else node.removeAttribute(attribute);
}

export default function announcer({ data: [data] }) {
  status();
  document.addEventListener("click", followLink);
  document.addEventListener("click", rememberPress, true);
  document.addEventListener("focusin", remember);
  describeAnswers();
  const observer = new MutationObserver(describeAnswers);
  observer.observe(document.querySelector('[data-testid="stMain"]') ?? document.body, { childList: true, subtree: true });
  if (last === null ? cameTooLate(data) : data.sequence !== last) settle(data, performance.now() + PATIENCE);
  last = data.sequence;
  return () => {
    observer.disconnect();
    document.removeEventListener("click", followLink);
    document.removeEventListener("click", rememberPress, true);
    document.removeEventListener("focusin", remember);
  };
}
