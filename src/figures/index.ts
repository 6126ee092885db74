/**
 * What is behind every figure, and its colours: light enough for a page to load at once.
 * The plots themselves are in plots/, which brings Observable Plot along.
 */
export * from './method-looks.js';
export * from './palette.js';
export * from './standalone.js';
export * from './tables/index.js';
