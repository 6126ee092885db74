/** The page where people judge pairs, see how far they are, settle disputes, and bring answers in and out. In: the address. Out: four tabs. */
import { Button, Tabs } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { IS_STATIC } from '../../api.js';
import { EmptyState } from '../../parts/page/empty-state.js';
import { Loaded } from '../../parts/page/loaded.js';
import { PageTitle } from '../../parts/page/page-title.js';
import { usePerson } from '../../parts/study/person.js';
import { useRead } from '../../queries.js';
import { AnsweringPanel, SheetSkeleton } from './annotate/answering.js';
import classes from './annotate-screen.module.css';
import type { AnnotationTab } from './annotation-tabs.js';
import { DisputedPanel } from './disputed-panel.js';
import { ExchangePanel } from './exchange-panel.js';
import { JudgingNeedsServer, NameWanted } from './judging-gate.js';
import { ProgressPanel } from './progress-panel.js';

const route = getRouteApi('/annotate');

const TAB_TITLES: Record<AnnotationTab, string> = {
  answer: 'Answer',
  progress: 'Progress',
  disputed: 'Disputed',
  exchange: 'Import & export',
};

export default function AnnotateScreen() {
  const { tab = 'answer' } = route.useSearch();
  const navigate = route.useNavigate();
  const progress = useRead('GET /api/annotation/progress', {}, { enabled: !IS_STATIC });
  const disputed = progress.data?.disputedPairs ?? 0;
  if (IS_STATIC) {
    return <JudgingNeedsServer />;
  }
  const open = (value: string | null) => {
    const next = value === 'answer' ? undefined : (value as Exclude<AnnotationTab, 'answer'>);
    void navigate({ search: (now) => ({ ...now, tab: next }) });
  };
  return (
    <Tabs value={tab} onChange={open} keepMounted={false}>
      <PageTitle
        title="Annotate"
        actions={
          <Tabs.List className={classes.tabs}>
            {Object.entries(TAB_TITLES).map(([value, title]) => (
              <Tabs.Tab key={value} value={value}>
                {title}
                {value === 'disputed' && disputed > 0 ? ` (${disputed})` : ''}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        }
      />
      <Tabs.Panel value="answer">
        <AnswerTab />
      </Tabs.Panel>
      <Tabs.Panel value="progress">
        <ProgressPanel />
      </Tabs.Panel>
      <Tabs.Panel value="disputed">
        <DisputedPanel />
      </Tabs.Panel>
      <Tabs.Panel value="exchange">
        <ExchangePanel />
      </Tabs.Panel>
    </Tabs>
  );
}

function AnswerTab() {
  const { name, ask } = usePerson();
  const workspace = useRead('GET /api/workspace', {});
  useEffect(() => {
    void ask();
  }, [ask]);
  if (name === null) {
    return (
      <NameWanted ask={ask}>
        Several people may judge at once, and a name keeps their answers apart. Where several answers are
        wanted of each pair, nobody sees those of others before having given all of theirs.
      </NameWanted>
    );
  }
  return (
    <Loaded query={workspace} skeleton={<SheetSkeleton />}>
      {(data) =>
        data.hasPictures && data.annotation.pairs > 0 ? (
          <AnsweringPanel key={name} workspace={data} workerId={name} />
        ) : (
          <NothingToJudge hasPictures={data.hasPictures} />
        )
      }
    </Loaded>
  );
}

function NothingToJudge({ hasPictures }: { hasPictures: boolean }) {
  return (
    <EmptyState
      title={hasPictures ? 'No pairs to judge yet' : 'No pictures to judge by'}
      actions={
        <>
          {hasPictures ? (
            <Button renderRoot={(props) => <Link to="/jobs" {...props} />}>Find important features</Button>
          ) : null}
          <Button
            variant="default"
            renderRoot={(props) => <Link to="/annotate" search={{ tab: 'exchange' }} {...props} />}
          >
            Import answers
          </Button>
        </>
      }
    >
      {hasPictures
        ? 'Pairs are the features that matter most to each class. They are known once features are extracted and discovered.'
        : 'This workspace has no images. Answers given elsewhere can be imported and studied.'}
    </EmptyState>
  );
}
