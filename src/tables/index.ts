/** What other rooms may use of tables. */

export { listColumns, parseDelimited } from './delimited.js';
export { defuseFormula } from './formulas.js';
export { formatCell, isExactNumber, parseExactJson, parseJsonLines } from './json.js';
export { toLabel } from './labels.js';
export { createNumberParser } from './numbers.js';
export { IMAGE_EXTENSIONS_IN_WORDS, isImageName } from './paths/image-names.js';
export { PathIndex, resolvePaths } from './paths/resolve-paths.js';
export { toRootPath } from './paths/written-path.js';
export type { Table, TableRow } from './row.js';
export { isPandasIndex, parseColumns, parseTableBytes } from './table.js';
export { decodeText } from './text.js';
