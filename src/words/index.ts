/** How numbers are written, what things are called and what they mean: the same words for terminal, report and app. */
export * from './blind.js';
export * from './evidence.js';
export * from './findings.js';
export * from './markdown.js';
export * from './model-statement.js';
export * from './names.js';
export * from './numbers.js';
export * from './selftest.js';
export * from './terms.js';
