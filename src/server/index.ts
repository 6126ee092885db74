/** What other rooms may use of the server. */
export {
  APP_FOLDER,
  DEFAULT_HOST,
  DEFAULT_PORT,
  openServer,
} from './open-server.js';
export {
  DEFAULT_IMAGES_PER_CLASS,
  exportSite,
} from './site/export-site.js';
