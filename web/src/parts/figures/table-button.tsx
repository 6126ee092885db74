/** A quiet button that saves a table as CSV. In: the file's name and its rows, made when asked for. Out: a file. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { FigureTable } from '../../../../src/figures/index.js';
import { formatCsv } from './csv.js';
import { saveTextFile } from './saved-file.js';

export function TableButton(props: { file: string; title: string; tabulate: () => FigureTable }) {
  const save = () => {
    const { columns, rows } = props.tabulate();
    saveTextFile(props.file, formatCsv(columns, rows));
  };
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={<IconDownload size={14} aria-hidden />}
      aria-label={`Save as CSV: ${props.title}`}
      onClick={save}
    >
      CSV
    </Button>
  );
}
