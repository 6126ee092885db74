/**
 * Answers in and out as CSV, in the layout of Mechanical Turk's batch results. In: a file. Out: what became of its lines; downloads.
 * Reads no CSV itself: the server does, and says which lines it could not use.
 */
import { Alert, Button, DataList, FileButton, Group, List, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDownload, IconFileUpload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useState } from 'react';
import { FILE_ROUTES, type ImportResponse } from '../../../../src/protocol/index.js';
import { formatCount, formatQuantity, WITHHELD } from '../../../../src/words/index.js';
import { send, withPerson } from '../../api.js';
import { CautionAlert } from '../../parts/page/caution-alert.js';
import { createColumns, DataTable, type SortingState } from '../../parts/page/data-table.js';
import { FailureAlert, showFailure } from '../../parts/page/failure-alert.js';
import { Panel } from '../../parts/page/panel.js';
import { Withheld } from '../../parts/page/withheld.js';
import { formatDateTime } from '../../parts/study/date-time.js';
import { invalidate, useRead } from '../../queries.js';
import classes from './exchange-panel.module.css';
import { refreshTasks } from './use-tasks.js';

/** Columns of the files, in order. */
const COLUMNS_OF_FILE: readonly [name: string, meaning: string][] = [
  ['WorkerId', 'who answered'],
  ['Input.wordnet_id', 'of the class; may be empty'],
  ['Input.class_index', 'from 0, in the order of the classes'],
  ['Input.feature_index', 'from 0'],
  ['Input.feature_rank', 'importance within the class, from 1'],
  ['Answer.main', 'main_object, separate_object or background'],
  ['Answer.confidence', '1 to 5'],
  ['Answer.reasons', 'free text'],
  ['WorkTimeInSeconds', 'time taken; may be missing'],
  ['SubmitTime', 'when; may be missing'],
];

export function ExchangePanel() {
  const { data: workspace } = useRead('GET /api/workspace', {});
  const isBlind = workspace?.annotation.blind != null;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <Panel
        title="Bring answers in"
        description="From another workspace, a spreadsheet, or Mechanical Turk."
      >
        {isBlind ? (
          <Withheld reason={WITHHELD} />
        ) : (
          <Stack gap="md">
            <ImportForm />
            <Imports />
          </Stack>
        )}
      </Panel>
      <Panel
        title="Take answers out"
        description="CSV files that this page, and the command line, read again."
      >
        <Stack gap="sm" align="flex-start">
          <Download href={FILE_ROUTES.answers} title={isBlind ? 'Your answers' : 'All answers'}>
            {`${isBlind ? 'Yours' : 'Everybody’s answers'} that count now, with confidence, reasons, time taken and date.`}
          </Download>
          {isBlind ? (
            <Text size="sm">Decisions and what people said of the panels: {WITHHELD}</Text>
          ) : (
            <>
              <Download href={FILE_ROUTES.verdictDecisions} title="Decisions">
                Pairs that somebody settled by hand, with who, why and when.
              </Download>
              <Download href={FILE_ROUTES.validation} title="Validation">
                What people said of the panels of heatmaps.
              </Download>
            </>
          )}
          <Download href={FILE_ROUTES.template} title="Empty sheet">
            A line for every pair, to be filled in elsewhere, with a name in WorkerId, and brought in again.
          </Download>
          <Text size="xs" c="var(--muted)">
            Answers and the empty sheet have these columns:
          </Text>
          <DataList size="xs" gap={4} labelWidth="150px">
            {COLUMNS_OF_FILE.map(([name, meaning]) => (
              <DataList.Item key={name}>
                <DataList.ItemLabel c="var(--ink)" ff="monospace">
                  {name}
                </DataList.ItemLabel>
                <DataList.ItemValue c="var(--muted)">{meaning}</DataList.ItemValue>
              </DataList.Item>
            ))}
          </DataList>
        </Stack>
      </Panel>
    </SimpleGrid>
  );
}

function Download({ href, title, children }: { href: string; title: string; children: string }) {
  return (
    <Group gap="sm" wrap="nowrap" align="flex-start">
      <Button
        component="a"
        // Relative, as the app may stand in a folder.
        href={withPerson(href.slice(1))}
        download
        variant="default"
        leftSection={<IconDownload size={16} aria-hidden />}
        style={{ flex: 'none' }}
      >
        {title}
      </Button>
      <Text size="sm" c="var(--muted)">
        {children}
      </Text>
    </Group>
  );
}

function ImportForm() {
  const [isOver, setOver] = useState(false);
  const upload = useMutation({
    mutationFn: async (file: File) => ({
      name: file.name,
      outcome: await send('POST /api/annotation/import', {}, await file.text()),
    }),
    onSuccess: () => {
      invalidate(['judgements']);
      refreshTasks();
    },
  });
  const take = (file: File | null | undefined) => {
    if (file && !upload.isPending) upload.mutate(file);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };
  return (
    <Stack gap="sm">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the button inside does the same. */}
      <div
        className={classes.drop}
        data-over={isOver || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Stack gap="xs" align="center">
          <IconFileUpload size={28} aria-hidden />
          <Text size="sm">Drop a CSV file here, or</Text>
          <FileButton
            onChange={take}
            accept=".csv,text/csv"
            inputProps={{ 'aria-label': 'CSV file of answers' }}
          >
            {(props) => (
              <Button {...props} loading={upload.isPending}>
                Choose a file
              </Button>
            )}
          </FileButton>
        </Stack>
      </div>
      <Text size="xs" c="var(--muted)">
        An answer that is here already counts once; another answer of the same person to the same pair
        replaces the earlier one, which stays in the pair’s history. Exported decisions and validation come in
        here, too.
      </Text>
      {upload.error ? <FailureAlert error={upload.error} title="The file was not taken in" /> : null}
      {upload.data ? <Outcome name={upload.data.name} outcome={upload.data.outcome} /> : null}
    </Stack>
  );
}

/** Answers that came in files, each file's to be taken back as a whole. */
function Imports() {
  const { data } = useRead('GET /api/annotation/imports', {});
  const undo = useMutation({
    mutationFn: (id: number) => send('POST /api/annotation/imports/:id/undo', { id }, {}),
    onSuccess: () => {
      invalidate(['judgements']);
      refreshTasks();
    },
    onError: (error) => showFailure('The answers were not taken back', error),
  });
  if (!data || data.imports.length === 0) return null;
  return (
    <List size="sm" listStyleType="none" aria-label="Imports that can be taken back">
      {data.imports.map(({ importId, name, importedAt, answerCount }) => (
        <List.Item key={importId}>
          {formatQuantity(answerCount, 'answer')}, {name}, {formatDateTime(importedAt)}{' '}
          <Button
            variant="default"
            size="compact-xs"
            loading={undo.isPending && undo.variables === importId}
            onClick={() => undo.mutate(importId)}
            aria-label={`Take back the ${formatQuantity(answerCount, 'answer')} of ${formatDateTime(importedAt)}`}
          >
            Take back
          </Button>
        </List.Item>
      ))}
    </List>
  );
}

/** One of them, and several. */
const NOUNS: Record<ImportResponse['kind'], [string, string]> = {
  answers: ['answer', 'answers'],
  decisions: ['decision', 'decisions'],
  validation: ['answer on panels', 'answers on panels'],
};

type Problem = ImportResponse['problems'][number];

const column = createColumns<Problem>();
const PROBLEM_COLUMNS = [
  column.accessor('line', {
    header: 'Line',
    meta: { isNumber: true },
    sortFn: 'basic',
    cell: (cell) => formatCount(cell.getValue()),
  }),
  column.accessor('reason', { header: 'Why it was left out', sortFn: 'alphanumeric' }),
];

function Outcome({ name, outcome }: { name: string; outcome: ImportResponse }) {
  const { kind, added, duplicates, problems } = outcome;
  const count = (quantity: number) => formatQuantity(quantity, ...NOUNS[kind]);
  const Frame = problems.length === 0 ? Alert : CautionAlert;
  const [sorting, setSorting] = useState<SortingState>([{ id: 'line', desc: false }]);
  return (
    <>
      <Frame title={name} role="status">
        <List size="sm">
          <List.Item>{count(added)} added.</List.Item>
          {duplicates > 0 ? <List.Item>{count(duplicates)} here already.</List.Item> : null}
          {problems.length > 0 ? (
            <List.Item>{formatQuantity(problems.length, 'line')} left out; see below.</List.Item>
          ) : null}
        </List>
      </Frame>
      {problems.length > 0 ? (
        <DataTable
          label="Lines that were left out"
          rows={problems}
          columns={PROBLEM_COLUMNS}
          sorting={sorting}
          onSort={setSorting}
          toRowId={({ line, reason }) => `${line} ${reason}`}
          maxHeight="20rem"
        />
      ) : null}
    </>
  );
}
