/** A browser without a graphics card that says it has one, so that what draws with one is tested, too. */
import type { Page } from 'playwright-core';

/** From the next page on. */
export async function claimGraphicsCard(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const UNMASKED_RENDERER_WEBGL = 0x9246;
    const { getParameter } = WebGLRenderingContext.prototype;
    WebGLRenderingContext.prototype.getParameter = function (this: WebGLRenderingContext, name: number) {
      return name === UNMASKED_RENDERER_WEBGL ? 'a graphics card' : getParameter.call(this, name);
    };
  });
}
