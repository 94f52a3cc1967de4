import { at } from "../diff/planned-change.ts";
import type { Range } from "./quantity.ts";

/**
 * Node pools that Oracle's autoscaler add-on changes, by their id: an OCID in a
 * plan, a reference such as `${oci_containerengine_node_pool.x.id}` in synth.
 *
 * @param addOn attributes of an `oci_containerengine_addon`
 */
export function autoscalerLimits(addOn: unknown): ReadonlyMap<string, Range> {
  const configurations = [at(addOn, "configurations")].flat();
  const nodes = configurations.find((one) => at(one, "key") === "nodes");
  const text = String(at(nodes, "value") ?? "");
  return new Map(
    [...text.matchAll(/(\d+):(\d+):([^,\s]+)/g)].map(([, least, most, id]) => [
      String(id),
      { least: Number(least), most: Number(most) },
    ]),
  );
}
