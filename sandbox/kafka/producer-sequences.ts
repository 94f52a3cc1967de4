import { KafkaError } from "./error-codes.ts";
import { addToSequence, type ProducerSequence } from "./record-batch.ts";

interface KnownBatch extends ProducerSequence {
  readonly baseOffset: number;
}

/** As many requests as an idempotent producer may have open on a connection. */
const remembered = 5;

/** What a partition knows of its idempotent producers: the last five batches of each one's epoch. */
export class ProducerSequences {
  readonly #batches = new Map<number, readonly KnownBatch[]>();

  /**
   * The offset that the batch has already, when it came before; undefined when it is the next one.
   *
   * @throws KafkaError INVALID_PRODUCER_EPOCH or OUT_OF_ORDER_SEQUENCE_NUMBER.
   */
  duplicateOf(sequence: ProducerSequence): number | undefined {
    const known = this.#batches.get(sequence.producerId) ?? [];
    const last = known.at(-1);
    // A producer that the partition does not know, or no longer: it may start anywhere.
    if (!last) return undefined;
    if (sequence.epoch < last.epoch) {
      throw new KafkaError(
        "INVALID_PRODUCER_EPOCH",
        `The epoch of producer ${sequence.producerId} must be ${last.epoch}, got ${sequence.epoch}.`,
      );
    }
    if (sequence.epoch === last.epoch) {
      const same = known.find(({ first, last }) => first === sequence.first && last === sequence.last);
      if (same) return same.baseOffset;
    }
    const expected = sequence.epoch > last.epoch ? 0 : addToSequence(last.last, 1);
    if (sequence.first !== expected) {
      throw new KafkaError(
        "OUT_OF_ORDER_SEQUENCE_NUMBER",
        `The sequence of producer ${sequence.producerId} must go on with ${expected}, got ${sequence.first}.`,
      );
    }
    return undefined;
  }

  remember(sequence: ProducerSequence, baseOffset: number): void {
    const known = this.#batches.get(sequence.producerId) ?? [];
    const sameEpoch = known.filter(({ epoch }) => epoch === sequence.epoch);
    this.#batches.set(sequence.producerId, [...sameEpoch, { ...sequence, baseOffset }].slice(-remembered));
  }
}
