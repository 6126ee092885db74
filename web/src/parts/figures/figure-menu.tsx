/**
 * A quiet button that saves a figure: its numbers as CSV, its picture as SVG or PNG.
 * In: what builds the figure, its table. Out: a menu, in the head of the panel where there is one. What makes the files is loaded with the first.
 */
import { ActionIcon, Menu, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { createPortal } from 'react-dom';
import type { FigureTable } from '../../../../src/figures/index.js';
import { showFailure } from '../page/failure-alert.js';
import { formatCsv } from './csv.js';
import type { BuildFigure } from './drawn-figure.js';
import { useFigurePlace } from './figure-place.js';
import { saveFile, saveTextFile } from './saved-file.js';

/** What files of a figure are called and hold. */
export interface FigureContent {
  /** Without an ending, as the report's files are called. */
  name: string;
  /** The numbers that are drawn. */
  tabulate: () => FigureTable;
}

const KINDS = [
  { ending: 'csv', title: 'CSV', note: 'the numbers' },
  { ending: 'svg', title: 'SVG', note: 'to print and edit' },
  { ending: 'png', title: 'PNG', note: 'to paste' },
] as const;
type Ending = (typeof KINDS)[number]['ending'];

export function FigureMenu(props: {
  content: FigureContent;
  /** Where there is no panel to name it. */
  title?: string;
  build: BuildFigure;
  /** On the page, in pixels. */
  width: number;
}) {
  const place = useFigurePlace();
  const title = place?.title ?? props.title ?? props.content.name;
  const save = async (ending: Ending) => {
    try {
      await saveFigure(ending, props);
    } catch (error) {
      showFailure('The figure could not be saved', error);
    }
  };
  const menu = (
    <Menu position="bottom-end" shadow="md" width={190}>
      <Menu.Target>
        <ActionIcon
          variant="subtle"
          size="sm"
          c="var(--muted)"
          aria-label={`Save the figure: ${title}`}
          title="Save this figure"
        >
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {KINDS.map(({ ending, title: kind, note }) => (
          <Menu.Item key={ending} onClick={() => void save(ending)}>
            {kind}{' '}
            <Text span size="xs" c="var(--muted)">
              {note}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
  if (place === null) return menu;
  return place.head === null ? null : createPortal(menu, place.head);
}

async function saveFigure(
  ending: Ending,
  { content: { name, tabulate }, build, width }: Parameters<typeof FigureMenu>[0],
): Promise<void> {
  const file = `${name}.${ending}`;
  if (ending === 'csv') {
    const { columns, rows } = tabulate();
    saveTextFile(file, formatCsv(columns, rows));
    return;
  }
  const { formatFigureSvg, paintSvg } = await import('./figure-file.js');
  const svg = await formatFigureSvg(build, width);
  if (ending === 'svg') saveTextFile(file, svg, 'image/svg+xml');
  else saveFile(file, await paintSvg(svg));
}
