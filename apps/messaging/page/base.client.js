// What the two pages share. Served as /base.js and imported by each page's own
// script. Names, comments and reasons come from strangers: they only ever become
// text nodes, never markup.

const numbers = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const shortNumbers = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 2 });
const clock = new Intl.DateTimeFormat("en", {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});

export const byId = (id) => document.getElementById(id);

/** A number as people read it; a dash for one that is not known. */
export function formatNumber(value) {
  if (typeof value !== "number" || !Number.isFinite(value)) return "–";
  return Math.abs(value) < 10_000_000 ? numbers.format(value) : shortNumbers.format(value);
}

/** `1 record`, `2 records`. */
export const countOf = (count, one) => `${formatNumber(count)} ${one}${count === 1 ? "" : "s"}`;

/** Takes milliseconds since the epoch or an RFC 3339 text. */
export function formatTime(moment) {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "–" : clock.format(date);
}

/** An element with a class and children; a child that is a string becomes text. */
export function element(tag, className, ...children) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

/** A stranger's text, kept apart from the writing direction of what surrounds it. */
export function foreignText(tag, className, text) {
  const made = element(tag, className, text);
  made.dir = "auto";
  return made;
}

/** Writes only what differs, so that a selection survives an update that changes nothing. */
export function setText(node, text) {
  const next = String(text);
  if (node.textContent !== next) node.textContent = next;
}

const rowsOf = new WeakMap();

/**
 * Makes the children of `list` match `items` in order, keeping the row of an
 * item that was there before: an opened detail stays open, focus stays put.
 */
export function keepRows(list, items, keyOf, create, update = () => {}) {
  const before = rowsOf.get(list) ?? new Map();
  const after = new Map();
  for (const item of items) {
    const key = keyOf(item);
    if (!after.has(key)) after.set(key, { item, row: before.get(key)?.row ?? create(item) });
  }
  for (const [key, { row }] of before) if (!after.has(key)) row.remove();
  let index = 0;
  for (const { item, row } of after.values()) {
    update(row, item, index);
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
    index += 1;
  }
  rowsOf.set(list, after);
}

/** Turns the wheel while `count` grows, and lets it rest 2 s after it stopped. */
export function turnWheel(count) {
  const root = document.documentElement;
  if (turnWheel.count !== undefined && count > turnWheel.count) {
    root.classList.add("flowing");
    clearTimeout(turnWheel.timer);
    turnWheel.timer = setTimeout(() => root.classList.remove("flowing"), 2000);
  }
  turnWheel.count = count;
}

/**
 * Renders each `event` of /api/events, at most once a frame and never in a
 * hidden tab. Opens the connection again by itself: EventSource alone gives up
 * for good when a restarting program or a proxy answers with an error.
 */
export function watch(event, render) {
  const connection = byId("connection");
  let latest;
  let waiting = false;
  let pause = 500;
  const draw = () => {
    waiting = false;
    render(latest);
  };
  const say = (state, text) => {
    connection.dataset.state = state;
    setText(connection, text);
  };
  const open = () => {
    const source = new EventSource("api/events");
    source.onopen = () => {
      pause = 500;
      say("live", "Live");
      showVersion();
    };
    source.onerror = () => {
      source.close();
      say("lost", "Reconnecting…");
      setTimeout(open, pause);
      pause = Math.min(pause * 2, 4000);
    };
    source.addEventListener(event, ({ data }) => {
      latest = JSON.parse(data);
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    });
  };
  open();
}

async function showVersion() {
  const answer = await fetch("version").catch(() => undefined);
  if (!answer?.ok) return;
  const { version, revision, podName, startedAt } = await answer.json();
  const parts = [`Millrace ${version}`, revision, podName, `started ${formatTime(startedAt)}`];
  setText(byId("version"), parts.filter(Boolean).join(" · "));
}
