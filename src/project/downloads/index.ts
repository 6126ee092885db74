/** Files from the network, resumed and checked. */

export { downloadFile } from './downloads.js';
export type { Environment } from './downloads-request.js';
