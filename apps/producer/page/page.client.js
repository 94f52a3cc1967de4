// The producer's page: what was sent, and the two controls that send.
import {
  byId,
  element,
  foreignText,
  formatNumber,
  formatTime,
  keepRows,
  setText,
  turnWheel,
  watch,
} from "./base.js";

const KINDS = { "dev.millrace.person": "person", "dev.millrace.rating": "rating" };
const RATINGS = ["hated", "meh", "liked"];

function contentOf({ type, data }) {
  if (KINDS[type] === "person") return `age ${data?.age} · ${data?.comment}`;
  if (KINDS[type] === "rating")
    return `${data?.voice1} and ${data?.voice2} · ${RATINGS[data?.rating] ?? data?.rating}`;
  return typeof data === "string" ? data : JSON.stringify(data);
}

function positionOf({ status, position, reason }) {
  if (position) return `partition ${position.partition} · offset ${position.offset}`;
  return status === "pending" ? "" : (reason ?? "");
}

function createRecord(record) {
  const time = element("time", "", formatTime(record.time));
  time.dateTime = record.time;
  return element(
    "tr",
    "",
    element("td", "when", time),
    element(
      "td",
      "what",
      foreignText("span", "foreign key", record.key ?? "no key"),
      element("span", "kind", KINDS[record.type] ?? record.type ?? "record"),
    ),
    element("td", "content", foreignText("span", "foreign", contentOf(record))),
    element("td", "fate", element("span", "status"), foreignText("span", "foreign detail", "")),
  );
}

/** Only its fate changes once a record is listed. */
function updateRecord(row, record) {
  row.dataset.status = record.status;
  setText(row.querySelector(".status"), record.status);
  setText(row.querySelector(".detail"), positionOf(record));
}

function render(summary) {
  for (const total of ["produced", "acknowledged", "refused", "unknown", "retried"]) {
    setText(byId(total), formatNumber(summary[total]));
  }
  byId("refused").classList.toggle("alarming", summary.refused > 0);
  byId("unknown").classList.toggle("alarming", summary.unknown > 0);
  setText(byId("scope"), summary.records?.length ? ` of ${summary.records.join(" and ")}` : "");
  byId("recent").hidden = summary.recent.length === 0;
  byId("recent-empty").hidden = summary.recent.length > 0;
  keepRows(byId("records"), summary.recent, (record) => record.id, createRecord, updateRecord);
  byId("access").hidden = !summary.needsToken;
  if (!rateInHand()) showRate(summary.samplesPerSecond);
  turnWheel(summary.produced);
}

/** The answer to a change, or an error that says what the program said (RFC 9457). */
async function ask(method, path, body) {
  // Kept by this field alone, so it is gone with the page.
  const token = byId("token").value.trim();
  const answer = await fetch(path, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  }).catch(() => {
    throw new Error(
      "The producer does not answer. Nothing is known about what was asked; look at the list below.",
    );
  });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.detail ?? said.title ?? `HTTP ${answer.status}`);
  return said;
}

function showResult(id, text, failed = false) {
  byId(id).classList.toggle("failed", failed);
  setText(byId(id), text);
}

byId("batch").addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = byId("send");
  if (button.ariaDisabled === "true") return;
  // Not `disabled`: that would throw the keyboard's focus away.
  button.ariaDisabled = "true";
  byId("progress").hidden = false;
  showResult("batch-result", "Sending 20 samples…");
  const start = performance.now();
  try {
    const { acknowledged } = await ask("POST", "samples", { count: 20 });
    const took = formatNumber(performance.now() - start);
    showResult("batch-result", `${formatNumber(acknowledged)} acknowledged in ${took} ms`);
  } catch (error) {
    showResult("batch-result", error.message, true);
  }
  byId("progress").hidden = true;
  button.ariaDisabled = "false";
});

const slider = byId("rate-slider");
const number = byId("rate-number");
let settingRate = false;
let shownRate;

/** While somebody here is choosing a rate, an update must not pull the slider away. */
const rateInHand = () => settingRate || slider.matches(":active");

function showRate(perSecond) {
  slider.value = perSecond;
  if (document.activeElement !== number) number.value = perSecond;
  if (perSecond === shownRate) return;
  shownRate = perSecond;
  const on = `${formatNumber(perSecond * 60)} a minute, until you turn it off`;
  showResult("rate-result", perSecond > 0 ? on : "Off: no samples are made");
}

async function setRate(perSecond) {
  settingRate = true;
  try {
    const { perSecond: agreed } = await ask("PUT", "api/sample-rate", { perSecond });
    shownRate = undefined;
    showRate(agreed);
  } catch (error) {
    showResult("rate-result", error.message, true);
  }
  settingRate = false;
}

slider.addEventListener("input", () => {
  number.value = slider.value;
});
slider.addEventListener("change", () => setRate(slider.valueAsNumber));
number.addEventListener("change", () => {
  if (number.reportValidity() && number.value !== "") setRate(number.valueAsNumber);
});
byId("access").addEventListener("submit", (event) => event.preventDefault());
byId("rate").addEventListener("submit", (event) => event.preventDefault());

watch("summary", render);
