import { type Checked, isObject, isText, mustBe, show } from "./checks.ts";

/** A listener's verdict on two voices that fought one battle; it counts for both. */
export interface Rating {
  readonly battle: string;
  readonly voice1: string;
  readonly voice2: string;
  /** 0 hated, 1 meh, 2 liked. */
  readonly rating: 0 | 1 | 2;
}

/** Properties that a rating does not have are dropped, so that newer producers may send more. */
export function checkRating(value: unknown): Checked<Rating> {
  if (!isObject(value)) return { reason: mustBe("a rating", "a JSON object", value) };
  const { battle, voice1, voice2, rating } = value;
  const faults: string[] = [];
  for (const [property, text] of Object.entries({ battle, voice1, voice2 })) {
    if (!isText(text)) faults.push(mustBe(property, "a text that is not blank", text));
  }
  if (isText(voice1) && voice1 === voice2) faults.push(mustBe("voice2", "another voice than voice1", voice2));
  if (rating !== 0 && rating !== 1 && rating !== 2) faults.push(mustBe("rating", "0, 1 or 2", rating));
  if (faults.length > 0) return { reason: faults.join("; ") };
  return { value: { battle, voice1, voice2, rating } as Rating };
}

/** Reads `battle|voice1|voice2|rating`, the form of older producers. */
export function parseBareRating(line: string): Checked<Rating> {
  const parts = line.split("|");
  if (parts.length !== 4) {
    return { reason: `a bare rating must have 4 parts between bars, got ${parts.length} in ${show(line)}` };
  }
  const [battle, voice1, voice2, rating = ""] = parts;
  return checkRating({ battle, voice1, voice2, rating: /^[012]$/.test(rating) ? Number(rating) : rating });
}
