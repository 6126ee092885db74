/**
 * What a person looks at to judge a pair: a column per image, so that an image, its heatmap and its strengthened copy stand one
 * below the other; then the images with least of the attribute. Pointing at one enlarges it, pressing opens it.
 * In: a task or pair. Out: the grid, one tab stop with arrow keys inside.
 */
import { Popover, Text, UnstyledButton } from '@mantine/core';
import { useRovingIndex, useUncontrolled } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { AttackStrengthControl, FULL_STRENGTH } from './attack-strength.js';
import { estimateSeconds, useDrawnPictures } from './drawn-pictures.js';
import classes from './evidence.module.css';
import { type EvidenceSource, listDrawn, listEvidence, listOfImage } from './evidence-rows.js';
import { EvidenceTile } from './evidence-tile.js';
import { HeatmapStyleControl, useHeatmapStyle } from './heatmap-style.js';
import { Lightbox } from './lightbox.js';

/** Pairs after the one at hand whose pictures are drawn while a person judges. */
const DRAWN_AHEAD = 5;

/** The grid and what opens from it. Long: rows, tiles and lightbox share what is open and how it is shown. */
export function Evidence(props: {
  source: EvidenceSource;
  /** What is looked at after this, soonest first, to be drawn ahead. */
  next?: readonly EvidenceSource[];
  hasEncoder: boolean;
  /** The enlarged image, where its owner keeps it in the address. */
  open?: number | null;
  onOpen?: (image: number | null) => void;
}) {
  const { source, next = [], hasEncoder } = props;
  const [style] = useHeatmapStyle();
  const [strength, setStrength] = useState(FULL_STRENGTH);
  const rows = listEvidence(source, hasEncoder, { style, strength });
  const columnCount = Math.max(1, ...rows.map(({ pictures }) => pictures.length));
  const [open, setOpen] = useUncontrolled<number | null>({
    value: props.open,
    finalValue: null,
    onChange: props.onOpen,
  });
  const openedRow = rows.find(({ images }) => images.some(({ image }) => image === open));
  const isDrawn = useDrawnPictures(
    hasEncoder ? listDrawn(source, style) : [],
    hasEncoder ? next.slice(0, DRAWN_AHEAD).flatMap((one) => listDrawn(one, style)) : [],
  );
  const roving = useRovingIndex({
    total: rows.length * columnCount,
    columns: columnCount,
    loop: false,
    isItemDisabled: (index) =>
      rows[Math.floor(index / columnCount)]?.pictures[index % columnCount] === undefined,
  });
  return (
    <section className={classes.scroll} aria-label="What the network sees">
      <div
        className={classes.grid}
        style={
          {
            '--evidence-columns': columnCount,
            '--evidence-rows': rows.filter(({ id }) => id !== 'lowest-heatmaps').length,
          } as object
        }
      >
        {rows.map((row, line) => (
          <div key={row.id} className={classes.row} data-row={row.id}>
            <div className={classes.head}>
              <RowTitle hint={row.hint}>{row.title}</RowTitle>
              <span>{row.cue}</span>
              {row.id === 'heatmaps' ? <HeatmapStyleControl /> : null}
              {row.id === 'attacks' ? (
                <>
                  <AttackStrengthControl strength={strength} change={setStrength} />
                  <WaitingNote count={row.pictures.filter(({ src }) => !isDrawn(src)).length} />
                </>
              ) : null}
            </div>
            {row.pictures.map((picture, column) => (
              <EvidenceTile
                key={row.images[column]!.image}
                picture={picture}
                isReady={!row.isDrawn || isDrawn(picture.src)}
                isNumbered={row.isNumbered}
                enlarged={listOfImage(rows, row.id, column)}
                itemProps={roving.getItemProps({
                  index: line * columnCount + column,
                  onClick: () => setOpen(row.images[column]!.image),
                })}
              />
            ))}
          </div>
        ))}
      </div>
      <Lightbox
        items={openedRow?.images ?? []}
        open={open}
        onOpen={setOpen}
        onClose={() => setOpen(null)}
        tools={
          hasEncoder ? (
            <>
              <HeatmapStyleControl inDialog />
              {openedRow?.id.startsWith('lowest') === false && rows.some(({ id }) => id === 'attacks') ? (
                <AttackStrengthControl strength={strength} change={setStrength} inDialog />
              ) : null}
            </>
          ) : null
        }
        // The image itself is there already, as it is in the data set.
        pictures={(item) =>
          openedRow ? listOfImage(rows, openedRow.id, openedRow.images.indexOf(item)).slice(1) : []
        }
      />
    </section>
  );
}

/** How long the row takes, and that nobody has to wait for it. */
function WaitingNote({ count }: { count: number }) {
  if (count === 0) return null;
  const seconds = estimateSeconds(count);
  return (
    <span>
      {seconds === null ? 'Being drawn.' : `Being drawn: about ${seconds} s.`} You can judge without.
    </span>
  );
}

function RowTitle({ children, hint }: { children: ReactNode; hint: string }) {
  return (
    <Popover width={260} withArrow shadow="md" position="bottom-start">
      <Popover.Target>
        <UnstyledButton className={classes.title} title="What is this?">
          {children}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{hint}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
