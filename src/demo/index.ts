/** The demo data set "mini-waterbirds": synthetic pictures whose backgrounds and object masks are known. */
export {
  DEFAULT_DEMO_OPTIONS,
  DEMO_CLASSES,
  type DemoClass,
  type DemoOptions,
} from './demo-options.js';
export { type DemoImage, drawDemoImages } from './draw-demo-images.js';
