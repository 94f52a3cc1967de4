import { median } from "../bench/measure.ts";

interface Sample {
  readonly seconds: number;
  readonly megabytes: number;
}

/** Samples so young are left out: a program that has just started grows until its first garbage is collected. */
const youngSeconds = 30;

/** In a third of a run: fewer tell more of the last thing that went wrong than of the run. */
const fewestSamples = 30;

/** What a program's memory did over a run, however often it was started anew. */
export class MemoryCurve {
  private readonly samples: Sample[] = [];

  add(seconds: number, megabytes: number): void {
    this.samples.push({ seconds, megabytes });
  }

  /** Medians in MB of the first and the last third of the run; undefined when it was too short to tell. */
  get thirds(): { readonly first: number; readonly last: number } | undefined {
    const old = this.samples.filter(({ seconds }) => seconds > youngSeconds);
    const third = Math.floor(old.length / 3);
    if (third < fewestSamples) return undefined;
    const of = (some: readonly Sample[]) => median(some.map(({ megabytes }) => megabytes));
    return { first: of(old.slice(0, third)), last: of(old.slice(-third)) };
  }

  /** Whether it ends within a quarter and 20 MB of where it began: less is what garbage collection leaves to chance. */
  get isFlat(): boolean {
    const { thirds } = this;
    return thirds === undefined || thirds.last <= thirds.first * 1.25 + 20;
  }
}
