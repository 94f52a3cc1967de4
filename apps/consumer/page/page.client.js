// The consumer's page: what arrived, how fast, and what could not be read.
import {
  byId,
  countOf,
  element,
  foreignText,
  formatNumber,
  formatTime,
  keepRows,
  setText,
  turnWheel,
  watch,
} from "./base.js";

const SECONDS = 120;
/** Voices are strangers' text too: there may be any number of them. */
const SHOWN_VOICES = 20;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function showWhenAny(id, total) {
  byId(id).hidden = total === 0;
  byId(`${id}-empty`).hidden = total > 0;
}

function formatLatency(milliseconds, count) {
  if (!count || !Number.isFinite(milliseconds)) return "–";
  if (milliseconds < 10_000) return `${formatNumber(milliseconds)} ms`;
  return `${formatNumber(milliseconds / 1000)} s`;
}

function renderTotals({ consumed, duplicates, deadLetters, lag, latencyMs, group, kept, waiting }) {
  setText(byId("consumed"), formatNumber(consumed));
  setText(byId("duplicates"), formatNumber(duplicates));
  setText(byId("dead-letter-count"), formatNumber(deadLetters));
  setText(byId("lag"), formatNumber(lag));
  setText(byId("p50"), formatLatency(latencyMs?.p50, latencyMs?.count));
  setText(byId("p99"), formatLatency(latencyMs?.p99, latencyMs?.count));
  setText(byId("scope"), group ? ` in group ${group}` : "");
  byId("not-kept").hidden = kept !== false;
  byId("waiting").hidden = waiting.length === 0;
  setText(byId("waiting"), waiting.join(" · "));
  turnWheel(consumed);
}

let slots = [];

/** One slot a second, oldest first; a second that nobody measured is undefined. */
function secondsOf(history) {
  const newest = history.at(-1)?.at ?? 0;
  const made = new Array(SECONDS).fill(undefined);
  for (const second of history) {
    const slot = SECONDS - 1 - Math.round((newest - second.at) / 1000);
    if (slot >= 0) made[slot] = second;
  }
  return made;
}

const isKnown = (value) => typeof value === "number";
const heightOf = (value, peak) => (100 - (94 * value) / Math.max(peak, 1)).toFixed(1);

function renderFlow(history) {
  slots = secondsOf(history);
  const recordsPeak = Math.max(0, ...history.map(({ records }) => records));
  const lagPeak = Math.max(0, ...history.map(({ lag }) => lag ?? 0));
  let bars = "";
  let line = "";
  let drawing = false;
  slots.forEach((second, slot) => {
    if (second?.records > 0) bars += `M${slot + 0.12} 100V${heightOf(second.records, recordsPeak)}h.76V100z`;
    const known = isKnown(second?.lag);
    if (known) line += `${drawing ? "L" : "M"}${slot + 0.5} ${heightOf(second.lag, lagPeak)}`;
    drawing = known;
  });
  byId("records-path").setAttribute("d", bars);
  byId("lag-path").setAttribute("d", line);
  setText(byId("records-peak"), recordsPeak ? `peak ${formatNumber(recordsPeak)}` : "");
  setText(byId("lag-peak"), lagPeak ? `peak ${formatNumber(lagPeak)}` : "");
}

const flow = byId("flow");
flow.addEventListener("pointermove", ({ clientX }) => {
  const { left, width } = flow.getBoundingClientRect();
  const second = slots[Math.min(SECONDS - 1, Math.max(0, Math.floor(((clientX - left) / width) * SECONDS)))];
  const text = second
    ? `${formatTime(second.at)} · ${countOf(second.records, "record")} · lag ${formatNumber(second.lag)}`
    : "Not measured";
  setText(byId("flow-readout"), text);
});
flow.addEventListener("pointerleave", () => setText(byId("flow-readout"), "The last two minutes"));

function createVoice({ voice }) {
  return element(
    "li",
    "voice",
    foreignText("span", "name foreign", voice),
    element("span", "average quiet", element("span", "ratings"), element("span", "each")),
    element("strong", "total"),
    element("span", "track", element("span", "bar")),
  );
}

/** Voices that overtake each other slide to their new place. */
function slide(list, change) {
  const before = new Map([...list.children].map((row) => [row, row.offsetTop]));
  change();
  if (calm.matches) return;
  for (const [row, top] of before) {
    const way = top - row.offsetTop;
    if (way === 0 || !row.isConnected) continue;
    const frames = [{ transform: `translateY(${way}px)` }, { transform: "none" }];
    row.animate(frames, { duration: 350, easing: "cubic-bezier(.2,.7,.2,1)" });
  }
}

function renderRatings({ battles, total, voices }) {
  showWhenAny("voices", voices.length);
  const some = total > SHOWN_VOICES ? ` · the best ${SHOWN_VOICES} of ${formatNumber(total)}` : "";
  setText(byId("battles"), battles > 0 ? `${countOf(battles, "rating")}, each for both voices${some}` : "");
  const best = Math.max(1, ...voices.map(({ total }) => total));
  const update = (row, { total, ratings }) => {
    setText(row.querySelector(".total"), formatNumber(total));
    setText(row.querySelector(".ratings"), `${countOf(ratings, "rating")} · `);
    setText(row.querySelector(".each"), `${ratings > 0 ? (total / ratings).toFixed(2) : "–"} each`);
    row.querySelector(".bar").style.setProperty("--share", total / best);
  };
  const list = byId("voices");
  slide(list, () => keepRows(list, voices.slice(0, SHOWN_VOICES), ({ voice }) => voice, createVoice, update));
}

function createPerson({ name }) {
  return element(
    "tr",
    "",
    element("td", "", foreignText("span", "foreign name", name)),
    element("td", "age"),
    element("td", "said", foreignText("span", "foreign comment", "")),
    element("td", "changed quiet", element("time", "")),
  );
}

function updatePerson(row, { age, comment, changed }) {
  setText(row.querySelector(".age"), age);
  setText(row.querySelector(".comment"), comment);
  setText(row.querySelector("time"), formatTime(changed));
  row.querySelector("time").dateTime = changed;
}

function renderPeople({ total, people }) {
  showWhenAny("people", people.length);
  const some = total > people.length ? `${people.length} of ` : "";
  setText(byId("people-total"), total ? `${some}${formatNumber(total)}, latest change first` : "");
  keepRows(byId("people-rows"), people, ({ name }) => name, createPerson, updatePerson);
}

function sizeOf({ value, encoding, bytes }) {
  const isBinary = encoding === "base64";
  const shown = isBinary ? (value.length * 3) / 4 : new TextEncoder().encode(value).length;
  const parts = [countOf(bytes, "byte"), isBinary && "in base64", shown < bytes && "the beginning"];
  return parts.filter(Boolean).join(", ");
}

/** A short text as it is; a longer one as its first line, and in full for who opens it. */
function createOriginal(letter) {
  const { value } = letter;
  const text = foreignText("pre", "original", value);
  if (value.length <= 160 && !value.includes("\n")) return text;
  const preview = foreignText("span", "preview mono", value.slice(0, 200));
  return element(
    "details",
    "",
    element("summary", "", preview, element("span", "size quiet", sizeOf(letter))),
    text,
  );
}

function createDeadLetter(letter) {
  const time = element("time", "quiet", formatTime(letter.receivedAt));
  time.dateTime = letter.receivedAt;
  return element(
    "li",
    "letter",
    element("p", "position mono", `partition ${letter.partition} · offset ${letter.offset}`),
    time,
    element("p", "resent quiet"),
    foreignText("p", "reason foreign", letter.reason),
    createOriginal(letter),
  );
}

function updateDeadLetter(row, { id, resent }) {
  setText(row.querySelector(".resent"), resent ? `${id} · sent again ${formatTime(resent.at)}` : id);
}

function renderDeadLetters({ total, waiting, deadLetters }) {
  showWhenAny("dead-letters", deadLetters.length);
  byId("dead-letter-count").classList.toggle("alarming", waiting > 0);
  const some = total > deadLetters.length ? `the latest ${deadLetters.length} of ` : "";
  const again = total > waiting ? ` · ${formatNumber(total - waiting)} sent again` : "";
  setText(byId("dead-letters-total"), total ? `${some}${formatNumber(total)}, newest first${again}` : "");
  keepRows(byId("dead-letters"), deadLetters, ({ id }) => id, createDeadLetter, updateDeadLetter);
}

watch("state", ({ summary, ratings, people, deadLetters }) => {
  renderTotals(summary);
  renderFlow(summary.history);
  renderRatings(ratings);
  renderPeople(people);
  renderDeadLetters(deadLetters);
});
