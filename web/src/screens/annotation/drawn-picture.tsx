/** A picture that the server draws when asked, or a quiet frame until it is there. In: the picture, whether it is drawn. */
import type { LightboxPicture } from '../../parts/lightbox.js';
import { Picture } from '../../parts/picture.js';
import classes from './drawn-picture.module.css';

export function DrawnPicture({ picture, isReady }: { picture: LightboxPicture; isReady: boolean }) {
  return isReady ? (
    <Picture src={picture.src} alt="" loading="eager" />
  ) : (
    <span className={classes.waiting}>{picture.waitingNote}</span>
  );
}
