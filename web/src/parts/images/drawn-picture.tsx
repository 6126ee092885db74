/** A picture that the server draws when asked, or a quiet frame until it is there. In: the picture, whether it is drawn. */

import classes from './drawn-picture.module.css';
import type { LightboxPicture } from './lightbox.js';
import { Picture } from './picture.js';

export function DrawnPicture({ picture, isReady }: { picture: LightboxPicture; isReady: boolean }) {
  return isReady ? (
    <Picture src={picture.src} alt="" loading="eager" through={picture.through} />
  ) : (
    <span className={classes.waiting}>{picture.waitingNote}</span>
  );
}
