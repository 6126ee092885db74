/**
 * What a bird is made of: proportions and plumage.
 * Lengths are for a body 100 long; colours are SVG colours. The birds themselves are in `waterbirds.ts` and `landbirds.ts`.
 */

export interface Plumage {
  back: string;
  belly: string;
  breast: string;
  head: string;
  /** Crown of the head; the head's colour where absent. */
  cap?: string;
  /** Ring at the foot of the neck. */
  collar?: string;
  wing: string;
  wingBar: string;
  tail: string;
  bill: string;
  legs: string;
}

/** Proportions of a bird. */
export interface Species {
  bodyHeight: number;
  /** Degrees by which the breast is lifted when standing. */
  upright: number;
  /** From shoulder to head centre: forwards, upwards, sideways swing of the S, width at foot and at head. */
  neck: { reach: number; rise: number; swing: number; footWidth: number; headWidth: number };
  headRadius: number;
  bill: { length: number; depth: number; droop: number; isFlat: boolean };
  tail: { length: number; width: number; lift: number };
  legs: { length: number; isWebbed: boolean };
  /** Half span in flight. */
  wingLength: number;
  crestLength: number;
  /** Share of the body below the surface when swimming; null for birds that do not swim. */
  draught: number | null;
  /** The commonest first. */
  plumages: readonly Plumage[];
}
