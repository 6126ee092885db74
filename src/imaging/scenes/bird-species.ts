/**
 * The birds of the demo: proportions and plumages as data.
 * Lengths are in body lengths of 100; colours are SVG colours. Colours overlap between water and land birds on purpose
 * (white swan and dove, black swan and crow, brown duck and sparrow): shape has to tell them apart.
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

const SWAN: Species = {
  bodyHeight: 58,
  upright: 4,
  neck: { reach: 20, rise: 64, swing: 30, footWidth: 30, headWidth: 13 },
  headRadius: 11,
  bill: { length: 18, depth: 9, droop: 5, isFlat: true },
  tail: { length: 16, width: 20, lift: 14 },
  legs: { length: 24, isWebbed: true },
  wingLength: 100,
  crestLength: 0,
  draught: 0.24,
  plumages: [
    {
      back: '#fbfaf5', belly: '#d9dcdc', breast: '#f6f5ef', head: '#fdfcf8', wing: '#f1f1ec',
      wingBar: '#c9cdd0', tail: '#eceae4', bill: '#e8772b', legs: '#39393c',
    },
    {
      back: '#3a3a42', belly: '#24242a', breast: '#34343b', head: '#2c2c33', wing: '#45454e',
      wingBar: '#6a6a74', tail: '#2a2a30', bill: '#d8302c', legs: '#2c2c30',
    },
  ],
};

const DUCK: Species = {
  bodyHeight: 50,
  upright: 6,
  neck: { reach: 12, rise: 30, swing: 6, footWidth: 32, headWidth: 20 },
  headRadius: 16,
  bill: { length: 24, depth: 11, droop: 4, isFlat: true },
  tail: { length: 20, width: 16, lift: 16 },
  legs: { length: 20, isWebbed: true },
  wingLength: 72,
  crestLength: 0,
  draught: 0.28,
  plumages: [
    {
      back: '#f3f1ea', belly: '#dcdedc', breast: '#f7f5ee', head: '#faf8f2', wing: '#eae9e2',
      wingBar: '#c4c8c8', tail: '#eceae2', bill: '#ec9a2e', legs: '#ec8a2a',
    },
    {
      back: '#a39d94', belly: '#d8d3c8', breast: '#6d4028', head: '#1f6b4a', collar: '#f5f3ec', wing: '#8d867c',
      wingBar: '#3658a6', tail: '#e7e2d8', bill: '#dcb53a', legs: '#e3812c',
    },
    {
      back: '#8a6a48', belly: '#c4a57c', breast: '#a07a52', head: '#9b7a54', cap: '#5e452d', wing: '#6f5439',
      wingBar: '#3f62ae', tail: '#b8976c', bill: '#c98436', legs: '#dd7a2c',
    },
  ],
};

const GOOSE: Species = {
  bodyHeight: 54,
  upright: 12,
  neck: { reach: 18, rise: 54, swing: 10, footWidth: 30, headWidth: 14 },
  headRadius: 12,
  bill: { length: 17, depth: 10, droop: 3, isFlat: true },
  tail: { length: 16, width: 18, lift: 4 },
  legs: { length: 28, isWebbed: true },
  wingLength: 92,
  crestLength: 0,
  draught: 0.24,
  plumages: [
    {
      back: '#c9c6c0', belly: '#eceae4', breast: '#dad7d0', head: '#cfcbc4', wing: '#a9a59d',
      wingBar: '#dcd9d2', tail: '#b3aea6', bill: '#e58b49', legs: '#dd8a72',
    },
    {
      back: '#7d6a54', belly: '#d6cab6', breast: '#b9a88e', head: '#26241f', collar: '#efe9dc', wing: '#6b5944',
      wingBar: '#a3917a', tail: '#332c25', bill: '#26241f', legs: '#2b2925',
    },
  ],
};

const HERON: Species = {
  bodyHeight: 40,
  upright: 26,
  neck: { reach: 24, rise: 62, swing: 34, footWidth: 24, headWidth: 11 },
  headRadius: 10,
  bill: { length: 36, depth: 8, droop: 3, isFlat: false },
  tail: { length: 14, width: 16, lift: -12 },
  legs: { length: 70, isWebbed: false },
  wingLength: 100,
  crestLength: 16,
  draught: null,
  plumages: [
    {
      back: '#fbfbf8', belly: '#e3e6e6', breast: '#f8f8f4', head: '#fdfdfb', wing: '#f2f3f0',
      wingBar: '#cfd4d6', tail: '#f0f0ec', bill: '#e7b733', legs: '#33342f',
    },
    {
      back: '#8595a4', belly: '#dfe2e2', breast: '#c7ced3', head: '#eceff0', cap: '#2d3440', wing: '#6e7f90',
      wingBar: '#3c4653', tail: '#71808f', bill: '#e0a63c', legs: '#8b7a55',
    },
  ],
};

const GULL: Species = {
  bodyHeight: 50,
  upright: 8,
  neck: { reach: 12, rise: 24, swing: 2, footWidth: 38, headWidth: 27 },
  headRadius: 16,
  bill: { length: 22, depth: 8, droop: 4, isFlat: false },
  tail: { length: 18, width: 16, lift: 2 },
  legs: { length: 26, isWebbed: true },
  wingLength: 98,
  crestLength: 0,
  draught: 0.2,
  plumages: [
    {
      back: '#dfe4e8', belly: '#f4f4f0', breast: '#fbfbf8', head: '#fcfcfa', wing: '#aeb8c2',
      wingBar: '#5b646e', tail: '#f4f5f4', bill: '#ecb832', legs: '#e0a04a',
    },
    {
      back: '#d9dee2', belly: '#f2f2ee', breast: '#f7f7f3', head: '#4a382e', wing: '#b4bec8',
      wingBar: '#e9edf0', tail: '#f2f2f0', bill: '#b3392f', legs: '#b3392f',
    },
  ],
};

const ROBIN: Species = {
  bodyHeight: 74,
  upright: 26,
  neck: { reach: 10, rise: 24, swing: 0, footWidth: 62, headWidth: 44 },
  headRadius: 25,
  bill: { length: 13, depth: 8, droop: 1, isFlat: false },
  tail: { length: 40, width: 16, lift: 4 },
  legs: { length: 26, isWebbed: false },
  wingLength: 66,
  crestLength: 0,
  draught: null,
  plumages: [
    {
      back: '#80603f', belly: '#dcb78c', breast: '#e0622a', head: '#8a6743', wing: '#6f5236',
      wingBar: '#a98a62', tail: '#67492f', bill: '#4a3b2c', legs: '#7a4f35',
    },
    {
      back: '#4f78b4', belly: '#f2dc77', breast: '#f0cf4a', head: '#dfe6c8', cap: '#3566a8', wing: '#4a6fa8',
      wingBar: '#eef2f4', tail: '#3a61a0', bill: '#3c4248', legs: '#5b6670',
    },
    {
      back: '#6b7a3a', belly: '#e4e0a8', breast: '#c3c559', head: '#78883c', wing: '#56642f',
      wingBar: '#d9d795', tail: '#4f5c2b', bill: '#8f7f55', legs: '#a88365',
    },
  ],
};

const SPARROW: Species = {
  bodyHeight: 66,
  upright: 18,
  neck: { reach: 12, rise: 22, swing: 0, footWidth: 56, headWidth: 42 },
  headRadius: 23,
  bill: { length: 13, depth: 13, droop: 2, isFlat: false },
  tail: { length: 38, width: 16, lift: 8 },
  legs: { length: 24, isWebbed: false },
  wingLength: 62,
  crestLength: 0,
  draught: null,
  plumages: [
    {
      back: '#8b5f3a', belly: '#bf9f78', breast: '#b08a60', head: '#a98560', cap: '#7a4526', wing: '#6e4628',
      wingBar: '#e6d8bf', tail: '#5d412b', bill: '#39332d', legs: '#c08a64',
    },
    {
      back: '#b24a3a', belly: '#e6a08c', breast: '#d5604c', head: '#5f7186', wing: '#4a4440',
      wingBar: '#f2efe6', tail: '#3b3937', bill: '#7d8894', legs: '#90624e',
    },
  ],
};

const CARDINAL: Species = {
  bodyHeight: 64,
  upright: 30,
  neck: { reach: 10, rise: 24, swing: 0, footWidth: 54, headWidth: 40 },
  headRadius: 22,
  bill: { length: 14, depth: 14, droop: 3, isFlat: false },
  tail: { length: 58, width: 18, lift: -6 },
  legs: { length: 22, isWebbed: false },
  wingLength: 66,
  crestLength: 22,
  draught: null,
  plumages: [
    {
      back: '#b52a24', belly: '#dd4a38', breast: '#d33b2c', head: '#cf3026', wing: '#8f221f',
      wingBar: '#b8564c', tail: '#9a2420', bill: '#e98a3a', legs: '#6b443a',
    },
    {
      back: '#5f87bd', belly: '#a9c1de', breast: '#86a6d0', head: '#4f7cbe', wing: '#3f6cab',
      wingBar: '#f0f3f6', tail: '#3b66a6', bill: '#2d3036', legs: '#3a3d44',
    },
  ],
};

const PIGEON: Species = {
  bodyHeight: 62,
  upright: 16,
  neck: { reach: 14, rise: 30, swing: 2, footWidth: 48, headWidth: 25 },
  headRadius: 16,
  bill: { length: 12, depth: 7, droop: 3, isFlat: false },
  tail: { length: 40, width: 22, lift: -2 },
  legs: { length: 18, isWebbed: false },
  wingLength: 78,
  crestLength: 0,
  draught: null,
  plumages: [
    {
      back: '#69748a', belly: '#8b93a3', breast: '#9a6f8c', head: '#4c5a72', collar: '#4f8a70', wing: '#76829a',
      wingBar: '#323a49', tail: '#4a5366', bill: '#3f3d3f', legs: '#c05a52',
    },
    {
      back: '#f6f4ee', belly: '#dedfdd', breast: '#f2efe8', head: '#faf8f3', wing: '#eeece5',
      wingBar: '#cdd0d0', tail: '#f0eee8', bill: '#caa07a', legs: '#c65f57',
    },
  ],
};

const CROW: Species = {
  bodyHeight: 56,
  upright: 20,
  neck: { reach: 16, rise: 24, swing: 0, footWidth: 48, headWidth: 34 },
  headRadius: 20,
  bill: { length: 20, depth: 10, droop: 3, isFlat: false },
  tail: { length: 42, width: 20, lift: -2 },
  legs: { length: 28, isWebbed: false },
  wingLength: 80,
  crestLength: 0,
  draught: null,
  plumages: [
    {
      back: '#2c2d35', belly: '#25262c', breast: '#2b2c33', head: '#26272e', wing: '#383a46',
      wingBar: '#525565', tail: '#202127', bill: '#e3a32e', legs: '#3a332c',
    },
    {
      back: '#26272d', belly: '#f0efea', breast: '#26272d', head: '#222329', wing: '#2c3f63',
      wingBar: '#f2f1ec', tail: '#213450', bill: '#2a2a2e', legs: '#2a2a2e',
    },
  ],
};

/** Long necks, long or flat bills, long bodies. */
export const WATERBIRDS: readonly Species[] = [SWAN, DUCK, GOOSE, HERON, GULL];

/** Compact bodies, short necks and bills, longer tails. */
export const LANDBIRDS: readonly Species[] = [ROBIN, SPARROW, CARDINAL, PIGEON, CROW];
