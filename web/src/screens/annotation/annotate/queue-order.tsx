/**
 * In which order pairs come, and what answers in it are worth. In: what the address or the person's own choice says, the server's queue.
 * Out: a choice; a line that says how many answers settle most of the mean gap's uncertainty.
 */
import { Select, Text } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { type GapWorth, QUEUE_ORDERS, type QueueOrder } from '../../../../../src/protocol/index.js';
import { formatCount, formatPercent, formatQuantity } from '../../../../../src/words/index.js';
import { Explain } from '../../../parts/study/explain.js';

const route = getRouteApi('/annotate');

const TITLES: Record<QueueOrder, string> = {
  class: 'Class by class',
  importance: 'Most important first',
  value: 'Worth most first',
};

/** The order in the address, else the one that this person chose last in this workspace, and a way to choose another. */
export function useQueueOrder(
  workspaceName: string,
  workerId: string,
): [QueueOrder, (order: QueueOrder) => void] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [kept, keep] = useLocalStorage<string>({
    key: `spuriosity.order.${workspaceName}.${workerId}`,
    defaultValue: 'class',
    getInitialValueInEffect: false,
  });
  const choose = (order: QueueOrder) => {
    keep(order);
    void navigate({ search: { ...search, order: undefined, pair: undefined } });
  };
  return [search.order ?? QUEUE_ORDERS.find((order) => order === kept) ?? 'class', choose];
}

export function OrderSelect({ order, choose }: { order: QueueOrder; choose: (order: QueueOrder) => void }) {
  return (
    <Select
      aria-label="Order of the pairs"
      size="xs"
      w={170}
      allowDeselect={false}
      data={QUEUE_ORDERS.map((value) => ({ value, label: TITLES[value] }))}
      value={order}
      onChange={(value) => choose(value as QueueOrder)}
    />
  );
}

/** Nothing where no gap can be measured. */
export function WorthLine({ worth }: { worth: GapWorth | null }) {
  if (worth === null) return null;
  const { settledShare, answersToSettle, targetShare } = worth;
  const uncertainty = (
    <Explain
      term="gapUncertainty"
      facts={{ 'Settled by now': formatPercent(settledShare), 'Answers to go': formatCount(answersToSettle) }}
      label="the mean gap’s uncertainty: what is that?"
    >
      the mean gap’s uncertainty
    </Explain>
  );
  return (
    <Text size="sm" component="div">
      {answersToSettle === 0 ? (
        <>
          {formatPercent(targetShare)} of {uncertainty} is settled.
        </>
      ) : (
        <>
          <b>{formatQuantity(answersToSettle, 'answer')}</b>, those worth most, settle{' '}
          {formatPercent(targetShare)} of {uncertainty}; {formatPercent(settledShare)} is settled.
        </>
      )}
    </Text>
  );
}
