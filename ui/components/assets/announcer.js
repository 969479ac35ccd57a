// After each step: says once what is shown now, and moves the focus to it. There is one status node
// for the whole visit; a new text in it is what screen readers read out.

const PATIENCE = 3000; // milliseconds to wait for the page to show what is to be focused
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
    return;
  }
  const target = [...document.querySelectorAll(selector)].find(
    (node) => node.checkVisibility?.() !== false && node.textContent.includes(text),
  );
  if (!target) {
    if (performance.now() < until) {
      waiting = requestAnimationFrame(() => settle({ message, selector, text }, until));
    }
    return;
  }
  status().textContent = message;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: true });
  const main = document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;
  main.scrollTo({ top: 0, behavior: "instant" });
}

// The summary of an error links to the answers it is about.
function toTheAnswers(event) {
  const link = event.target.closest?.('.po-error a[href="#answers"]');
  if (!link) return;
  event.preventDefault();
  const places = document.querySelectorAll(".st-key-answers input");
  const first = [...places].find((input) => input.checkVisibility?.() !== false);
  first?.focus();
}

export default function announcer({ data: [data] }) {
  status();
  document.addEventListener("click", toTheAnswers);
  if (last !== null && data.sequence !== last) settle(data, performance.now() + PATIENCE);
  last = data.sequence;
  return () => document.removeEventListener("click", toTheAnswers);
}
