// What the tab keeps for its visitor, in its own session storage: the answers, as the server has sent them last, with what has been
// ticked or written since. A server that does not know the visitor asks for both. Nothing else reads them.

const ANSWERS = "pain-options-answers";
const DRAFT = "pain-options-draft";
const OWN_WORDS = 'textarea, input[type="text"]:not([role="combobox"])';
const NOT_KEPT = ".st-key-rules_search, .st-key-drafting"; // teaching: no answers, and gone with the session
let written = null; // what the server has sent last

function read(key) {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null; // a browser may refuse storage; the answers then last as long as the server has them
  }
}

function write(key, text) {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // as above
  }
}

function keyOf(field) {
  const holder = field.closest('[class*="st-key-"]');
  return [...(holder?.classList ?? [])].find((name) => name.startsWith("st-key-"))?.slice("st-key-".length);
}

// What stands on the page without having been sent: the boxes that are ticked, the words that are being written.
function keepDraft() {
  const main = document.querySelector('[data-testid="stMain"]');
  if (!main) return;
  const boxes = [...main.querySelectorAll('.st-key-answers input[type="checkbox"]')];
  const fields = [...main.querySelectorAll(OWN_WORDS)].filter((field) => !field.closest(NOT_KEPT));
  if (!boxes.length && !fields.length) return;
  const ticked = boxes.filter((box) => box.checked).map(keyOf);
  const texts = fields.map((field) => [keyOf(field), field.value]);
  const page = location.pathname.split("/").at(-1);
  write(DRAFT, JSON.stringify({ page, ticked: ticked.filter(Boolean), texts: Object.fromEntries(texts.filter(([key]) => key)) }));
}

// The boxes send no event of their own when they change: some moments after a press or a key they are as they are.
function onUse({ target }) {
  if (!target.closest?.('[data-testid="stMain"] .st-key-answers') && !target.matches?.(OWN_WORDS)) return;
  if (target.closest?.(NOT_KEPT)) return;
  for (const moment of [0, 50, 250]) setTimeout(keepDraft, moment);
}
for (const name of ["click", "keyup", "input"]) document.addEventListener(name, onUse, true);
addEventListener("pagehide", keepDraft);

export default function tabStorage({ data: [{ request, waits, answers }], setTriggerValue }) {
  if (answers !== null && answers !== written) {
    write(ANSWERS, answers);
    write(DRAFT, "");
    written = answers;
  }
  if (request !== null) {
    written = null;
    const reply = { request, answers: read(ANSWERS), draft: read(DRAFT) };
    if (reply.answers || waits) setTriggerValue("reply", reply);
  }
}
