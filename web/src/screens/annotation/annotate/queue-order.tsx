/** In which order pairs come. In: what the address or the person's own choice says. Out: a choice. */
import { Select } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { QUEUE_ORDERS, type QueueOrder } from '../../../../../src/protocol/index.js';

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

export function QueueOrderSelect({
  order,
  choose,
}: {
  order: QueueOrder;
  choose: (order: QueueOrder) => void;
}) {
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
