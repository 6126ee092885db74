/** An image of a panel beside its heatmap, as one button that marks it as differing. In: the image, whether it is marked. */
import type { useRovingIndex } from '@mantine/hooks';
import { IconX } from '@tabler/icons-react';
import { type ExampleImage, PICTURES } from '../../../../../src/protocol/index.js';
import { DrawnPicture } from '../../../parts/images/drawn-picture.js';
import { Enlarged, useEnlargement } from '../../../parts/images/enlargement.js';
import { Picture } from '../../../parts/images/picture.js';
import classes from './validation.module.css';

export function PanelImage(props: {
  example: ExampleImage;
  feature: number;
  column: number;
  /** False while the server is drawing the heatmap. */
  isReady: boolean;
  isMarked: boolean;
  itemProps: ReturnType<useRovingIndex.ReturnValue['getItemProps']>;
}) {
  const { example, feature, column, isReady, isMarked, itemProps } = props;
  const { isEnlarged, handlers } = useEnlargement();
  const image = { title: 'Image', src: PICTURES.image(example.image), alt: '' };
  const heatmap = {
    title: 'Highlighted',
    src: PICTURES.heatmap(example.image, feature, 'paper'),
    alt: '',
    waitingNote: 'Being drawn …',
  };
  return (
    <Enlarged isOpen={isEnlarged} pictures={[image, heatmap]}>
      <div className={classes.pair} data-marked={isMarked || undefined}>
        <Picture src={image.src} alt="" loading="eager" />
        <DrawnPicture picture={heatmap} isReady={isReady} />
        <button
          type="button"
          className={classes.cover}
          aria-pressed={isMarked}
          aria-label={`Image ${column + 1} differs`}
          {...itemProps}
          {...handlers}
        />
        {isMarked ? (
          <span className={classes.mark}>
            <IconX size={12} stroke={3} aria-hidden /> differs
          </span>
        ) : null}
      </div>
    </Enlarged>
  );
}
