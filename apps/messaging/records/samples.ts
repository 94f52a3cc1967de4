import type { RecordKind } from "../config.ts";
import type { Person } from "./person.ts";
import type { Rating } from "./rating.ts";
import type { StreamRecord } from "./record.ts";
import { battles, voices } from "./voices.ts";

/** A number from 0 up to, but not including, 1: `Math.random`, or a test's own. */
export type Random = () => number;

const names = [
  ["Ada", "Bela", "Chidi", "Dunya", "Emil", "Farah", "Goran", "Hana", "Ines", "Jomo", "Kaito", "Lena"],
  ["Abel", "Brook", "Castillo", "Dahl", "Eze", "Fontaine", "Gruber", "Haddad", "Ito", "Jansen"],
] as const;

const comments = [
  "moved to the coast and never looked back",
  "keeps bees on the roof",
  "has read every timetable twice",
  "is learning the accordion, sorry",
  "paints doors for a living",
  "once outran a tram",
  "prefers the stairs",
  "grows tomatoes in teapots",
  "knows the tide by heart",
  "collects maps of places that do not exist",
] as const;

export function sampleRecord(kind: RecordKind, random: Random): StreamRecord {
  return kind === "people" ? { kind, data: samplePerson(random) } : { kind, data: sampleRating(random) };
}

function samplePerson(random: Random): Person {
  return {
    name: `${pick(names[0], random)} ${pick(names[1], random)}`,
    age: 3 + Math.floor(random() * 90),
    comment: pick(comments, random),
  };
}

function sampleRating(random: Random): Rating {
  const voice1 = pick(voices, random);
  return {
    battle: pick(battles, random),
    voice1,
    voice2: pick(
      voices.filter((voice) => voice !== voice1),
      random,
    ),
    rating: pick([0, 1, 2] as const, random),
  };
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[Math.floor(random() * list.length)] as T;
}
