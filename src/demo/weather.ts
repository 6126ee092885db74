/**
 * Light, season and weather as palettes.
 * Colours are 0..255 RGB; tints multiply the objects that stand in the light.
 */
import type { Colour } from './canvas.js';

/** Colours of a lake under one sky. */
export interface LakeWeather {
  skyTop: Colour;
  skyLow: Colour;
  cloud: Colour;
  cloudCover: number;
  deep: Colour;
  reflection: Colour;
  shore: Colour;
  tint: Colour;
  /** Height of the waves. */
  chop: number;
  /** Strength of the sun's glitter. */
  glitter: number;
}

/** Skies over lakes, equally likely. */
export const LAKE_WEATHERS: readonly LakeWeather[] = [
  {
    skyTop: [92, 154, 214],
    skyLow: [203, 226, 238],
    cloud: [255, 255, 255],
    cloudCover: 0.75,
    deep: [24, 78, 118],
    reflection: [132, 182, 210],
    shore: [72, 104, 84],
    tint: [1, 1, 1],
    chop: 0.8,
    glitter: 0.6,
  },
  {
    skyTop: [148, 160, 170],
    skyLow: [210, 214, 214],
    cloud: [232, 234, 236],
    cloudCover: 0.9,
    deep: [62, 84, 94],
    reflection: [164, 178, 184],
    shore: [86, 100, 96],
    tint: [0.92, 0.94, 0.96],
    chop: 1,
    glitter: 0.1,
  },
  {
    skyTop: [124, 146, 196],
    skyLow: [253, 208, 148],
    cloud: [255, 226, 190],
    cloudCover: 0.6,
    deep: [54, 70, 102],
    reflection: [228, 182, 140],
    shore: [92, 80, 76],
    tint: [1.04, 0.95, 0.84],
    chop: 0.6,
    glitter: 1,
  },
  {
    skyTop: [84, 80, 138],
    skyLow: [236, 160, 148],
    cloud: [240, 180, 176],
    cloudCover: 0.6,
    deep: [44, 48, 90],
    reflection: [176, 128, 148],
    shore: [58, 52, 78],
    tint: [0.88, 0.8, 0.9],
    chop: 0.5,
    glitter: 0.5,
  },
  {
    skyTop: [200, 210, 214],
    skyLow: [228, 232, 230],
    cloud: [240, 242, 242],
    cloudCover: 0.5,
    deep: [112, 138, 146],
    reflection: [194, 208, 210],
    shore: [150, 166, 166],
    tint: [0.97, 0.99, 1],
    chop: 0.4,
    glitter: 0,
  },
  {
    skyTop: [104, 178, 222],
    skyLow: [214, 238, 240],
    cloud: [255, 255, 255],
    cloudCover: 0.5,
    deep: [20, 108, 122],
    reflection: [128, 204, 204],
    shore: [84, 124, 84],
    tint: [1.02, 1.01, 0.98],
    chop: 0.9,
    glitter: 0.8,
  },
];

/** Colours of a forest in one season. */
export interface ForestWeather {
  /** Light between the far trunks. */
  glow: Colour;
  leafDark: Colour;
  leafLight: Colour;
  trunk: Colour;
  groundDark: Colour;
  groundLight: Colour;
  path: Colour;
  tint: Colour;
  /** 0..1: how far the distance fades into the glow. */
  haze: number;
}

/** Seasons of forests, equally likely. */
export const FOREST_WEATHERS: readonly ForestWeather[] = [
  {
    glow: [208, 228, 164],
    leafDark: [26, 54, 24],
    leafLight: [104, 154, 58],
    trunk: [82, 64, 48],
    groundDark: [42, 58, 26],
    groundLight: [112, 138, 62],
    path: [172, 146, 106],
    tint: [0.98, 1, 0.93],
    haze: 0.6,
  },
  {
    glow: [234, 242, 200],
    leafDark: [52, 88, 34],
    leafLight: [158, 196, 80],
    trunk: [104, 88, 70],
    groundDark: [64, 86, 36],
    groundLight: [142, 168, 78],
    path: [186, 160, 120],
    tint: [1.03, 1.03, 0.95],
    haze: 0.7,
  },
  {
    glow: [252, 222, 156],
    leafDark: [84, 42, 18],
    leafLight: [214, 136, 46],
    trunk: [70, 52, 42],
    groundDark: [96, 58, 28],
    groundLight: [188, 126, 60],
    path: [158, 128, 96],
    tint: [1.04, 0.97, 0.88],
    haze: 0.65,
  },
  {
    glow: [216, 224, 216],
    leafDark: [54, 70, 62],
    leafLight: [122, 144, 118],
    trunk: [84, 82, 78],
    groundDark: [62, 74, 56],
    groundLight: [126, 138, 102],
    path: [160, 150, 132],
    tint: [0.94, 0.97, 0.97],
    haze: 0.9,
  },
  {
    glow: [255, 212, 138],
    leafDark: [36, 38, 22],
    leafLight: [122, 116, 46],
    trunk: [60, 44, 36],
    groundDark: [46, 44, 26],
    groundLight: [124, 108, 56],
    path: [156, 122, 84],
    tint: [1, 0.9, 0.78],
    haze: 0.55,
  },
  {
    glow: [150, 188, 158],
    leafDark: [14, 40, 32],
    leafLight: [58, 116, 74],
    trunk: [58, 50, 44],
    groundDark: [26, 48, 32],
    groundLight: [78, 108, 62],
    path: [134, 116, 90],
    tint: [0.88, 0.93, 0.9],
    haze: 0.5,
  },
];
