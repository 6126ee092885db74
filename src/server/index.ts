/** What other rooms may use of the server. */
export {
  APP_FOLDER,
  DEFAULT_HOST,
  DEFAULT_PORT,
  openServer,
  type RunningServer,
  type ServerOptions,
} from './open-server.js';
export {
  DEFAULT_IMAGES_PER_CLASS,
  exportSite,
  type SiteOptions,
  type SiteSummary,
} from './site/export-site.js';
