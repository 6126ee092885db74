/** One picture of the evidence. In: the picture, what to enlarge with it. Out: a button that opens it. */
import type { useRovingIndex } from '@mantine/hooks';
import { formatDecimal } from '../../../../src/words/index.js';
import { DrawnPicture } from './drawn-picture.js';
import { Enlarged, useEnlargement } from './enlargement.js';
import classes from './evidence.module.css';
import type { LightboxPicture } from './lightbox.js';

export function EvidenceTile(props: {
  picture: LightboxPicture;
  /** False while the server is drawing it. */
  isReady: boolean;
  /** The activation stands below. */
  isNumbered: boolean;
  enlarged: readonly LightboxPicture[];
  itemProps: ReturnType<useRovingIndex.ReturnValue['getItemProps']>;
}) {
  const { picture, isReady, isNumbered, enlarged, itemProps } = props;
  const { isEnlarged, handlers } = useEnlargement();
  return (
    <Enlarged isOpen={isEnlarged} pictures={enlarged}>
      <div className={classes.tile}>
        <DrawnPicture picture={picture} isReady={isReady} />
        <button
          type="button"
          className={classes.cover}
          aria-label={`${picture.alt}. Open.`}
          {...itemProps}
          {...handlers}
        />
        {isNumbered ? (
          <span className={`${classes.activation} numbers`}>
            <span className="sr-only">Activation </span>
            {formatDecimal(picture.activation, 2)}
          </span>
        ) : null}
      </div>
    </Enlarged>
  );
}
