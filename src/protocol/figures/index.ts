/** What figures of the report and of the app have in common: names, numbers behind them, places of labels. */
export * from './figure-tables.js';
export * from './label-places.js';
export * from './model-categories.js';
export * from './model-figure-tables.js';
export * from './sensitivity-table.js';
