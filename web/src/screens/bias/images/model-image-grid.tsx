/**
 * Images with what one or two models say of them: a grid, one of them large, picks.
 * In: rows, names of the models. Out: a grid in the page's own scroll; which image is open is its owner's to keep.
 */
import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { useCallback } from 'react';
import { PICTURES, type SplitName } from '../../../../../src/protocol/index.js';
import { formatDecimal } from '../../../../../src/words/index.js';
import { ImageGrid } from '../../../parts/images/image-grid.js';
import { Lightbox } from '../../../parts/images/lightbox.js';
import { Picture } from '../../../parts/images/picture.js';
import { PageLink } from '../../../parts/page/page-link.js';
import { addToSelection, toggleInSelection, useSelection } from '../../../parts/selection/selection.js';
import { SelectionBar } from '../../../parts/selection/selection-bar.js';
import { useClasses } from '../../../parts/study/classes.js';
import { useRead } from '../../../queries.js';
import styles from './model-image-grid.module.css';
import { type ModelImage, toSelectedImage } from './model-images.js';

const TILE_WIDTH = 120;
/** Lines below a picture: the spuriosity, the label, and what each model says. */
const LINE_HEIGHT = 16;

interface ModelImageGridProps {
  label: string;
  rows: readonly ModelImage[];
  /** As many as each row has predictions. */
  models: readonly string[];
  split: SplitName;
  /** Image that is enlarged; null for none. */
  open: number | null;
  onOpen: (image: number | undefined) => void;
}

export function ModelImageGrid({ label, rows, models, split, open, onOpen }: ModelImageGridProps) {
  const { toLabel } = useClasses();
  const { data: workspace } = useRead('GET /api/workspace', {});
  const hasPictures = workspace?.hasPictures ?? true;
  const selection = useSelection();
  const renderTile = useCallback(
    (row: ModelImage) => <Tile {...{ row, models, hasPictures, toLabel }} />,
    [models, hasPictures, toLabel],
  );
  const toggle = (row: ModelImage) => toggleInSelection(toSelectedImage(row, split));
  return (
    <>
      <ImageGrid
        items={rows}
        toKey={({ image }) => image}
        label={label}
        renderTile={renderTile}
        isSelected={({ image }) => selection.has(image)}
        tileWidth={TILE_WIDTH}
        captionHeight={LINE_HEIGHT * (2 + models.length)}
        coveredHeight={0}
        startAt={0}
        onOpen={(place) => onOpen(rows[place]!.image)}
        onToggle={(place) => toggle(rows[place]!)}
        onSelectRange={(first, last) =>
          addToSelection(rows.slice(first, last + 1).map((row) => toSelectedImage(row, split)))
        }
      />
      <Lightbox
        items={rows}
        open={hasPictures ? open : null}
        onOpen={onOpen}
        onClose={() => onOpen(undefined)}
        pictures={() => []}
        keys={(row) => [{ keys: 'x', does: 'Select the image', run: () => toggle(row) }]}
      >
        {(row) => (
          <Stack gap={6}>
            <Group gap={6}>
              <Badge variant="default" tt="none">
                labelled {toLabel(row.label)}
              </Badge>
              {models.map((model, place) => (
                <Badge
                  key={model}
                  variant="light"
                  color={row.predicted[place] === row.label ? 'teal' : 'red'}
                  tt="none"
                >
                  {describePrediction(row, place, model, toLabel)}
                </Badge>
              ))}
            </Group>
            {row.spuriosity === null ? (
              <Text size="xs" c="var(--muted)">
                Its class has no spurious cue, so it has no place in a ranking.
              </Text>
            ) : (
              <Text size="sm" className="numbers">
                Spuriosity {formatDecimal(row.spuriosity, 3)} ·{' '}
                <PageLink
                  size="sm"
                  underline="always"
                  to="/rankings"
                  search={{ class: row.label, split, image: row.image }}
                >
                  See it in its ranking
                </PageLink>
              </Text>
            )}
            <Button size="compact-sm" variant="default" w="fit-content" onClick={() => toggle(row)}>
              {selection.has(row.image) ? 'Selected (x)' : 'Select (x)'}
            </Button>
          </Stack>
        )}
      </Lightbox>
      <SelectionBar shownCount={rows.filter(({ image }) => selection.has(image)).length} />
    </>
  );
}

interface TileProps extends Pick<ModelImageGridProps, 'models'> {
  row: ModelImage;
  hasPictures: boolean;
  toLabel: (classIndex: number) => string;
}

function Tile({ row, models, hasPictures, toLabel }: TileProps) {
  return (
    <>
      <Picture
        src={hasPictures ? PICTURES.image(row.image) : null}
        absentNote={row.path}
        alt={row.path}
        loading="eager"
      />
      <div className={styles.caption}>
        <span className={styles.line}>{toLabel(row.label)}</span>
        {models.map((model, place) => (
          <span key={model} className={styles.line} data-wrong={row.predicted[place] !== row.label}>
            <span className="sr-only">, {describePrediction(row, place, model, toLabel)}</span>
            <span aria-hidden>
              {row.predicted[place] === row.label ? '✓' : '✗'} {toLabel(row.predicted[place]!)}
            </span>
          </span>
        ))}
        <span className={styles.line} data-quiet>
          <span className="sr-only">, spuriosity </span>
          {row.spuriosity === null ? 'not ranked' : formatDecimal(row.spuriosity, 2)}
        </span>
      </div>
    </>
  );
}

function describePrediction(
  { label, predicted }: ModelImage,
  place: number,
  model: string,
  toLabel: (classIndex: number) => string,
): string {
  return `${model} says ${toLabel(predicted[place]!)}, ${predicted[place] === label ? 'right' : 'wrong'}`;
}
