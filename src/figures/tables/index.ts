/** Figures by name, and the numbers behind them: the same rows wherever a figure is drawn. */
export * from './confusion.js';
export * from './ends-gap.js';
export * from './figure-tables.js';
export * from './method-means.js';
export * from './model-categories.js';
export * from './model-figure-tables.js';
export * from './pair-tables.js';
export * from './ranking-scores.js';
export * from './sensitivity-table.js';
